"""Where the visible mark stands: top right as the reader sees the page, clear of marks and of print."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.print_map import PrintMap

MARGIN_PT = 10.0  # three lines end above the motto, which stands some 20 mm from the edge
GAP_PT = 3.0
STEP_PT = 6.0
MOST_STEPS = 200
SPECKS = 0.002  # of a place: dust on the glass is no print
_LARGEST_PT = 1e6
_A4 = (0.0, 0.0, 595.28, 841.89)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What is needed of page 1: its box in user space, its turn, the boxes of its signature fields."""

    box: Box
    rotate_deg: int
    taken: tuple[Box, ...]

    @property
    def seen_width_pt(self) -> float:
        """Width as the reader sees the page."""
        x0, y0, x1, y1 = self.box
        return y1 - y0 if self.rotate_deg in (90, 270) else x1 - x0

    @property
    def seen_height_pt(self) -> float:
        """Height as the reader sees the page."""
        x0, y0, x1, y1 = self.box
        return x1 - x0 if self.rotate_deg in (90, 270) else y1 - y0


def first_page_frame(reader: PdfFileReader) -> PageFrame:
    """Read the frame of page 1; attributes may be inherited (ISO 32000-1, 7.7.3.4)."""
    page_ref, _ = reader.find_page_for_modification(0)
    page = page_ref.get_object()
    media = _page_box(_inherited(page, "/MediaBox")) or _A4
    crop = _page_box(_inherited(page, "/CropBox")) or media
    # What is seen of a crop box ends at the media box (ISO 32000-1, 14.11.2).
    box = (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        box = media
    rotate = _inherited(page, "/Rotate")
    turn = int(rotate) % 360 if isinstance(rotate, int | float) else 0
    return PageFrame(box=box, rotate_deg=turn if turn % 90 == 0 else 0, taken=_taken(page))


@dataclass(frozen=True, slots=True)
class Place:
    """The field's box in user space, in whole points; whether it lies on print."""

    box: tuple[int, int, int, int]
    over_print: bool = False


def place(
    frame: PageFrame, *, width_pt: int, height_pt: int, printed: PrintMap | None = None
) -> Place | None:
    """Where a mark of upright `width_pt` × `height_pt` stands; never over what is there already.

    Top right of the page as it is seen; else down along the right edge, else further left at the
    top, else the rest of the right edge: the first place without print. Where there is none, the
    one with the least print near the top right. None where no place at all is free.

    Source: Decree 30/2020, annex (top right of page 1).
    """
    free = [spot for spot in _spots(frame, width_pt, height_pt) if not _hits(frame, spot)]
    if not free:
        return None
    if printed is None:
        return Place(_whole_box(frame, free[0]))
    under = [_print_under(frame, spot, printed) for spot in free]
    chosen = next((n for n, share in enumerate(under) if share <= SPECKS), None)
    if chosen is not None:
        return Place(_whole_box(frame, free[chosen]))
    near = [n for n, spot in enumerate(free) if _near_top_right(frame, spot)] or range(len(free))
    return Place(_whole_box(frame, free[min(near, key=under.__getitem__)]), over_print=True)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place as the reader sees the page: from its left and top edge, in points."""

    left: float
    top: float
    width: int
    height: int


def _spots(frame: PageFrame, width: int, height: int) -> Iterator[_Spot]:
    """Candidates in the order of preference; none where the page is smaller than the mark."""
    seen_width, seen_height = frame.seen_width_pt, frame.seen_height_pt
    margin = min(MARGIN_PT, (seen_width - width) / 2, (seen_height - height) / 2)
    if margin < 0:
        return
    right, lowest = seen_width - margin - width, seen_height - margin - height
    upper = seen_height / 3
    for top in _steps(margin, min(lowest, upper)):
        yield _Spot(right, top, width, height)
    for moved in _steps(0, right - margin):
        yield _Spot(right - moved, margin, width, height)
    for top in _steps(upper, lowest):
        yield _Spot(right, top, width, height)


def _steps(first: float, last: float) -> Iterator[float]:
    step = max(STEP_PT, (last - first) / MOST_STEPS)  # posters and hostile pages are large
    value = first
    while value <= last:
        yield value
        value += step


def _near_top_right(frame: PageFrame, spot: _Spot) -> bool:
    return spot.top <= frame.seen_height_pt / 3 and spot.left + spot.width / 2 > (
        frame.seen_width_pt / 2
    )


def _hits(frame: PageFrame, spot: _Spot) -> bool:
    box = _on_page(frame, spot)
    wider = (box[0] - GAP_PT, box[1] - GAP_PT, box[2] + GAP_PT, box[3] + GAP_PT)
    return any(_overlap(wider, taken) for taken in frame.taken)


def _print_under(frame: PageFrame, spot: _Spot, printed: PrintMap) -> float:
    """The printed share of a place."""
    across, down = frame.seen_width_pt, frame.seen_height_pt
    cells = printed.printed(
        spot.left / across,
        spot.top / down,
        (spot.left + spot.width) / across,
        (spot.top + spot.height) / down,
    )
    shown = (spot.width / across * printed.columns) * (spot.height / down * printed.rows)
    return cells / max(shown, 1.0)


def _on_page(frame: PageFrame, spot: _Spot) -> Box:
    """A seen place in user space."""
    x0, y0, x1, y1 = frame.box
    left, top, right, bottom = (
        spot.left,
        spot.top,
        spot.left + spot.width,
        spot.top + spot.height,
    )
    if frame.rotate_deg == 90:  # seen top is user-space left, seen left is user-space bottom
        return (x0 + top, y0 + left, x0 + bottom, y0 + right)
    if frame.rotate_deg == 180:
        return (x1 - right, y0 + top, x1 - left, y0 + bottom)
    if frame.rotate_deg == 270:  # seen top is user-space right, seen left is user-space top
        return (x1 - bottom, y1 - right, x1 - top, y1 - left)
    return (x0 + left, y1 - bottom, x0 + right, y1 - top)


def _whole_box(frame: PageFrame, spot: _Spot) -> tuple[int, int, int, int]:
    """Moved to whole points, not stretched: the mark's own box is in whole points."""
    x0, y0, _, _ = _on_page(frame, spot)
    left, low = round(x0), round(y0)
    turned = frame.rotate_deg in (90, 270)
    width, height = (spot.height, spot.width) if turned else (spot.width, spot.height)
    return (left, low, left + width, low + height)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _taken(page: generic.DictionaryObject) -> tuple[Box, ...]:
    annotations = _entry(page, "/Annots")
    if not isinstance(annotations, generic.ArrayObject):
        return ()
    boxes: list[Box] = []
    for index in range(min(len(annotations), 1000)):
        try:
            annotation = annotations[index].get_object()
            kind = _entry(annotation, "/Subtype")
            box = _rectangle(_entry(annotation, "/Rect"))
        except (PdfError, AttributeError):
            continue
        if kind in ("/Widget", "/Stamp") and box and box[2] > box[0] and box[3] > box[1]:
            boxes.append(box)
    return tuple(boxes)


def _page_box(value: object) -> Box | None:
    """A box with some extent; a hostile one has none, or no end."""
    box = _rectangle(value)
    if box is None or not all(isfinite(edge) and abs(edge) < _LARGEST_PT for edge in box):
        return None
    return box if box[2] - box[0] >= 1 and box[3] - box[1] >= 1 else None


def _inherited(page: generic.DictionaryObject, key: str) -> object:
    node: object = page
    for _ in range(32):
        if not isinstance(node, generic.DictionaryObject):
            return None
        if key in node:
            return node[key]
        node = _entry(node, "/Parent")
    return None


def _entry(dictionary: generic.DictionaryObject, key: str) -> object:
    """The value with its reference followed; `get` of pyHanko hands out the bare reference."""
    try:
        return dictionary[key]
    except KeyError:
        return None


def _rectangle(value: object) -> Box | None:
    if not isinstance(value, generic.ArrayObject) or len(value) != 4:
        return None
    numbers = [item.get_object() for item in value]
    if not all(isinstance(number, int | float) for number in numbers):
        return None
    a, b, c, d = (float(number) for number in numbers)
    return (min(a, c), min(b, d), max(a, c), max(b, d))
