"""Finds which words of two readings of a line stand in one place.

The two texts are laid against each other letter by letter, without case, tones and diacritics, and cut
wherever both have a space: readers differ in where they see spaces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.ports import Word
from vietnamese.text import fold, nfc

_ALIGNABLE = 250_000  # cells of the letter table; beyond, the texts are no lines of print


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a line, in as few words as both readings part it; one side may be empty.

    Args:
        first, second: what each reader saw there.
        unchecked: only the first has looked.
    """

    first: tuple[Word, ...]
    second: tuple[Word, ...]
    unchecked: bool = False


def cut_at_spaces(first: Sequence[Word], second: Sequence[Word]) -> list[Place]:
    """Part two readings of one stretch into places, wherever both have a space."""
    if [word.text for word in first] == [word.text for word in second]:
        return [Place((a,), (b,)) for a, b in zip(first, second, strict=True)]
    ends = {end: at for at, end in enumerate(_ends(first), start=1)}
    others = {end: at for at, end in enumerate(_ends(second), start=1)}
    cuts = [
        (ends[a], others[b])
        for a, b in _shared_letters(_joined(first), _joined(second))
        if a in ends and b in others
    ]
    places: list[Place] = []
    i = j = 0
    for to_i, to_j in [*cuts, (len(first), len(second))]:
        if to_i > i or to_j > j:
            places.append(Place(tuple(first[i:to_i]), tuple(second[j:to_j])))
        i, j = to_i, to_j
    return places


def edit_path(left: str, right: str) -> list[tuple[int, int]]:
    """Places (i, j) of the letters that a shortest edit of left into right leaves alone."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    kept = [(at, at) for at in range(start)]
    kept += [
        (start + i, start + j)
        for i, j in _edit_path(left[start : len(left) - end], right[start : len(right) - end])
    ]
    return kept + [(len(left) - at, len(right) - at) for at in range(end, 0, -1)]


def _edit_path(left: str, right: str) -> list[tuple[int, int]]:
    if len(left) * len(right) > _ALIGNABLE:
        return []
    rows = [list(range(len(right) + 1))]
    for i, letter in enumerate(left, start=1):
        above, row = rows[-1], [i]
        for j, other in enumerate(right, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other)))
        rows.append(row)
    kept: list[tuple[int, int]] = []
    i, j = len(left), len(right)
    while i and j:
        if rows[i][j] == rows[i - 1][j - 1] + (left[i - 1] != right[j - 1]):
            i, j = i - 1, j - 1
            if left[i] == right[j]:
                kept.append((i, j))
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return kept[::-1]


def _shared_letters(left: str, right: str) -> list[tuple[int, int]]:
    return edit_path(fold(left), fold(right))


def _joined(words: Sequence[Word]) -> str:
    return " ".join(nfc(word.text) for word in words)


def _ends(words: Sequence[Word]) -> list[int]:
    """Where the space behind each word stands in the joined text."""
    ends, at = [], -1
    for word in words:
        at += len(nfc(word.text)) + 1
        ends.append(at)
    return ends[:-1]
