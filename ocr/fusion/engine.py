"""Two engines as one: each reads the page, and what they saw is fused place by place."""

from collections.abc import Sequence

from ocr.fusion.aligning import Place, places_of
from ocr.fusion.candidates import seen_at
from ocr.fusion.choosing import Choice, Weights, choose
from ocr.fusion.syllable_pairs import SyllablePairs
from ocr.ports import Box, Engine, Line, Pixels, TellsTurn, Word


class FusedEngine:
    """Reads with two engines that err differently.

    Args:
        first: gives lines, reading order and boxes; the better of the two on marks and spaces.
        second: checks it, and adds what the first has not seen.
    """

    def __init__(self, first: Engine, second: Engine) -> None:
        self.name = f"{first.name}+{second.name}"
        self._first, self._second = first, second
        self._weights, self._pairs = Weights.load(), SyllablePairs.load()

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        """See ocr.ports.Engine; a page that one of the two cannot read is not read."""
        return self.fuse(self._first.read(grey, dpi), self._second.read(grey, dpi))

    def turn_needed(self, grey: Pixels) -> int | None:
        """See ocr.ports.TellsTurn; the first is asked, if it can tell."""
        return self._first.turn_needed(grey) if isinstance(self._first, TellsTurn) else None

    def fuse(self, first: Sequence[Line], second: Sequence[Line]) -> tuple[Line, ...]:
        """Make one reading of two readings of the same pixels."""
        lines = (self._line(places) for places in places_of(first, second))
        return tuple(line for line in lines if line.words)

    def _line(self, places: Sequence[Place]) -> Line:
        seen = [seen_at(place) for place in places]
        choices = choose(seen, weights=self._weights, pairs=self._pairs)
        return Line(
            tuple(
                word
                for place, choice in zip(places, choices, strict=True)
                for word in words_of(place, choice)
            )
        )


def words_of(place: Place, choice: Choice) -> list[Word]:
    """The chosen text as words, in the boxes of the reader that parts it alike, the first if both."""
    texts, confidence = choice.text.split(), round(100 * choice.probability, 1)
    for words in (place.first, place.second):
        if len(words) == len(texts):
            boxes = [word.box for word in words]
            return [Word(text, box, confidence) for text, box in zip(texts, boxes, strict=True)]
    boxes = [word.box for word in place.first or place.second]
    whole = Box(
        x0=min(box.x0 for box in boxes),
        y0=min(box.y0 for box in boxes),
        x1=max(box.x1 for box in boxes),
        y1=max(box.y1 for box in boxes),
    )
    return [
        Word(text, box, confidence)
        for text, box in zip(texts, _shared_out(whole, texts), strict=True)
    ]


def _shared_out(whole: Box, texts: Sequence[str]) -> list[Box]:
    """A box for each word that no reader saw by itself, as wide as its letters are many."""
    letter_px = (whole.x1 - whole.x0) / max(1, len(" ".join(texts)))
    boxes, at = [], 0
    for text in texts:
        left, right = (whole.x0 + round(letter_px * each) for each in (at, at + len(text)))
        boxes.append(Box(left, whole.y0, max(right, left + 1), whole.y1))
        at += len(text) + 1
    return boxes
