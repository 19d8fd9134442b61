"""Where words stand on an upright page: segments, rows, and the flow of text that rules search.

Engines differ in what they call a line: one joins both columns of a head, another splits them. Here
lines are cut at wide gaps into segments, set in rows by height, and joined to one string (a Flow)
that remembers which word printed each character.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr.ports import Box, FieldProposal, Line, PageReading, Word
from vietnamese.text import fold

WIDE_GAP = 1.6
"""Gap between words, in line heights, that parts two cells or columns (a word space is 0.3)."""

OPEN_END = re.compile(
    r"(?:,|\b(?:t[iỉ]nh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|thị trấn|thôn|ấp|xóm|đường))$"
)
"""A line (small letters) that ends so lacks a name or a part: it goes on in the next one."""

ITEM = re.compile(r"\W{0,2}(?:\d{1,2} ?[.)]|[IVX]{1,4}\.|[-+•])\s")
"""What begins an item of a list: never the rest of the line above."""

WORD_GAP = 0.8
"""Gap, in line heights, up to which two lines of an engine that stand in one row are one line."""

NATION = "cong hoa xa hoi chu nghia viet nam"
MOTTO = "doc lap tu do hanh phuc"
PARTY = "dang cong san viet nam"
"""What papers of the Party bear in place of the national heading."""


def letters(text: str) -> str:
    """Folded words of letters joined by single spaces; digits and marks are dropped."""
    return " ".join(re.findall(r"[a-z]+", fold(text)))


def distance(left: str, right: str) -> int:
    """Levenshtein distance in characters."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def may_be_near(left: str, right: str, limit: int) -> bool:
    """Whether the distance can be within the limit: a quick look at lengths and letters alone."""
    longer = max(len(left), len(right))
    if longer - min(len(left), len(right)) > limit:
        return False
    return longer - (Counter(left) & Counter(right)).total() <= limit


def alike(text: str, phrase: str, *, share: float = 0.2) -> bool:
    """Whether two folded texts differ in at most `share` of the letters of the phrase."""
    limit = int(len(phrase) * share)
    return may_be_near(text, phrase, limit) and distance(text, phrase) <= limit


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with no wide gap; x0 … y1 are upright, level pixels, y down."""

    words: tuple[Word, ...]
    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def middle_x(self) -> float:
        """Upright pixels."""
        return (self.x0 + self.x1) / 2

    @property
    def middle_y(self) -> float:
        """Upright pixels."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """Upright pixels."""
        return self.y1 - self.y0

    @property
    def capital_share(self) -> float:
        """Share of capitals among the letters, 0-1."""
        found = [char for char in self.text if char.isalpha()]
        return sum(char.isupper() for char in found) / len(found) if found else 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page set upright: its size in pixels and its segments row by row, left to right."""

    page: int
    width: float
    height: float
    segments: tuple[Segment, ...]

    @property
    def right_margin(self) -> float:
        """Where full lines end: the median right edge of the lines wider than half the text."""
        if not self.segments:
            return self.width
        span = max(s.x1 for s in self.segments) - min(s.x0 for s in self.segments)
        wide = sorted(s.x1 for s in self.segments if s.x1 - s.x0 > span / 2)
        return median(wide[-max(3, len(wide) // 2) :]) if wide else self.width


def set_upright(page: PageReading) -> Sheet:
    """Cut the lines of a page into segments and set them in rows.

    Boxes of a PageReading are of the page as received; turn_deg and angle_deg are undone here.
    """
    turned = page.turn_deg in (90, 270)
    width, height = (page.height_px, page.width_px) if turned else (page.width_px, page.height_px)
    cut = [
        _segment(page, words)
        for line in page.lines
        for words in _split(page, line)
        if any(char.isalnum() for word in words for char in word.text)
    ]
    rows = (_joined(page, row) for row in _in_rows(cut))
    return Sheet(
        page.number, float(width), float(height), tuple(segment for row in rows for segment in row)
    )


def upright_box(page: PageReading, box: Box) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 after the turn and with the residual skew taken out about the middle."""
    width, height = float(page.width_px), float(page.height_px)
    x0, y0, x1, y1 = float(box.x0), float(box.y0), float(box.x1), float(box.y1)
    if page.turn_deg == 90:
        x0, y0, x1, y1, width, height = height - y1, x0, height - y0, x1, height, width
    elif page.turn_deg == 180:
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    elif page.turn_deg == 270:
        x0, y0, x1, y1, width, height = y0, width - x1, y1, width - x0, height, width
    angle = math.radians(page.angle_deg)
    across, down = (x0 + x1 - width) / 2, (y0 + y1 - height) / 2
    move_x = across * math.cos(angle) + down * math.sin(angle) - across
    move_y = down * math.cos(angle) - across * math.sin(angle) - down
    return x0 + move_x, y0 + move_y, x1 + move_x, y1 + move_y


def _split(page: PageReading, line: Line) -> list[tuple[Word, ...]]:
    """The words of a line parted at wide gaps and before the national heading and its motto."""
    boxes = [upright_box(page, word.box) for word in line.words]
    order = sorted(range(len(boxes)), key=lambda i: boxes[i][0])
    if not order:
        return []
    height = median(y1 - y0 for _, y0, _, y1 in boxes)
    folded = [letters(line.words[i].text) for i in order]
    parts: list[list[Word]] = [[line.words[order[0]]]]
    for at in range(1, len(order)):
        gap = boxes[order[at]][0] - boxes[order[at - 1]][2]
        if gap > WIDE_GAP * height or _begins_heading(folded[at:]):
            parts.append([])
        parts[-1].append(line.words[order[at]])
    return [tuple(part) for part in parts]


def _begins_heading(folded: Sequence[str]) -> bool:
    """Two-column heads may stand closer than a wide gap: the heading itself tells the columns."""
    for phrase in (NATION, MOTTO):
        count = len(phrase.split())
        if len(folded) >= count - 1 and folded[0][:1] == phrase[0]:
            text = " ".join(word for word in folded[: count + 2] if word)
            if alike(text[: len(phrase)], phrase, share=0.15):
                return True
    return False


def _segment(page: PageReading, words: tuple[Word, ...]) -> Segment:
    boxes = [upright_box(page, word.box) for word in words]
    return Segment(
        words,
        page.number,
        min(box[0] for box in boxes),
        median(box[1] for box in boxes),
        max(box[2] for box in boxes),
        median(box[3] for box in boxes),
    )


def _joined(page: PageReading, row: list[Segment]) -> list[Segment]:
    """The row with parts that only a word space parts made one: engines break lines on curved pages."""
    joined: list[Segment] = []
    for segment in row:
        last = joined[-1] if joined else None
        gap = (segment.x0 - last.x1) / max(last.height, 1.0) if last else math.inf
        if (
            last is not None
            and abs(gap) < WORD_GAP
            and max(last.height, segment.height) < 1.5 * min(last.height, segment.height)
            and not _begins_heading([letters(word.text) for word in segment.words])
        ):
            joined[-1] = _segment(page, last.words + segment.words)
        else:
            joined.append(segment)
    return joined


def _in_rows(segments: list[Segment]) -> list[list[Segment]]:
    """Rows from the top, the segments of each from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.middle_y):
        if rows and same_row(rows[-1][0], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def same_row(one: Segment, other: Segment) -> bool:
    """Whether two segments of one page are printed at one height."""
    return one.page == other.page and abs(one.middle_y - other.middle_y) < 0.5 * max(
        min(one.height, other.height), 1.0
    )


class Flow:
    """Segments as one string: a space where text runs on, a line feed where it may not.

    A line runs on when the first word of the next row would not have fitted into it any more, or
    when its own last word calls for more. An item of a list and a line in capitals begin anew.
    """

    def __init__(self, sheets: Iterable[Sheet], segments: Sequence[Segment]) -> None:
        margins = {sheet.page: sheet.right_margin for sheet in sheets}
        pieces: list[str] = []
        self._words: list[tuple[int, int, Word, int]] = []
        self.starts: list[int] = []
        at = 0
        for i, segment in enumerate(segments):
            self.starts.append(at)
            for j, word in enumerate(segment.words):
                last = j + 1 == len(segment.words)
                end = not last or _runs_on(segments, i, margins[segment.page])
                pieces.append(word.text + (" " if end else "\n"))
                self._words.append((at, at + len(word.text), word, segment.page))
                at += len(word.text) + 1
        self.segments = tuple(segments)
        self.text = "".join(pieces)
        self.folded = fold(self.text)

    def proposal(
        self,
        start: int,
        end: int,
        *,
        value: str | None = None,
        trust: float = 1.0,
        signs: tuple[str, ...] = (),
    ) -> FieldProposal:
        """A field value printed at [start, end): box, page and confidence of the words there."""
        hit = [entry for entry in self._words if entry[0] < end and entry[1] > start]
        page = hit[0][3]
        words = [word for _, _, word, on in hit if on == page]
        text = self.text[start:end].replace("\n", " ").strip() if value is None else value
        return FieldProposal(text, round(confidence(words) * trust, 1), page, union(words), signs)


def _runs_on(segments: Sequence[Segment], index: int, margin: float) -> bool:
    if index + 1 >= len(segments):
        return False
    this, following = segments[index], segments[index + 1]
    if this.page != following.page or same_row(this, following):
        return False
    if following.middle_y - this.middle_y > 3.5 * this.height or following.x0 > this.x1:
        return False
    if ITEM.match(following.text) or this.capital_share < 0.5 < 0.8 < following.capital_share:
        return False
    near = following.middle_y - this.middle_y < 2.2 * this.height
    if near and following.x0 < this.x0 + this.height and OPEN_END.search(this.text.lower()):
        return True
    first = following.words[0]
    share = len(first.text) / max(len(following.text), 1)
    return this.x1 + share * (following.x1 - following.x0) > margin


def confidence(words: Sequence[Word]) -> float:
    """Half the weakest word, half the mean: one bad word of a value makes the value doubtful."""
    marks = [word.confidence for word in words]
    return (min(marks) + sum(marks) / len(marks)) / 2 if marks else 0.0


def union(words: Sequence[Word]) -> Box | None:
    """The smallest box around all words, pixels of the page as received."""
    if not words:
        return None
    boxes = [word.box for word in words]
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )
