"""From the outputs of a network at each time step to words and where on the line they stand."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Letter(NamedTuple):
    """What the network said from step `start` to before `end`, with its highest probability there."""

    text: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Span:
    """One word of a line.

    Args:
        text: NFC.
        first: the steps, from and to, of its first letter; `last`: of its last one.
        confidence: 0-100, that of its least sure letter.
    """

    text: str
    first: tuple[int, int]
    last: tuple[int, int]
    confidence: float


def letters(
    outputs: NDArray[np.int64],
    probabilities: NDArray[np.float32],
    *,
    characters: Sequence[str],
    null: int,
) -> list[Letter]:
    """The best path: what stays the same over steps is one letter, the null output parts letters."""
    if not len(outputs):
        return []
    starts = np.concatenate(([0], np.flatnonzero(np.diff(outputs)) + 1))
    sure = np.maximum.reduceat(probabilities, starts).tolist()
    begun, said = starts.tolist(), outputs[starts].tolist()
    return [
        Letter(characters[output], start, end, probability)
        for output, start, end, probability in zip(
            said, begun, [*begun[1:], len(outputs)], sure, strict=True
        )
        if output != null
    ]


def spans(read: Iterable[Letter]) -> list[Span]:
    """The words of a line: letters between spaces."""
    words: list[list[Letter]] = [[]]
    for letter in read:
        if letter.text.isspace():
            words.append([])
        elif letter.text:
            words[-1].append(letter)
    return [_span(word) for word in words if word]


def _span(word: Sequence[Letter]) -> Span:
    return Span(
        text=unicodedata.normalize("NFC", "".join(letter.text for letter in word)),
        first=(word[0].start, word[0].end),
        last=(word[-1].start, word[-1].end),
        confidence=100 * min(1.0, *(letter.probability for letter in word)),
    )
