"""What was typed, ticked or painted over a scan is part of the paper; what nobody sees is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf as untyped_pymupdf
import pytest

from ocr.documents import load_page, page_info
from ocr.documents.opening import STANDARD_LIMITS
from ocr.ports import Pixels
from ocr.textlayer import PageSource, compose
from tests.ocr import test_embedded_images as stored
from tests.ocr.paper_drawings import ABOUT, page_reading
from tests.ocr.papers import FONTS, drawn_page

pymupdf: Any = untyped_pymupdf  # The library has no types.
FACE = Path(FONTS[0])
pytestmark = pytest.mark.skipif(not FACE.exists(), reason="fonts-liberation2 is not installed")
A4 = (0, 0, 595, 842)
EMPTY = (300, 700, 500, 730)  # where nothing is printed on the drawn page
Change = Callable[[Any], object]


def scan(path: Path, *, before: Change | None = None, after: Change | None = None) -> Path:
    """A PDF of one page that a scanner's picture fills, with things drawn before and after it."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        if before is not None:
            before(page)
        picture = stored.jpeg(drawn_page(stored.WIDTH_PX, stored.HEIGHT_PX))
        page.insert_image(A4, stream=picture, keep_proportion=False)
        if after is not None:
            after(page)
        document.save(path)
    return path


def written(page: Any, *, at: tuple[float, float] = EMPTY[:2], **how: Any) -> None:
    page.insert_text(
        (at[0], at[1] + 24), "Nguyễn Văn Ảo", fontfile=str(FACE), fontname="F0", fontsize=20, **how
    )


def field(page: Any) -> None:
    """A form field with a value, of which the file holds no appearance."""
    widget = pymupdf.Widget()
    widget.field_type, widget.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "name"
    widget.rect, widget.field_value = pymupdf.Rect(EMPTY), "Nguyen Van Ao"
    page.add_widget(widget)
    (xref,) = (xref for xref, kind, _ in page.annot_xrefs() if kind == pymupdf.PDF_ANNOT_WIDGET)
    page.parent.xref_set_key(xref, "AP", "null")
    page.parent.xref_set_key(page.parent.pdf_catalog(), "AcroForm/NeedAppearances", "true")


SEEN: dict[str, Change] = {
    "typed text": written,
    "a text annotation": lambda page: page.add_freetext_annot(EMPTY, "Nguyen Van Ao", fontsize=20),
    "a filled form field": field,
    "a tick": lambda page: page.draw_polyline([(300, 710), (310, 725), (340, 700)], width=2),
    "a line that crosses out": lambda page: page.draw_line((300, 715), (500, 715), width=1.5),
    "pen strokes": lambda page: page.add_ink_annot([[(300, 705), (400, 725), (500, 705)]]),
    "a highlight": lambda page: page.add_highlight_annot(pymupdf.Rect(EMPTY)),
    "a small picture": lambda page: page.insert_image(
        EMPTY, stream=stored.jpeg(np.full((60, 400), 30, np.uint8)), keep_proportion=False
    ),
}


def ink(pixels: Pixels) -> float:
    """Share of what is not paper where nothing is printed."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = EMPTY
    part = pixels[
        round(y0 / 842 * height) : round(y1 / 842 * height),
        round(x0 / 595 * width) : round(x1 / 595 * width),
    ]
    return float((part < 200).mean())


@pytest.mark.parametrize("what", SEEN)
def test_what_an_eye_sees_over_a_scan_is_read_and_kept(tmp_path: Path, what: str) -> None:
    path = scan(tmp_path / "scan.pdf", after=SEEN[what])
    info, page = page_info(path, 1), load_page(path, 1)
    assert (page.pixels.shape[1], page.pixels.shape[0]) == (info.width_px, info.height_px)
    assert (info.is_scan, page.dpi) == (True, 200)
    assert ink(page.pixels) > 0.005
    copy = compose(
        [PageSource(path, 1, page_reading((info.width_px, info.height_px)))],
        about=ABOUT,
        out=tmp_path / "copy.pdf",
    )
    assert ink(load_page(copy.path, 1).pixels) > 0.005


def test_what_was_painted_over_is_not_given_away(tmp_path: Path) -> None:
    """The bytes of the picture still hold what a white box hides."""
    box = pymupdf.Rect(0, 0, 595, 842)
    path = scan(tmp_path / "s.pdf", after=lambda page: page.draw_rect(box, fill=1, color=None))
    assert (load_page(path, 1).pixels == 255).all()


@pytest.mark.parametrize(
    "hidden",
    [
        lambda page: written(page, render_mode=3),
        lambda page: written(page, fill_opacity=0),
        lambda page: written(page, at=(700, 100)),
        lambda page: page.insert_text(EMPTY[:2], "   "),
        lambda page: written(page, oc=page.parent.add_ocg("hidden", on=False)),
        lambda page: page.draw_line((10, 10), (500, 10), width=0.1),
        lambda page: page.add_freetext_annot(EMPTY, "x").set_flags(pymupdf.PDF_ANNOT_IS_HIDDEN),
        lambda page: page.insert_link(
            {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(EMPTY), "uri": "https://example.vn"}
        ),
    ],
    ids=["invisible", "clear", "outside", "blanks", "hidden layer", "hairline", "hidden", "link"],
)
def test_what_nobody_sees_leaves_the_picture_as_it_is(tmp_path: Path, hidden: Change) -> None:
    path = scan(tmp_path / "scan.pdf", after=hidden)
    assert load_page(path, 1).pixels.shape[:2] == (stored.HEIGHT_PX, stored.WIDTH_PX)


@pytest.mark.parametrize(
    "beneath",
    [
        lambda page: page.draw_rect(A4, fill=(1, 1, 1), color=None),
        written,
        lambda page: page.draw_rect(EMPTY, fill=(0, 0, 0)),
    ],
    ids=["white paper", "text", "a box"],
)
def test_what_lies_beneath_a_scan_leaves_it_as_it_is(tmp_path: Path, beneath: Change) -> None:
    path = scan(tmp_path / "scan.pdf", before=beneath)
    assert load_page(path, 1).pixels.shape[:2] == (stored.HEIGHT_PX, stored.WIDTH_PX)


def test_an_annotation_that_is_no_object_of_its_own_is_seen(tmp_path: Path) -> None:
    path, inline = scan(tmp_path / "s.pdf", after=SEEN["a highlight"]), tmp_path / "inline.pdf"
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0]
        page.Annots = pikepdf.Array([pikepdf.Dictionary(page.Annots[0])])
        pdf.save(inline)
    assert ink(load_page(inline, 1).pixels) > 0.005


def test_a_header_beside_the_picture_is_read_with_it(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        written(page, at=(200, 20))
        picture = stored.jpeg(np.full((1600, 1240), 255, np.uint8))
        page.insert_image((0, 100, 595, 842), stream=picture, keep_proportion=False)
        document.save(tmp_path / "scan.pdf")
    assert (load_page(tmp_path / "scan.pdf", 1).pixels < 128).any()


def test_a_rendering_is_as_fine_as_the_picture_within_bounds(tmp_path: Path) -> None:
    for dpi, rendered in ((72, 200), (250, 250), (600, 300)):
        with pymupdf.open() as document:
            page = document.new_page(width=595, height=842)
            data = np.full((round(842 * dpi / 72), round(595 * dpi / 72)), 255, np.uint8)
            page.insert_image(A4, stream=stored.jpeg(data), keep_proportion=False)
            written(page)
            document.save(tmp_path / "scan.pdf")
        assert load_page(tmp_path / "scan.pdf", 1).dpi == rendered


@pytest.mark.parametrize("how", ["crop", "clip"])
def test_half_of_a_picture_of_two_pages_is_one_page(tmp_path: Path, how: str) -> None:
    """Programs that part a scanned book keep the picture and cut it for each page."""
    path = scan(tmp_path / "scan.pdf")
    with pymupdf.open(path) as document:
        page = document[0]
        if how == "crop":
            page.set_cropbox((0, 0, 595, 421))
        else:
            (xref,) = page.get_contents()
            cut = b"q 0 421 595 421 re W n " + document.xref_stream(xref) + b" Q"
            document.update_stream(xref, cut)
        document.saveIncr()
    page = load_page(path, 1, limits=STANDARD_LIMITS)
    below = page.pixels[page.pixels.shape[0] // 2 + 10 :]
    assert page.dpi == 200
    assert page.pixels.shape[0] == (1170 if how == "crop" else 2339)
    assert how == "crop" or (below == 255).all()
