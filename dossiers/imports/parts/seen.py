"""Which dossier numbers a file has named so far: eight bytes each, however long the file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

type_of_marks = NDArray[np.int64]


class Seen:
    """Remembers numbers by a 64-bit mark.

    Two of the twelve million numbers of a whole country share a mark once in 250,000 files; the later
    row would then be told as one that was given twice, and go in with the corrected file.
    """

    def __init__(self) -> None:
        # Sorted and each at least twice as long as the next, so that there are few and merging is rare.
        self._known: list[type_of_marks] = []

    def repeated(self, numbers: Sequence[str]) -> list[bool]:
        """Which of these were named before, here or in an earlier call; empty ones never; then all are known."""
        marks = np.fromiter(map(hash, numbers), np.int64, len(numbers))
        _, first = np.unique(marks, return_index=True)
        again = np.ones(len(numbers), bool)
        again[first] = False
        for each in self._known:
            place = np.minimum(np.searchsorted(each, marks), len(each) - 1)
            again |= each[place] == marks
        named = np.fromiter(map(bool, numbers), bool, len(numbers))
        self._add(np.unique(marks[named & ~again]))
        return list((again & named).tolist())

    def _add(self, marks: type_of_marks) -> None:
        if not len(marks):
            return
        self._known.append(marks)
        while len(self._known) > 1 and len(self._known[-2]) < 2 * len(self._known[-1]):
            last = self._known.pop()
            self._known[-1] = np.sort(np.concatenate([self._known[-1], last]))
