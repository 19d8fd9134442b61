"""The order in which the blocks of a born-digital page are read, and which belong into one line."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ocr.ports import Box, Line

Block = tuple[Box, list[Line]]
_Placed = tuple[Box, Block]
# Columns of running text are high, their lines full and the gutter between them narrow; the cells of a
# table and the two halves of a paper's head are read across.
_FEWEST_LINES = 6
_FULL = 0.6
_WIDEST_GUTTER = 0.3
_LONGEST_STAMP = 3
_STEP_PX = 32
_LEAST_GUTTER_PX = 12
_SAME_COLUMN_PX = 100


def in_reading_order(blocks: Iterable[Block], *, turn_deg: int) -> list[Block]:
    """Bands from top to bottom; blocks that stand beside each other from left to right.

    Where bands of running text have a gutter in common, they are columns: the left one is read to its end.

    Args:
        turn_deg: clockwise turn after which the blocks stand upright.
    """
    upright = sorted(
        ((_upright(box, turn_deg), (box, lines)) for box, lines in blocks),
        key=lambda item: item[0].y0,
    )
    return [block for group in _columns(_bands(upright)) for _, block in group]


def filled_in(blocks: Iterable[Block], *, turn_deg: int) -> list[Block]:
    """The blocks, with what was stamped into the gaps of their lines put there: number and day, often."""
    kept = [(box, list(lines)) for box, lines in blocks]
    rows = [_Row(lines, line, turn_deg) for _, lines in kept for line in lines]
    at_height: dict[int, list[_Row]] = {}
    for row in rows:
        for step in range(row.box.y0 // _STEP_PX, row.box.y1 // _STEP_PX + 1):
            at_height.setdefault(step, []).append(row)
    for stamp in rows:
        if len(stamp.line.words) <= _LONGEST_STAMP:
            near = at_height.get((stamp.box.y0 + stamp.box.y1) // 2 // _STEP_PX, [])
            host = next((row for row in near if row is not stamp and row.takes(stamp.box)), None)
            if host is not None:
                host.put(stamp)
    return [(box, lines) for box, lines in kept if lines]


class _Row:
    """A line in its block, upright."""

    def __init__(self, block: list[Line], line: Line, turn_deg: int) -> None:
        self.block, self.line = block, line
        self.boxes = [_upright(word.box, turn_deg) for word in line.words]
        self.box = Box(
            self.boxes[0].x0,
            min(box.y0 for box in self.boxes),
            self.boxes[-1].x1,
            max(box.y1 for box in self.boxes),
        )

    def takes(self, stamp: Box) -> bool:
        """Whether the line has a gap between its words for this, or ends right before it."""
        height = stamp.y1 - stamp.y0
        shared = min(stamp.y1, self.box.y1) - max(stamp.y0, self.box.y0)
        at = self._place(stamp)
        if 2 * shared < height or not at or not self.line.words:
            return False
        left, after = self.boxes[at - 1].x1, self.boxes[at:]
        right = after[0].x0 if after else left + height // 2 + stamp.x1 - stamp.x0
        return left - height // 4 <= stamp.x0 and stamp.x1 <= right + height // 4

    def put(self, stamp: "_Row") -> None:
        """Take the words of the other line over; it is gone."""
        at = self._place(stamp.box)
        words = (*self.line.words[:at], *stamp.line.words, *self.line.words[at:])
        self.boxes[at:at] = stamp.boxes
        stamp.block[:] = [line for line in stamp.block if line is not stamp.line]
        longer = Line(words)
        self.block[:] = [longer if line is self.line else line for line in self.block]
        self.line, stamp.line, stamp.boxes = longer, Line(()), []

    def _place(self, stamp: Box) -> int:
        return sum(box.x0 < stamp.x0 for box in self.boxes)


def _bands(blocks: Iterable[_Placed]) -> list[list[_Placed]]:
    bands: list[list[_Placed]] = []
    bottom = 0
    for block in blocks:
        box = block[0]
        if not bands or box.y0 >= bottom - (box.y1 - box.y0) // 4:
            bands.append([])
            bottom = box.y1
        bands[-1].append(block)
        bottom = max(bottom, box.y1)
    return bands


def _columns(bands: Sequence[list[_Placed]]) -> Iterator[list[_Placed]]:
    """Bands, each in its order; those with a gutter in common as one, its columns one after the other."""
    at = 0
    while at < len(bands):
        end, strips = at + 1, _clear_strips(bands[at])
        while strips and end < len(bands):
            strips = _clear_strips(block for band in bands[at : end + 1] for block in band)
            end += bool(strips)
        together = [block for band in bands[at:end] for block in band]
        columns = next(filter(None, (_parted(together, *s) for s in _clear_strips(together))), None)
        yield from columns or (
            sorted(band, key=lambda item: (item[0].x0 // _SAME_COLUMN_PX, item[0].y0))
            for band in bands[at:end]
        )
        at = end


def _clear_strips(blocks: Iterable[_Placed]) -> list[tuple[int, int]]:
    """Left and right side of every strip that no block reaches into."""
    edges = sorted((box.x0, box.x1) for box, _ in blocks)
    reached = list(accumulate((x1 for _, x1 in edges), max))
    gaps = zip(reached, (x0 for x0, _ in edges[1:]), strict=False)
    return [(left, right) for left, right in gaps if right - left >= _LEAST_GUTTER_PX]


def _parted(
    blocks: Sequence[_Placed], left: int, right: int
) -> tuple[list[_Placed], list[_Placed]] | None:
    """Two columns of running text with a gutter between; None where they are a table's or a head's."""
    columns = (
        [block for block in blocks if block[0].x1 <= left],
        [block for block in blocks if block[0].x0 >= right],
    )
    for column in columns:
        width = max(box.x1 for box, _ in column) - min(box.x0 for box, _ in column)
        counts = [(len(lines), box.x1 - box.x0 >= _FULL * width) for box, (_, lines) in column]
        total = sum(count for count, _ in counts)
        full = sum(count for count, is_full in counts if is_full)
        if total < _FEWEST_LINES or 2 * full < total or right - left > _WIDEST_GUTTER * width:
            return None
    return columns


def _upright(box: Box, turn_deg: int) -> Box:
    """The box after a clockwise turn, about the origin: only the order of boxes is looked at."""
    if turn_deg == 90:
        return Box(-box.y1, box.x0, -box.y0, box.x1)
    if turn_deg == 180:
        return Box(-box.x1, -box.y1, -box.x0, -box.y0)
    if turn_deg == 270:
        return Box(box.y0, -box.x1, box.y1, -box.x0)
    return box
