"""How a reading is judged: errors that the order of reading cannot change, with their intervals.

Truth and reading are compared as NFC with white space collapsed, dot leaders dropped, curly quotes
and long dashes plain. Each line of the truth is sought in the whole reading, the longest first, at
the stretch of text with the smallest Levenshtein distance; spaces count. The stretch is then taken.
A line that no stretch resembles (distance above 40 % of its length), or whose parts are found apart
for less than half, is cut at its best space and the parts are sought, down to the word; a word that
nothing resembles (50 %) costs its length. So columns read in another order and lines broken elsewhere
cost next to nothing, while lost, wrong and merged words cost what has to be typed. What no line took
is extra: an error on generated pages; told apart on real ones, whose transcriptions leave out the
stamps that a reader rightly reads.
"""

import heapq
import math
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.int64]

_SURE, _LIKE_ENOUGH, _WORD_LIKE_ENOUGH = 0.15, 0.4, 0.5
_TAKEN = "\0"
_FAR = 1_000  # no stretch reaches over what is taken
_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_LEADERS = re.compile(r"[.…_]{2,}|…")
_DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Errors:
    """Characters to change, extra characters, characters of truth; words of truth missing, and all."""

    edits: int
    extra: int
    letters: int
    missing_words: int
    words: int


def comparable(text: str) -> str:
    """The text as it is compared."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return " ".join(_LEADERS.sub(" ", plain).split())


def errors_of(truth: Sequence[str], read: str) -> Errors:
    """Count the errors of one page.

    Args:
        truth: the lines that are printed on the page, in any order.
        read: what was read, in any order.
    """
    lines = [line for line in map(comparable, truth) if line]
    found = comparable(read)
    edits, left = _edits(lines, found)
    wanted = Counter(word for line in lines for word in line.split())
    missing = wanted - Counter(found.split())
    return Errors(
        edits=edits,
        extra=sum(not letter.isspace() for letter in left.replace(_TAKEN, "")),
        letters=sum(map(len, lines)),
        missing_words=missing.total(),
        words=wanted.total(),
    )


def error_rate(pages: Sequence[Errors], *, extra_counts: bool = True) -> float:
    """Percent of the characters of all pages together."""
    errors = sum(page.edits + (page.extra if extra_counts else 0) for page in pages)
    return 100 * errors / max(1, sum(page.letters for page in pages))


def word_error_rate(pages: Sequence[Errors]) -> float:
    """Percent of the words of truth that were not read exactly, wherever they stand."""
    return 100 * sum(page.missing_words for page in pages) / max(1, sum(p.words for p in pages))


def error_interval(
    pages: Sequence[Errors], *, extra_counts: bool = True, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of `error_rate`: pages drawn anew with replacement (bootstrap, percentiles)."""
    if not pages:
        return 0.0, 0.0
    errors = np.array([page.edits + (page.extra if extra_counts else 0) for page in pages])
    letters = np.array([page.letters for page in pages])
    drawn = np.random.default_rng(seed).integers(len(pages), size=(_DRAWS, len(pages)))
    rates = 100 * errors[drawn].sum(axis=1) / np.maximum(1, letters[drawn].sum(axis=1))
    low, high = np.percentile(rates, (2.5, 97.5))
    return float(low), float(high)


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % interval of a share, in percent (Wilson 1927)."""
    if not count:
        return 0.0, 100.0
    z, share = 1.96, right / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 100 / (1 + z * z / count)
    return max(0.0, scale * (middle - reach)), min(100.0, scale * (middle + reach))


def _edits(lines: Sequence[str], text: str) -> tuple[int, str]:
    """Characters to change, and the text with every stretch blanked that a line took."""
    queue = [(-len(line), line) for line in lines]
    heapq.heapify(queue)
    edits = 0
    while queue:
        _, line = heapq.heappop(queue)
        start, end, cost = _stretch(line, text)
        parts = _parts(line, text, whole=cost)
        if parts:
            edits += 1  # the space between them
            for part in parts:
                heapq.heappush(queue, (-len(part), part))
        elif cost <= (_LIKE_ENOUGH if " " in line else _WORD_LIKE_ENOUGH) * len(line):
            edits += cost
            text = text[:start] + _TAKEN * (end - start) + text[end:]
        else:
            edits += len(line)
    return edits, text


def _parts(line: str, text: str, *, whole: int) -> tuple[str, ...]:
    """The line cut where its parts are found best; not cut where it stands well as it is."""
    spaces = [at for at, letter in enumerate(line) if letter == " "]
    if not spaces or whole <= _SURE * len(line):
        return ()
    heads = _cheapest(line, text)
    tails = _cheapest(line[::-1], text[::-1])
    cost, _, at = min(
        (heads[at] + tails[len(line) - at - 1], abs(2 * at - len(line)), at) for at in spaces
    )
    if whole <= _LIKE_ENOUGH * len(line) and 2 * (cost + 1) > whole:
        return ()
    return line[:at], line[at + 1 :]


def _cheapest(line: str, text: str) -> list[int]:
    """For every length, how near the beginning of the line of that length stands anywhere."""
    return [int(row.min()) for row in _rows(line, text, anchored=False)]


def _stretch(line: str, text: str) -> tuple[int, int, int]:
    """Start and end of the stretch of text most like the line, and their distance."""
    at = text.find(line)
    if at >= 0:
        return at, at + len(line), 0
    ends = _last(_rows(line, text, anchored=False))
    end = int(ends.argmin())
    cost = int(ends[end])
    before = text[max(0, end - 2 * len(line)) : end][::-1]
    starts = _last(_rows(line[::-1], before, anchored=True))
    return end - int(starts.argmin()), end, cost


def _last(rows: Iterator[Costs]) -> Costs:
    (last,) = deque(rows, maxlen=1)
    return last


def _rows(line: str, text: str, *, anchored: bool) -> Iterator[Costs]:
    """Levenshtein's table, a row for each beginning of the line, the empty one first.

    Args:
        line: what is sought.
        text: where; the place in a row is where the stretch ends.
        anchored: whether the stretch has to begin where the text begins.
    """
    letters = np.array([ord(letter) for letter in text], dtype=np.int64)
    taken = letters == ord(_TAKEN)
    skip = np.concatenate(([0], np.where(taken, _FAR, 1))).cumsum()
    row = skip.copy() if anchored else np.zeros(len(text) + 1, dtype=np.int64)
    yield row
    for letter in line:
        below = row + 1
        changed = row[:-1] + np.where(taken, _FAR, letters != ord(letter))
        below[1:] = np.minimum(below[1:], changed)
        row = np.minimum.accumulate(below - skip) + skip
        yield row
