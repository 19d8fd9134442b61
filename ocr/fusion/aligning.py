"""Finds which words of two readings stand in one place of the page.

Lines meet by their boxes. Within a line the two texts are laid against each other letter by letter,
without case, tones and diacritics, and cut wherever both have a space: the engines differ in where
they see spaces more often than in where a line lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.ports import Box, Line, Word
from vietnamese.text import fold, nfc

_SHARE_IN_LINE = 0.3  # of a word's box that the line must cover for the word to be of it
_SLACK = 0.3  # line boxes end up to so many line heights before or behind their words
_OFF_CENTRE = 0.2  # weight of standing high or low in the line, which tells close lines apart
_ALIGNABLE = 250_000  # cells of the letter table; beyond, the texts are no lines of print


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a line, in as few words as both readings part it; one side may be empty."""

    first: tuple[Word, ...]
    second: tuple[Word, ...]


@dataclass(slots=True)
class _Run:
    """Words of one line of the first reading that stand in one line of the second (-1: in none)."""

    line: int
    met: int
    words: list[Word]


def places_of(first: Sequence[Line], second: Sequence[Line]) -> list[list[Place]]:
    """Lay two readings of one page against each other.

    Args:
        first: its lines and their order are kept.
        second: what it alone has seen stands where its own order puts it.
    Returns:
        Lines of places; every word of both readings stands in exactly one place.
    """
    runs = _runs(first, second)
    shares = _shares(runs, second)
    lines: list[list[Place]] = [[] for _ in first]
    for run, words in zip(runs, shares, strict=True):
        lines[run.line].extend(cut_at_spaces(run.words, words))
    met = {run.met: run.line for run in runs}
    return _with_unmet(lines, second, met)


def cut_at_spaces(first: Sequence[Word], second: Sequence[Word]) -> list[Place]:
    """Part two readings of one stretch into places, wherever both have a space."""
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


def _runs(first: Sequence[Line], second: Sequence[Line]) -> list[_Run]:
    boxes = [_around(line) for line in second]
    runs: list[_Run] = []
    for number, line in enumerate(first):
        for word in line.words:
            met = _line_under(word.box, boxes)
            if runs and (runs[-1].line, runs[-1].met) == (number, met):
                runs[-1].words.append(word)
            else:
                runs.append(_Run(number, met, [word]))
    return runs


def _line_under(box: Box, lines: Sequence[Box | None]) -> int:
    """The line that covers most of a word, the nearer to its middle the better; -1 if none does."""
    best, found = _SHARE_IN_LINE, -1
    for number, line in enumerate(lines):
        if line is None:
            continue
        high = min(box.y1, line.y1) - max(box.y0, line.y0)
        height = max(1, line.y1 - line.y0)
        slack = _SLACK * height
        wide = min(box.x1, line.x1 + slack) - max(box.x0, line.x0 - slack)
        if high <= 0 or wide <= 0:
            continue
        covered = high / max(1, min(box.y1 - box.y0, height)) * wide / max(1, box.x1 - box.x0)
        off = abs(box.y0 + box.y1 - line.y0 - line.y1) / 2 / height
        if (score := covered - _OFF_CENTRE * off) > best:
            best, found = score, number
    return found


def _around(line: Line) -> Box | None:
    boxes = [word.box for word in line.words]
    if not boxes:
        return None
    return Box(
        x0=min(box.x0 for box in boxes),
        y0=min(box.y0 for box in boxes),
        x1=max(box.x1 for box in boxes),
        y1=max(box.y1 for box in boxes),
    )


def _shares(runs: Sequence[_Run], second: Sequence[Line]) -> list[list[Word]]:
    """The words of the second reading for each run; a line that serves several is shared by x."""
    shares: list[list[Word]] = [[] for _ in runs]
    serving: dict[int, list[int]] = {}
    for at, run in enumerate(runs):
        if run.met >= 0:
            serving.setdefault(run.met, []).append(at)
    for met, served in serving.items():
        for word in second[met].words:
            shares[min(served, key=lambda at: _gap(word.box, runs[at].words))].append(word)
    return shares


def _gap(box: Box, words: Sequence[Word]) -> float:
    middle = (box.x0 + box.x1) / 2
    left, right = min(word.box.x0 for word in words), max(word.box.x1 for word in words)
    return max(0.0, left - middle, middle - right)


def _with_unmet(
    lines: list[list[Place]], second: Sequence[Line], met: dict[int, int]
) -> list[list[Place]]:
    """Put lines that the second reading alone holds behind the line that it reads before them."""
    behind: dict[int, list[list[Place]]] = {}
    last = -1
    for number, line in enumerate(second):
        if number in met:
            last = met[number]
        elif line.words:
            alone = [Place((), (word,)) for word in line.words]
            behind.setdefault(last, []).append(alone)
    ordered = list(behind.get(-1, []))
    for number, line_places in enumerate(lines):
        if line_places:
            ordered.append(line_places)
        ordered.extend(behind.get(number, []))
    return ordered
