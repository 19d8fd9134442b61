"""The composed file: every word comes back in order, every image stays what it was."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.errors import ComposeFailed, DocumentError
from ocr.ports import Box, Line, Word
from ocr.textlayer import About, PageSource, bind, compose, write_part
from ocr.textlayer.font import glyphless_font
from ocr.textlayer.words import text_layer
from tests.ocr.paper_drawings import (
    ABOUT,
    FONT,
    WORDS,
    drawing,
    page_reading,
    reading,
    received,
)

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="fonts-liberation is not installed")
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def jpeg_page(folder: Path, turn_deg: int = 0, quality: int = 60) -> PageSource:
    path = folder / f"scan-{turn_deg}.jpg"
    received(turn_deg).save(path, quality=quality, dpi=(200, 200))
    return PageSource(path, 1, reading(turn_deg))


def bilevel_page(folder: Path) -> PageSource:
    path = folder / "scan.tif"
    drawing().point([0] * 128 + [255] * 128, "1").save(path, compression="group4", dpi=(200, 200))
    return PageSource(path, 1, reading())


def pdftotext(path: Path, *options: str) -> list[str]:
    command = ["pdftotext", *options, str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert not done.stderr
    return done.stdout.split()


def only_image(pdf: pikepdf.Pdf, page: int = 0) -> pikepdf.Object:
    return pdf.pages[page].Resources.XObject.Im0


@needs_pdftotext
@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("options", [(), ("-raw",), ("-layout",)])
def test_pdftotext_returns_every_word_in_order(
    tmp_path: Path, turn_deg: int, options: tuple[str, ...]
) -> None:
    out = tmp_path / "out.pdf"
    compose([jpeg_page(tmp_path, turn_deg)], about=ABOUT, out=out)
    assert pdftotext(out, *options) == WORDS


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_pymupdf_finds_words_on_their_ink(tmp_path: Path, turn_deg: int) -> None:
    out = tmp_path / "out.pdf"
    compose([jpeg_page(tmp_path, turn_deg)], about=ABOUT, out=out)
    with pymupdf.open(out) as document:
        page = document[0]
        assert page.rotation == turn_deg
        assert page.get_text().split() == WORDS
        found = [pymupdf.Rect(w[:4]) * page.rotation_matrix for w in page.get_text("words")]
    scale = 72 / 200
    for rect, word in zip(found, reading().words, strict=True):
        assert rect.x0 == pytest.approx(word.box.x0 * scale, abs=1)
        assert rect.x1 == pytest.approx(word.box.x1 * scale, abs=1)
        middle = (word.box.y0 + word.box.y1) / 2 * scale
        assert rect.y0 < middle < rect.y1


@needs_pdftotext
@pytest.mark.parametrize("angle_deg", [-4.0, -0.7, 0.7, 3.0])
def test_a_skewed_page_keeps_its_words(tmp_path: Path, angle_deg: float) -> None:
    level = drawing()
    path, out = tmp_path / "skewed.png", tmp_path / "out.pdf"
    level.rotate(-angle_deg, fillcolor=255).save(path)
    lines = tuple(
        Line(tuple(Word(w.text, slanted(w.box, angle_deg, level.size), 99) for w in line.words))
        for line in reading().lines
    )
    skewed = page_reading(level.size, lines, angle_deg=angle_deg)
    compose([PageSource(path, 1, skewed)], about=ABOUT, out=out)
    assert pdftotext(out, "-raw") == WORDS
    assert sorted(pdftotext(out)) == sorted(WORDS)
    if abs(angle_deg) < 1:  # beyond, a reader that sorts by position mixes neighbouring lines
        assert pdftotext(out) == WORDS


@needs_pdftotext
def test_words_whose_boxes_touch_stay_apart(tmp_path: Path) -> None:
    words = tuple(
        Word(t, Box(200 + 80 * i, 300, 280 + 80 * i, 340), 9) for i, t in enumerate(WORDS[:9])
    )
    page = jpeg_page(tmp_path)
    touching = page_reading(drawing().size, (Line(words),))
    out = tmp_path / "out.pdf"
    compose([PageSource(page.path, 1, touching)], about=ABOUT, out=out)
    assert pdftotext(out) == pdftotext(out, "-raw") == WORDS[:9]


def slanted(box: Box, angle_deg: float, size: tuple[int, int]) -> Box:
    """The upright box around a box that was turned clockwise about the middle of the page."""
    corners = np.array([(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)], dtype=float)
    middle = np.array(size) / 2
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (corners - middle) @ turn.T + middle
    (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
    return Box(round(x0), round(y0), round(x1), round(y1))


def test_jpeg_bytes_pass_through(tmp_path: Path) -> None:
    page = jpeg_page(tmp_path)
    compose([page], about=ABOUT, out=tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert only_image(pdf).read_raw_bytes() == page.path.read_bytes()


def test_jpeg_of_a_pdf_page_passes_through(tmp_path: Path) -> None:
    page = jpeg_page(tmp_path)
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    compose([page], about=ABOUT, out=first)
    compose([PageSource(first, 1, reading())], about=ABOUT, out=second)
    with pikepdf.open(second) as pdf:
        assert only_image(pdf).read_raw_bytes() == page.path.read_bytes()


def test_bilevel_pages_keep_every_pixel_and_ccitt_passes_through(tmp_path: Path) -> None:
    page = bilevel_page(tmp_path)
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    compose([page], about=ABOUT, out=first)
    compose([PageSource(first, 1, reading())], about=ABOUT, out=second)
    with Image.open(page.path) as picture:
        expected = np.asarray(picture.convert("L"))
    with pikepdf.open(first) as one, pikepdf.open(second) as two:
        image = only_image(one)
        assert image.Filter == pikepdf.Name.CCITTFaxDecode
        assert only_image(two).read_raw_bytes() == image.read_raw_bytes()
    with pymupdf.open(second) as document:
        pixmap = pymupdf.Pixmap(document, document[0].get_images()[0][0])
        pixels = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
    assert (pixels == expected).all()


@pytest.mark.parametrize(
    ("mode", "name", "space"),
    [
        ("RGB", "page.webp", "/DeviceRGB"),
        ("CMYK", "page.jpg", "/DeviceRGB"),
        ("RGBA", "page.png", "/DeviceRGB"),
        ("RGB", "page.tif", "/DeviceRGB"),
        ("L", "page.tif", "/DeviceGray"),
    ],
)
def test_other_pictures_become_jpeg(tmp_path: Path, mode: str, name: str, space: str) -> None:
    picture = Image.linear_gradient("L").resize((300, 400)).convert("RGB")
    picture.paste((200, 30, 30), (40, 40, 120, 120))
    picture.convert(mode).save(tmp_path / name)
    source = PageSource(tmp_path / name, 1, page_reading((300, 400)))
    compose([source], about=ABOUT, out=tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        image = only_image(pdf)
        assert (image.Filter, str(image.ColorSpace)) == (pikepdf.Name.DCTDecode, space)
        assert (image.Width, image.Height) == (300, 400)


def test_pages_of_different_sizes_and_kinds(tmp_path: Path) -> None:
    small, large = (5.83, 8.27), (11.69, 8.27)
    drawing(300, small).save(tmp_path / "a5.png", dpi=(300, 300))
    drawing(150, large).save(tmp_path / "a4-wide.jpg", dpi=(150, 150))
    pages = [
        bilevel_page(tmp_path),
        PageSource(tmp_path / "a5.png", 1, reading(dpi=300, paper=small)),
        PageSource(tmp_path / "a4-wide.jpg", 1, reading(dpi=150, paper=large)),
    ]
    composed = compose(pages, about=ABOUT, out=tmp_path / "out.pdf")
    assert composed.pages == 3
    with pymupdf.open(composed.path) as document:
        sizes = [(page.rect.width / 72, page.rect.height / 72) for page in document]
        assert sizes == [pytest.approx(size, abs=0.01) for size in ((8.27, 11.69), small, large)]
        assert [page.get_text().split() for page in document] == [WORDS] * 3


def test_many_pages_are_joined_a_bounded_number_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [jpeg_page(tmp_path, turn) for turn in (0, 90, 180)]
    whole = compose(pages, about=ABOUT, out=tmp_path / "whole.pdf")
    monkeypatch.setattr("ocr.textlayer.composing.MOST_OPEN", 2)
    joined = compose(pages, about=ABOUT, out=tmp_path / "joined.pdf")
    assert (joined.pages, joined.sha256) == (3, whole.sha256)
    assert {p.name for p in tmp_path.iterdir() if p.suffix != ".jpg"} == {
        "whole.pdf",
        "joined.pdf",
    }


def test_pages_written_apart_are_bound_to_the_same_copy(tmp_path: Path) -> None:
    pages = [jpeg_page(tmp_path, turn) for turn in (0, 90)]
    whole = compose(pages, about=ABOUT, out=tmp_path / "whole.pdf")
    # In any order, one of them twice, as when a process died over it.
    parts = [write_part(pages[at], tmp_path / f"{at}.pdf") for at in (1, 0, 1)]
    bound = bind([parts[1], parts[2]], about=ABOUT, out=tmp_path / "bound.pdf")
    assert (bound.pages, bound.sha256) == (2, whole.sha256)


def test_signs_of_two_codes_are_found_as_they_are(tmp_path: Path) -> None:
    read = page_reading((300, 400), (Line((Word("x𝒙😀", Box(30, 40, 200, 70), 90.0),)),))
    picture = tmp_path / "page.png"
    Image.new("L", (300, 400), 255).save(picture)
    out = tmp_path / "out.pdf"
    compose([PageSource(picture, 1, read)], about=ABOUT, out=out)
    told = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["x𝒙😀"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    page = jpeg_page(tmp_path)
    one = compose([page], about=ABOUT, out=tmp_path / "one.pdf")
    two = compose([page], about=ABOUT, out=tmp_path / "two.pdf")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert (one.sha256, one.size_bytes) == (two.sha256, one.path.stat().st_size)


def test_metadata_says_where_the_copy_comes_from(tmp_path: Path) -> None:
    compose([jpeg_page(tmp_path)], about=ABOUT, out=tmp_path / "out.pdf")
    own = "{urn:motlan:ns:digitized-copy:1#}"
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        assert pdf.docinfo["/Title"] == ABOUT.title
        assert pdf.Root.Lang == "vi-VN"
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "U")
            assert xmp["dc:title"] == ABOUT.title
            assert xmp["dc:creator"] == [ABOUT.creator_agency]
            assert xmp[own + "operator"] == "clerk-7"
            assert xmp[own + "digitizedAt"] == "2026-04-05T08:30:00+07:00"
            assert xmp[own + "sourceSha256"] == ABOUT.source_sha256
            assert xmp[own + "dossierNo"] == ABOUT.dossier_no
            assert xmp[own + "paperType"] == "quyet_dinh"


def test_unknown_facts_are_left_out(tmp_path: Path) -> None:
    bare = About(title="Giấy", digitized_at=ABOUT.digitized_at)
    compose([jpeg_page(tmp_path)], about=bare, out=tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "/Author" not in pdf.docinfo
    assert "motlan:digitizedAt" in packet
    for name in ("operator", "sourceSha256", "dossierNo", "paperType"):
        assert f"<motlan:{name}>" not in packet


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dataclasses.replace(ABOUT, digitized_at=ABOUT.digitized_at.replace(tzinfo=None))


def test_a_source_is_never_overwritten(tmp_path: Path) -> None:
    page = jpeg_page(tmp_path)
    before = page.path.read_bytes()
    with pytest.raises(ComposeFailed):
        compose([page], about=ABOUT, out=page.path)
    assert page.path.read_bytes() == before


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out, broken = tmp_path / "out.pdf", tmp_path / "broken.pdf"
    out.write_bytes(b"old")
    broken.write_bytes(b"%PDF-1.7\nnothing\n%%EOF")
    for source in (broken, tmp_path / "missing.jpg"):
        with pytest.raises(DocumentError):
            compose([PageSource(source, 1, reading())], about=ABOUT, out=out)
    with pytest.raises(ComposeFailed):
        compose([], about=ABOUT, out=out)
    assert out.read_bytes() == b"old"
    assert {p.name for p in tmp_path.iterdir()} == {"out.pdf", "broken.pdf"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_text_gives_wellformed_operators(texts: list[str]) -> None:
    words = tuple(Word(t, Box(9 * i, 5, 9 * i, 5), 1) for i, t in enumerate(texts))
    layer = text_layer(page_reading((100, 50), (Line(words),)), 0.36)
    with pikepdf.new() as pdf:
        glyphless_font(pdf, layer.characters)
        page = pdf.make_stream(layer.operators)
        parsed = [str(op) for _, op in pikepdf.parse_content_stream(page)]
    assert parsed.count("q") == parsed.count("Q") == parsed.count("BT") == parsed.count("ET")
