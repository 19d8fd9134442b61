"""Where the visible mark stands: top right as the reader sees the page, below marks that are there already."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

MARGIN_PT = 10.0  # three lines end above the motto, which stands some 20 mm from the edge
GAP_PT = 3.0
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


def first_page_frame(reader: PdfFileReader) -> PageFrame:
    """Read the frame of page 1; attributes may be inherited (ISO 32000-1, 7.7.3.4)."""
    page_ref, _ = reader.find_page_for_modification(0)
    page = page_ref.get_object()
    box = _rectangle(_inherited(page, "/CropBox") or _inherited(page, "/MediaBox")) or _A4
    rotate = _inherited(page, "/Rotate")
    turn = int(rotate) % 360 if isinstance(rotate, int | float) else 0
    return PageFrame(box=box, rotate_deg=turn if turn % 90 == 0 else 0, taken=_taken(page))


def place(frame: PageFrame, *, width_pt: float, height_pt: float) -> tuple[int, int, int, int]:
    """The field's box in user space for a mark of upright `width_pt` × `height_pt`.

    The mark moves down past signature fields that would lie under it, and stays at the top when the
    page has no room left.
    """
    top = MARGIN_PT
    for _ in frame.taken:
        hit = [
            box for box in frame.taken if _overlap(_on_page(frame, top, width_pt, height_pt), box)
        ]
        if not hit:
            break
        top = max(_seen_bottom(frame, box) for box in hit) + GAP_PT
    if top + height_pt > _seen_height(frame):
        top = MARGIN_PT
    x0, y0, x1, y1 = _on_page(frame, top, width_pt, height_pt)
    return (round(x0), round(y0), round(x1), round(y1))


def _seen_height(frame: PageFrame) -> float:
    x0, y0, x1, y1 = frame.box
    return x1 - x0 if frame.rotate_deg in (90, 270) else y1 - y0


def _on_page(frame: PageFrame, top_pt: float, width_pt: float, height_pt: float) -> Box:
    """User-space box of a mark whose top right corner is `top_pt` under the seen top right corner."""
    x0, y0, x1, y1 = frame.box
    if frame.rotate_deg == 90:  # seen right is user-space top, seen top is user-space left
        return (x0 + top_pt, y1 - MARGIN_PT - width_pt, x0 + top_pt + height_pt, y1 - MARGIN_PT)
    if frame.rotate_deg == 180:
        return (x0 + MARGIN_PT, y0 + top_pt, x0 + MARGIN_PT + width_pt, y0 + top_pt + height_pt)
    if frame.rotate_deg == 270:  # seen right is user-space bottom, seen top is user-space right
        return (x1 - top_pt - height_pt, y0 + MARGIN_PT, x1 - top_pt, y0 + MARGIN_PT + width_pt)
    return (x1 - MARGIN_PT - width_pt, y1 - top_pt - height_pt, x1 - MARGIN_PT, y1 - top_pt)


def _seen_bottom(frame: PageFrame, box: Box) -> float:
    """Distance from the seen top of the page to the seen bottom of `box`, in points."""
    x0, y0, x1, y1 = frame.box
    return {0: y1 - box[1], 90: box[2] - x0, 180: box[3] - y0, 270: x1 - box[0]}[frame.rotate_deg]


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
