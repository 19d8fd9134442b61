"""A copy says which pages of which file it shows, and that a signed file is more than its copy."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pymupdf as untyped_pymupdf
import pytest

from ocr.documents.opening import STANDARD_LIMITS
from ocr.documents.pdf_scans import signature_marks
from ocr.textlayer import PageSource, compose
from ocr.textlayer.metadata import ranges
from ocr.textlayer.sources import is_signed
from signing.adapters.pkcs12 import Pkcs12KeyHolder
from signing.pki import make_demo_pki
from signing.ports import Mark
from signing.sign import sign_pdf
from tests.ocr.paper_drawings import ABOUT, FONT, drawing, reading
from tests.ocr.papers import shared_data

pymupdf: Any = untyped_pymupdf  # The library has no types.
pytestmark = pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed")
OWN = "{urn:motlan:ns:digitized-copy:1#}"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of five scanned pages."""
    folder = tmp_path_factory.mktemp("stack")
    drawing().save(folder / "page.jpg", quality=50, dpi=(200, 200))
    pages = [PageSource(folder / "page.jpg", 1, reading())] * 5
    return compose(pages, about=ABOUT, out=folder / "stack.pdf").path


@pytest.fixture(scope="module")
def signed(stack: Path) -> Path:
    folder = stack.parent
    pki = make_demo_pki(folder / "pki", agencies={"H26": "UBND huyện Ba Vì"})
    p12 = pki.agency_p12["H26"]
    key = Pkcs12KeyHolder(p12, password=pki.password_file(p12).read_bytes().strip())
    mark = Mark("UBND huyện Ba Vì", ("BẢN SỐ HÓA TỪ BẢN GIẤY",))
    path = folder / "signed.pdf"
    path.write_bytes(sign_pdf(stack, key=key, mark=mark, timestamper=None, level="B-B"))
    return path


def facts(path: Path) -> dict[str, str]:
    with pikepdf.open(path) as pdf, pdf.open_metadata() as xmp:
        return {str(name): str(value) for name, value in xmp.items()}


def test_a_paper_of_a_stack_holds_its_own_pages_only(tmp_path: Path, stack: Path) -> None:
    pages = [PageSource(stack, number, reading(number=number)) for number in (3, 4, 5)]
    copy = compose(pages, about=ABOUT, out=tmp_path / "copy.pdf")
    assert copy.pages == 3
    assert facts(copy.path)[OWN + "sourcePages"] == "3-5"
    with pikepdf.open(copy.path) as pdf, pikepdf.open(stack) as whole:
        assert len(pdf.pages) == 3
        scans = [page.Resources.XObject.Im0.read_raw_bytes() for page in pdf.pages]
        assert scans == [whole.pages[2].Resources.XObject.Im0.read_raw_bytes()] * 3


@pytest.mark.parametrize(
    ("numbers", "told"),
    [([1], "1"), ([1, 2, 3], "1-3"), ([3, 1, 2, 7, 9, 8], "1-3, 7-9"), ([4, 4], "4"), ([], "")],
)
def test_page_numbers_are_told_as_a_person_writes_them(numbers: list[int], told: str) -> None:
    assert ranges(numbers) == told


def test_pages_of_several_files_have_no_numbers_in_common(tmp_path: Path, stack: Path) -> None:
    pages = [PageSource(path, 1, reading()) for path in (stack, stack.parent / "page.jpg")]
    assert OWN + "sourcePages" not in facts(
        compose(pages, about=ABOUT, out=tmp_path / "o.pdf").path
    )


def test_a_signed_file_stays_as_it_is_and_its_copy_says_so(tmp_path: Path, signed: Path) -> None:
    before = signed.read_bytes()
    pages = [PageSource(signed, number, reading(number=number)) for number in (1, 2)]
    copy = compose(pages, about=ABOUT, out=tmp_path / "copy.pdf")
    assert hashlib.sha256(signed.read_bytes()).digest() == hashlib.sha256(before).digest()
    assert not is_signed(copy.path, limits=STANDARD_LIMITS)
    told = facts(copy.path)
    assert "without signature" in told[OWN + "rendition"]
    assert "không có chữ ký số" in told["{http://purl.org/dc/elements/1.1/}description"]
    with pikepdf.open(copy.path) as pdf:
        assert "/AcroForm" not in pdf.Root


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_the_mark_of_a_signature_is_shown_over_the_picture_as_it_was(
    tmp_path: Path, signed: Path, turn_deg: int
) -> None:
    source = tmp_path / "turned.pdf"
    with pymupdf.open(signed) as document:
        number = next(page.number + 1 for page in document if list(page.widgets()))
        document[number - 1].set_rotation(turn_deg)
        document.save(source)
    read = replace(reading(number=number), turn_deg=turn_deg)
    copy = compose([PageSource(source, number, read)], about=ABOUT, out=tmp_path / "copy.pdf")
    with pikepdf.open(signed) as whole, pikepdf.open(copy.path) as pdf:
        pictures = [
            file.pages[at].Resources.XObject.Im0 for file, at in ((whole, number - 1), (pdf, 0))
        ]
        assert pictures[0].read_raw_bytes() == pictures[1].read_raw_bytes()
    # The strokes of the mark are in the copy, give or take a pixel at their ends, and nothing else.
    mark = ink(source, number) & ~near(ink(source, number, annots=False))
    assert mark.sum() > 200
    copied = ink(copy.path, 1)
    assert (mark & ~near(copied)).sum() < mark.sum() / 50
    assert (copied & ~near(ink(source, number))).sum() < mark.sum() / 50


def ink(path: Path, number: int, **how: bool) -> np.ndarray:
    """Where a page is dark as a viewer shows it."""
    with pymupdf.open(path) as document:
        drawn = document[number - 1].get_pixmap(dpi=100, colorspace="GRAY", **how)
    return np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width) < 150


def near(dark: np.ndarray) -> np.ndarray:
    return cv2.dilate(dark.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0


def test_a_field_that_waits_for_a_signature_is_no_mark(tmp_path: Path, stack: Path) -> None:
    """Else a form's frame for a signature would be taken for one, and what is in it left out."""
    path = tmp_path / "form.pdf"
    with pymupdf.open(stack) as document:
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "signature"
        widget.rect, widget.field_value = pymupdf.Rect(100, 600, 300, 640), "Ky ten"
        document[0].add_widget(widget)
        (xref,) = (xref for xref, _, _ in document[0].annot_xrefs())
        document.xref_set_key(xref, "FT", "/Sig")
        document.xref_set_key(xref, "V", "null")
        document.save(path)
    with pymupdf.open(path) as document:
        assert signature_marks(document[0]) == []


def test_an_unsigned_file_is_not_called_signed(tmp_path: Path, stack: Path) -> None:
    assert not is_signed(stack, limits=STANDARD_LIMITS)
    assert not is_signed(stack.parent / "page.jpg", limits=STANDARD_LIMITS)
    told = facts(compose([PageSource(stack, 1, reading())], about=ABOUT, out=tmp_path / "o").path)
    assert OWN + "rendition" not in told


def test_the_real_papers_are_signed() -> None:
    for path in sorted(shared_data("real").glob("*.pdf")):
        assert is_signed(path, limits=STANDARD_LIMITS) == (b"/ByteRange" in path.read_bytes())


def test_the_title_is_vietnamese_and_is_shown(tmp_path: Path, stack: Path) -> None:
    copy = compose([PageSource(stack, 1, reading())], about=ABOUT, out=tmp_path / "copy.pdf")
    with pikepdf.open(copy.path) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.Lang) == "vi-VN"
    title = "Quyết định số 123/QĐ-UBND &amp; &lt;phụ lục&gt;"
    for language in ("x-default", "vi-VN"):
        assert f'<rdf:li xml:lang="{language}">{title}</rdf:li>' in packet
    assert "<rdf:li>vi-VN</rdf:li>" in packet
