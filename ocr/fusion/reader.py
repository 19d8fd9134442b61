"""Two readers of lines as one: the second looks at what the first is not sure of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr.fusion.aligning import Place, cut_at_spaces
from ocr.fusion.candidates import parted, seen_at
from ocr.fusion.choosing import Choice, Weights, choose
from ocr.fusion.syllable_pairs import SyllablePairs
from ocr.ports import Box, LineReader, Pixels, Word

SURE_ALONE = 98.0
"""From this confidence on the first reader's word is not looked at again; README.md has the curve. Two
words that a sign joins are: of those it is as sure as of others."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a line from `start` to before `end`, and the part of the page where they stand."""

    start: int
    end: int
    box: Box


class FusedReader:
    """Reads with two readers that err differently.

    Args:
        first: reads every line; the better of the two on marks and spaces.
        second: checks the words that the first is not sure of, and the lines where it saw nothing.
        sure_alone: from this confidence on the first is sure.
    """

    def __init__(
        self, first: LineReader, second: LineReader, *, sure_alone: float = SURE_ALONE
    ) -> None:
        self._first, self._second, self._sure_alone = first, second, sure_alone
        self._weights, self._pairs = Weights.load(), SyllablePairs.load()

    def read(self, grey: Pixels, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """See ocr.ports.LineReader."""
        return [self._chosen(places) for places in self.places_on(grey, boxes)]

    def places_on(self, grey: Pixels, boxes: Sequence[Box]) -> list[list[Place]]:
        """What the two saw in each box, place by place."""
        read = self._first.read(grey, boxes)
        doubted = [
            list(stretches(words, box, sure=self._sure_alone))
            for words, box in zip(read, boxes, strict=True)
        ]
        checks = iter(self._second.read(grey, [each.box for line in doubted for each in line]))
        return [
            list(_places(words, [(each, next(checks)) for each in line]))
            for words, line in zip(read, doubted, strict=True)
        ]

    def _chosen(self, places: Sequence[Place]) -> tuple[Word, ...]:
        seen = [seen_at(place) for place in places]
        choices = choose(seen, weights=self._weights, pairs=self._pairs)
        return tuple(
            word
            for place, choice in zip(places, choices, strict=True)
            for word in words_of(place, choice)
        )


def stretches(words: Sequence[Word], line: Box, *, sure: float = SURE_ALONE) -> Iterator[Stretch]:
    """What of a line is to be looked at again: every doubtful word with its neighbours.

    Args:
        words: what was read in the line; where that is nothing, all of it is to be looked at.
        line: its box.
        sure: from this confidence on a word is not doubtful.
    """
    if not words:
        yield Stretch(0, 0, line)
    doubtful = [word.confidence < sure or bool(parted(word.text)) for word in words]
    near = [any(doubtful[max(0, at - 1) : at + 2]) for at in range(len(words))]
    start = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and near[end] == near[start]:
            continue
        if near[start]:
            left = words[start].box.x0 if start else line.x0
            right = words[end - 1].box.x1 if end < len(words) else line.x1
            yield Stretch(start, end, Box(left, line.y0, right, line.y1))
        start = end


def _places(
    words: Sequence[Word], checks: Sequence[tuple[Stretch, Sequence[Word]]]
) -> Iterator[Place]:
    at = 0
    for stretch, seen in checks:
        yield from _unchecked(words[at : stretch.start])
        yield from cut_at_spaces(words[stretch.start : stretch.end], seen)
        at = stretch.end
    yield from _unchecked(words[at:])


def _unchecked(words: Sequence[Word]) -> Iterator[Place]:
    return (Place((word,), (), unchecked=True) for word in words)


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
