"""Which picture makes a PDF page, and whether an eye sees anything else there.

A scan keeps the bytes of its picture only where the page shows that picture and no more. What was typed
over it, stamped, ticked, crossed out or painted over by a program is part of the paper: then the page has
to be rendered. What another program read from the picture (invisible text) shows nothing.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pymupdf as untyped_pymupdf

pymupdf: Any = untyped_pymupdf  # The library has no types.

POINTS_PER_INCH = 72
COVERS_PAGE = 0.7
# A picture of this share that lies on another (a seal, an emblem) does not hide what is beneath it.
SMALL_IMAGE = 0.05
# Visible letters beyond this, over pictures that make the page, are a text of its own: the pictures are
# its background. Fewer were typed into a form, and are read together with the form.
TYPED_LETTERS = 400
# Scanners cut off by a hair what lies beyond the paper.
_SHOWN = 0.97
_INVISIBLE = 3
_HAIRLINE_PT = 0.3
_SLACK_PT = 1.0
_WHITE = 0.99
_HIDDEN = 2  # ISO 32000-1, table 165


@dataclass(frozen=True, slots=True)
class EmbeddedScan:
    """The one image that makes a page; `turn_deg` is the clockwise turn the PDF gives it."""

    xref: int
    width_px: int
    height_px: int
    dpi: int
    colour: bool
    is_jpeg: bool
    turn_deg: int


def page_is_scan(page: Any) -> bool:
    """Whether images make the page: the largest, or strips of the same width, cover 70 % of it.

    A text layer does not count: it may be a signature's mark only, or another program's reading.
    Much visible text above the image does: then the image is a background, and the page carries its
    own text.
    """
    if sum(_covered_shares(page)) < COVERS_PAGE:
        return False
    return _letters_above_images(page) <= TYPED_LETTERS


def embedded_scan(page: Any) -> EmbeddedScan | None:
    """The image that makes the page by itself, or None where only a rendering shows all of it.

    The mark of a digital signature is no part of the page that was signed.
    """
    found = _only_image(page)
    if found is None:
        return None
    image, listed = found
    turn_deg = _turn_of(image["transform"])
    xref, soft_mask, width_px, height_px, _, colour_space, *_, filters, _ = listed
    is_stencil = page.parent.xref_get_key(xref, "ImageMask")[1] == "true"
    if turn_deg is None or soft_mask or is_stencil or min(width_px, height_px) < 1:
        return None
    picture = pymupdf.Rect(image["bbox"])
    if _is_cut(page, picture):
        return None
    with without(page, signature_marks(page)):
        if _shows_more_than(page, picture):
            return None
    return EmbeddedScan(
        xref=xref,
        width_px=width_px,
        height_px=height_px,
        dpi=max(1, round(_dpi_of(image))),
        colour=colour_space not in {"DeviceGray", "CalGray", ""},
        # A file that inverts its samples (/Decode) means other pixels than the JPEG alone holds.
        is_jpeg=filters == "DCTDecode" and page.parent.xref_get_key(xref, "Decode")[0] == "null",
        # The library places images before the page's own turn.
        turn_deg=(turn_deg + page.rotation) % 360,
    )


def scan_dpi(page: Any) -> float:
    """Resolution of the largest picture of a page; 0.0 where there is none."""
    drawn = sorted(page.get_image_info(), key=_area)
    return _dpi_of(drawn[-1]) if drawn else 0.0


def pixels_of_scan(page: Any) -> Any:
    """The matrix that leads points of a page as shown to pixels of the stored image that makes it."""
    image = max(page.get_image_info(), key=_area)
    stored = pymupdf.Matrix(1 / image["width"], 0, 0, 1 / image["height"], 0, 0)
    return ~(stored * pymupdf.Matrix(image["transform"]) * page.rotation_matrix)


def signature_marks(page: Any) -> list[int]:
    """Objects of the visible marks that digital signatures left on a page."""
    return [xref for xref in annotations(page) if _is_mark(page.parent, xref)]


def annotations(page: Any) -> list[int]:
    """What lies on a page, fields included; those that are no objects of their own cannot be named."""
    return [xref for xref, _, _ in page.annot_xrefs() if xref]


@contextmanager
def without(page: Any, hidden: Iterable[int]) -> Iterator[None]:
    """The page with these annotations hidden, for as long as it is looked at; nothing is written."""
    document = page.parent
    before = {xref: document.xref_get_key(xref, "F")[1] for xref in hidden}
    for xref in before:
        document.xref_set_key(xref, "F", str(_HIDDEN))
    try:
        yield
    finally:
        for xref, flags in before.items():
            document.xref_set_key(xref, "F", flags)


def _only_image(page: Any) -> tuple[dict[str, Any], tuple[Any, ...]] | None:
    """How the largest image is drawn and how it is stored, if that is plain and it fills the page."""
    drawn = sorted(page.get_image_info(), key=_area)
    if not drawn or _area(drawn[-1]) < COVERS_PAGE * _page_area(page):
        return None
    image = drawn[-1]
    listed = [
        item
        for item in page.get_images(full=True)
        if (item[2], item[3]) == (image["width"], image["height"])
    ]
    return (image, listed[0]) if len(listed) == 1 else None


def _shows_more_than(page: Any, picture: Any) -> bool:
    """Whether an eye sees anything but the picture."""
    paper, log = _paper(page), page.get_bboxlog()
    at = next((at for at, (what, box) in enumerate(log) if _is_drawing_of(what, box, picture)), -1)
    kinds = {what.partition("-")[2] for what, _ in log}
    seen = [_seen_pictures(log, at)]
    if "text" in kinds:
        seen.append(_seen_letters(page))
    if "path" in kinds:
        seen.append(_seen_drawings(page, at))
    beneath = _grown(picture, _SLACK_PT)
    return any(
        _size(box & paper) > 0 and (seqno > at or not beneath.contains(box & paper))
        for boxes in seen
        for seqno, box in boxes
    )


def _is_drawing_of(what: str, box: tuple[float, ...], picture: Any) -> bool:
    return what == "fill-image" and all(
        abs(one - other) < 0.01 for one, other in zip(box, picture, strict=True)
    )


def _seen_pictures(log: Iterable[tuple[str, Any]], own_at: int) -> Iterator[tuple[int, Any]]:
    for at, (what, box) in enumerate(log):
        if at != own_at and what in {"fill-image", "fill-imgmask", "fill-shade"}:
            yield at, pymupdf.Rect(box)


def _seen_letters(page: Any) -> Iterator[tuple[int, Any]]:
    for span in page.get_texttrace():
        if span["type"] != _INVISIBLE and span["opacity"]:
            for code, _, _, box in span["chars"]:
                if not chr(max(code, 0)).isspace():  # below 0: no letter of its own
                    yield span["seqno"], pymupdf.Rect(box)


def _seen_drawings(page: Any, picture_at: int) -> Iterator[tuple[int, Any]]:
    """Lines and areas, but for those thinner than a hair."""
    for drawing in page.get_cdrawings():
        if _is_seen(drawing, picture_at):
            width_pt = (drawing.get("width") or 0.0) if "s" in drawing["type"] else 0.0
            box = _grown(pymupdf.Rect(drawing["rect"]), width_pt / 2)
            if min(box.width, box.height) > _HAIRLINE_PT:
                yield drawing["seqno"], box


def _is_cut(page: Any, picture: Any) -> bool:
    """Whether the page or a path on it cuts off a part of the picture: half of a book's two pages."""
    kept = [_paper(page)]
    with without(page, annotations(page)):
        kept += [
            pymupdf.Rect(drawing["scissor"])
            for drawing in page.get_cdrawings(extended=True)
            if drawing["type"] == "clip"
        ]
    return any(_size(picture & rect) < _SHOWN * _size(picture) for rect in kept)


def _is_seen(drawing: dict[str, Any], picture_at: int) -> bool:
    """White before the picture is paper; white after it hides something, which an eye sees."""
    filled = drawing.get("fill") if drawing.get("fill_opacity") else None
    drawn = drawing.get("color") if drawing.get("stroke_opacity") else None
    if drawing["seqno"] > picture_at:
        return filled is not None or drawn is not None
    return any(colour is not None and min(colour) < _WHITE for colour in (filled, drawn))


def _is_mark(document: Any, xref: int) -> bool:
    """A field for a signature that nobody has signed is a form's, and no mark."""
    names = [document.xref_get_key(xref, key) for key in ("FT", "Parent/FT")]
    values = [document.xref_get_key(xref, key)[0] for key in ("V", "Parent/V")]
    return ("name", "/Sig") in names and any(value != "null" for value in values)


def _paper(page: Any) -> Any:
    """The page before its own turn, as the library counts where things are drawn."""
    return (page.rect * page.derotation_matrix).normalize()


def _grown(rect: Any, by_pt: float) -> Any:
    return pymupdf.Rect(rect.x0 - by_pt, rect.y0 - by_pt, rect.x1 + by_pt, rect.y1 + by_pt)


def _page_area(page: Any) -> float:
    return _size(page.rect)


def _size(rect: Any) -> float:
    return abs(float(rect.get_area()))


def _area(image: dict[str, Any]) -> float:
    return _size(pymupdf.Rect(image["bbox"]))


def _covered_shares(page: Any) -> list[float]:
    page_area = _page_area(page)
    if page_area == 0:
        return []
    return [_area(image) / page_area for image in page.get_image_info()]


def _letters_above_images(page: Any) -> int:
    """Letters drawn visibly after the last large image: what an eye sees on top of it."""
    page_area = _page_area(page)
    last_image = max(
        (
            at
            for at, (what, box) in enumerate(page.get_bboxlog())
            if what == "fill-image" and _size(pymupdf.Rect(box)) > SMALL_IMAGE * page_area
        ),
        default=-1,
    )
    return sum(
        len(span["chars"])
        for span in page.get_texttrace()
        if span["type"] != _INVISIBLE and span["seqno"] > last_image
    )


def _dpi_of(image: dict[str, Any]) -> float:
    a, b, *_ = image["transform"]
    return float(image["width"]) * POINTS_PER_INCH / max(math.hypot(a, b), 1)


def _turn_of(transform: tuple[float, ...]) -> int | None:
    """Clockwise turn of an image that stands square on the page; None if slanted or mirrored."""
    a, b, c, d = transform[:4]
    slack = 0.01 * max(abs(a), abs(b), abs(c), abs(d))
    if abs(b) <= slack and abs(c) <= slack and a * d > 0:
        return 0 if a > 0 else 180
    if abs(a) <= slack and abs(d) <= slack and b * c < 0:
        return 90 if b > 0 else 270
    return None
