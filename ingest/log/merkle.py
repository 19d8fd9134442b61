"""Merkle trees over lines of text. Source: RFC 9162, 2.1 (a leaf and a node cannot be taken for each other)."""

import hashlib
from collections.abc import Iterable
from itertools import pairwise

# Which side the neighbour stands on, and its hash in hex.
Path = list[tuple[str, str]]


def _leaf(line: str) -> bytes:
    return hashlib.sha256(b"\0" + line.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows by one leaf at a time and keeps a few hashes only."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # of full trees, from large to small

    def add(self, line: str) -> None:
        """Append a leaf."""
        size, top = 1, _leaf(line)
        while self._peaks and self._peaks[-1][0] == size:
            size, top = size * 2, _node(self._peaks.pop()[1], top)
        self._peaks.append((size, top))

    def root(self) -> str:
        """In hex; of no leaf that of nothing."""
        if not self._peaks:
            return hashlib.sha256().hexdigest()
        top = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            top = _node(peak, top)
        return top.hex()


def root_of(lines: Iterable[str]) -> str:
    """The root over these lines, in hex."""
    tree = Tree()
    for line in lines:
        tree.add(line)
    return tree.root()


class Paths:
    """All levels of a tree, to tell how each leaf leads to the root."""

    def __init__(self, lines: Iterable[str]) -> None:
        level = [_leaf(line) for line in lines]
        self._levels = [level]
        while len(level) > 1:
            pairs = [_node(one, two) for one, two in list(pairwise(level))[::2]]
            # Who has no neighbour goes up as it is.
            level = pairs + level[len(pairs) * 2 :]
            self._levels.append(level)

    def path(self, index: int) -> Path:
        """From the leaf up: its neighbours."""
        found: Path = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(("left" if beside < index else "right", level[beside].hex()))
            index //= 2
        return found


def led_to(line: str, path: Path) -> str:
    """The root that a leaf leads to by its path, in hex.

    Raises:
        ValueError: what stands in the path is no hash or no side.
    """
    top = _leaf(line)
    for side, beside in path:
        if side not in ("left", "right"):
            raise ValueError(side)
        other = bytes.fromhex(beside)
        top = _node(other, top) if side == "left" else _node(top, other)
    return top.hex()
