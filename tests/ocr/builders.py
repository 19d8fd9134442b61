"""Lay synthetic pages out: text at places of an A4 page, as an engine would have read it."""

from collections.abc import Sequence

from ocr.ports import Box, Line, PageReading, Quality, Word

WIDTH, HEIGHT = 1654, 2339
LETTER, TALL = 15, 30


def place(text: str, x: int, y: int, *, confidence: float = 95.0) -> Line:
    """One line with its top left at (x, y); two blanks in the text make a wide gap."""
    words = []
    for part in text.split(" "):
        if part:
            right = x + LETTER * len(part)
            words.append(Word(part, Box(x, y, right, y + TALL), confidence))
            x = right + 10
        else:
            x += 4 * TALL
    return Line(tuple(words))


def centred(text: str, y: int, *, middle: int = WIDTH // 2, confidence: float = 95.0) -> Line:
    """One line set about `middle`."""
    width = LETTER * len(text.replace(" ", "")) + 10 * text.count(" ")
    return place(text, middle - width // 2, y, confidence=confidence)


def page(lines: Sequence[Line], *, turn_deg: int = 0, number: int = 1) -> PageReading:
    """A reading of an A4 page at 200 dpi that arrived needing a clockwise turn of `turn_deg`."""
    turned = turn_deg in (90, 270)
    return PageReading(
        number=number,
        width_px=HEIGHT if turned else WIDTH,
        height_px=WIDTH if turned else HEIGHT,
        dpi=200,
        blank=not lines,
        turn_deg=turn_deg,
        angle_deg=0.0,
        lines=tuple(
            Line(
                tuple(Word(w.text, as_received(w.box, turn_deg), w.confidence) for w in line.words)
            )
            for line in lines
        ),
        quality=Quality(200, colour=False, sharpness=500.0, ink_share=0.05),
        engine="test",
    )


def as_received(box: Box, turn_deg: int) -> Box:
    """Where an upright box lies on the page before it is turned clockwise by `turn_deg`."""
    if turn_deg == 90:
        return Box(box.y0, WIDTH - box.x1, box.y1, WIDTH - box.x0)
    if turn_deg == 180:
        return Box(WIDTH - box.x1, HEIGHT - box.y1, WIDTH - box.x0, HEIGHT - box.y0)
    if turn_deg == 270:
        return Box(HEIGHT - box.y1, box.x0, HEIGHT - box.y0, box.x1)
    return box


def head(left: Sequence[str], number: str, place_date: str, *, joined: bool = False) -> list[Line]:
    """A two-column head; `joined` puts both columns into one line, as some engines do."""
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    lines = [centred(text, 160 + 42 * at, middle=440) for at, text in enumerate(left)]
    heads = [centred(text, 160 + 42 * at, middle=1180) for at, text in enumerate(right)]
    below = 190 + 42 * max(len(left), 2)
    lines.append(centred(number, below, middle=440))
    heads.append(centred(place_date, below, middle=1180))
    if not joined:
        return lines + heads
    pairs = [Line(a.words + b.words) for a, b in zip(lines[:2], heads[:2], strict=False)]
    return [
        *pairs,
        *lines[2:-1],
        *heads[len(lines[:2]) : -1],
        Line(lines[-1].words + heads[-1].words),
    ]


def body(texts: Sequence[str], *, top: int = 560, left: int = 215) -> list[Line]:
    """Lines of running text or labels, one under the other."""
    return [place(text, left, top + 52 * at) for at, text in enumerate(texts)]
