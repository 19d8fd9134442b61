import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pi_heif
import pikepdf
import pymupdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr import errors
from ocr.documents import Limits, load_page, open_document, page_info
from ocr.documents.model import believable_dpi
from tests.ocr.papers import drawn_page, shared_data

SMALL = (420, 594)


def picture(mode: str = "RGB", size: tuple[int, int] = SMALL) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(noise).convert(mode)


def saved(path: Path, kind: str, image: Image.Image | None = None, **options: object) -> Path:
    (image or picture()).save(path, format=kind, **options)
    return path


def scan_pdf(path: Path, image: Image.Image, *, rotate: int = 0, share: float = 1.0) -> Path:
    data = io.BytesIO()
    image.save(data, format="JPEG" if image.mode != "1" else "PNG", quality=90)
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_image(
            pymupdf.Rect(0, 0, 595, 842 * share), stream=data.getvalue(), keep_proportion=False
        )
        page.set_rotation(rotate)
        document.save(path)
    return path


def text_pdf(path: Path, text: str = "Nghi quyet", pages: int = 1, **options: object) -> Path:
    with pymupdf.open() as document:
        for _ in range(pages):
            document.new_page(width=595, height=842).insert_text((72, 100), text)
        document.save(path, **options)
    return path


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_a_picture_is_known_by_its_content_and_opens(tmp_path, kind):
    path = saved(tmp_path / "paper", kind, dpi=(100, 100))
    document = open_document(path)
    assert (document.kind, document.warnings) == (kind, ())
    assert document.pages[0].width_px, document.pages[0].height_px == SMALL
    page = load_page(path, 1)
    assert page.pixels.shape == (594, 420, 3)
    assert page.pixels.dtype == np.uint8
    assert page.colour


def test_a_heic_photo_opens(tmp_path):
    path = shared_heic(tmp_path)
    document = open_document(path)
    assert document.kind == "heic"
    assert load_page(path, 1).pixels.shape == (64, 64, 3)


def shared_heic(tmp_path: Path) -> Path:
    """A HEIC file can only be written by pillow_heif, which is not installed: look for the writer."""
    if not hasattr(pi_heif, "from_pillow") or not pi_heif.libheif_info().get("encoders", {}).get(
        "x265"
    ):
        pytest.skip("not here: nothing installed writes HEIC")
    path = tmp_path / "photo.heic"
    pi_heif.from_pillow(picture(size=(64, 64))).save(path)
    return path


def test_a_name_that_lies_is_only_a_warning(tmp_path):
    path = saved(tmp_path / "photo.pdf", "jpeg")
    document = open_document(path)
    assert document.kind == "jpeg"
    assert document.warnings == ("document.wrong_extension",)


def test_every_page_of_a_tiff_is_there(tmp_path):
    frames = [picture("1", (400 + n, 500)) for n in range(3)]
    path = tmp_path / "scan.tif"
    frames[0].save(
        path, save_all=True, append_images=frames[1:], compression="group4", dpi=(50, 50)
    )
    document = open_document(path)
    assert [page.width_px for page in document.pages] == [400, 401, 402]
    assert not document.pages[0].colour
    page = load_page(path, 3)
    assert page.pixels.shape == (500, 402)
    assert set(np.unique(page.pixels)) == {0, 255}
    with pytest.raises(errors.NoSuchPage):
        load_page(path, 4)
    with pytest.raises(errors.TooManyPages):
        open_document(path, limits=Limits(max_pages=2))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_picture_is_refused(tmp_path, kind, share):
    whole = saved(tmp_path / "whole", kind).read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises((errors.DocumentTruncated, errors.DocumentDamaged)):
        open_document(cut)
    with pytest.raises(errors.DocumentError):
        load_page(cut, 1)


def test_a_cut_jpeg_with_a_false_end_is_refused_when_decoded(tmp_path):
    whole = saved(tmp_path / "whole", "jpeg").read_bytes()
    path = tmp_path / "mended.jpg"
    path.write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    with pytest.raises(errors.DocumentTruncated):
        load_page(path, 1)


def test_half_a_pdf_is_refused(tmp_path):
    whole = scan_pdf(tmp_path / "whole.pdf", picture()).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(errors.DocumentTruncated):
        open_document(path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.DocumentEmpty),
        (b"PK\x03\x04 a word file", errors.UnknownFormat),
        (b"\xff\xd8\xff\xe0", errors.DocumentTruncated),
        (b"%PDF-1.4\nnothing", errors.DocumentTruncated),
        (b"%PDF-1.4\nnothing\n%%EOF", errors.DocumentError),
    ],
)
def test_senseless_files_have_their_code(tmp_path, content, error):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(error):
        open_document(path)


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(errors.DocumentUnreadable):
            open_document(path)


def test_a_pdf_with_a_password_is_refused(tmp_path):
    path = text_pdf(
        tmp_path / "secret.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y"
    )
    with pytest.raises(errors.DocumentEncrypted):
        open_document(path)


def test_a_pdf_without_pages_is_refused(tmp_path):
    path = tmp_path / "none.pdf"
    pikepdf.new().save(path)
    with pytest.raises((errors.NoPages, errors.DocumentDamaged)):
        open_document(path)


def test_limits_hold_before_anything_is_decoded(tmp_path):
    pdf = text_pdf(tmp_path / "long.pdf", pages=4)
    with pytest.raises(errors.TooManyPages):
        open_document(pdf, limits=Limits(max_pages=3))
    with pytest.raises(errors.DocumentTooLarge):
        open_document(pdf, limits=Limits(max_bytes=100))
    with pytest.raises(errors.DocumentTooLarge):
        open_document(pdf, limits=Limits(max_pixels_per_page=1000))
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_bomb(60_000, 60_000))
    with pytest.raises(errors.DocumentTooLarge):
        open_document(bomb)
    with pytest.raises(errors.DocumentTooLarge):
        load_page(bomb, 1)


def png_bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_huge_pdf_page_is_refused(tmp_path):
    path = tmp_path / "huge.pdf"
    with pymupdf.open() as document:
        document.new_page(width=14_400, height=14_400)
        document.save(path)
    with pytest.raises(errors.DocumentTooLarge):
        open_document(path)


def test_active_content_is_reported_and_left_alone(tmp_path):
    path = tmp_path / "active.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.Root.AA = pikepdf.Dictionary(
            WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
        )
        document.attachments["a.txt"] = b"attached"
        document.save(path)
    assert set(open_document(path).warnings) == {
        "document.javascript",
        "document.launch_action",
        "document.attachments",
    }


def test_a_scan_gives_its_embedded_pixels(tmp_path):
    image = picture()
    path = scan_pdf(tmp_path / "scan.pdf", image)
    info = open_document(path).pages[0]
    assert info.is_scan
    assert (info.width_px, info.height_px) == SMALL
    assert info.dpi == round(420 / 595 * 72)
    assert load_page(path, 1).pixels.shape == (594, 420, 3)


def test_a_bilevel_scan_comes_as_grey(tmp_path):
    path = scan_pdf(tmp_path / "fax.pdf", picture("1"))
    page = load_page(path, 1)
    assert page.pixels.shape == (594, 420)
    assert set(np.unique(page.pixels)) == {0, 255}
    assert not page.colour


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_turn_of_a_pdf_page_is_declared_and_pixels_stay(tmp_path, turn):
    path = scan_pdf(tmp_path / "turned.pdf", picture(), rotate=turn)
    page = load_page(path, 1)
    assert page.pixels.shape == (594, 420, 3)
    assert page.declared_turn_deg == turn


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (6, 90), (3, 180), (8, 270)])
def test_the_turn_of_a_photo_is_declared_and_pixels_stay(tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[274] = orientation
    path = saved(tmp_path / "photo.jpg", "jpeg", exif=exif)
    page = load_page(path, 1)
    assert page.pixels.shape == (594, 420, 3)
    assert page.declared_turn_deg == turn


def test_a_picture_on_part_of_a_page_does_not_make_it_a_scan(tmp_path):
    path = scan_pdf(tmp_path / "part.pdf", picture(), share=0.5)
    info = open_document(path).pages[0]
    assert not info.is_scan
    assert info.dpi == 200
    assert load_page(path, 1).pixels.shape[:2] == (info.height_px, info.width_px)


def test_text_on_a_background_picture_is_born_digital(tmp_path):
    path = scan_pdf(tmp_path / "letterhead.pdf", picture())
    with pymupdf.open(path) as document:
        document[0].insert_textbox((50, 50, 545, 800), "Van ban hanh chinh cua co quan. " * 40)
        document.save(tmp_path / "filled.pdf")
    assert not open_document(tmp_path / "filled.pdf").pages[0].is_scan


def test_invisible_text_over_a_scan_does_not_count(tmp_path):
    path = scan_pdf(tmp_path / "scan.pdf", picture())
    with pymupdf.open(path) as document:
        document[0].insert_textbox(
            (50, 50, 545, 800), "Van ban hanh chinh cua co quan. " * 40, render_mode=3
        )
        document.save(tmp_path / "searchable.pdf")
    assert open_document(tmp_path / "searchable.pdf").pages[0].is_scan


def test_one_page_says_what_the_document_says(tmp_path):
    pdf = text_pdf(tmp_path / "long.pdf", pages=3)
    assert page_info(pdf, 3) == open_document(pdf).pages[2]
    for number in (0, 4):
        with pytest.raises(errors.NoSuchPage):
            page_info(pdf, number)
        with pytest.raises(errors.NoSuchPage):
            load_page(pdf, number)


def test_grey_in_three_channels_is_grey(tmp_path):
    path = saved(tmp_path / "grey.png", "png", picture("L").convert("RGB"))
    assert load_page(path, 1).pixels.ndim == 2


@pytest.mark.parametrize(
    ("mode", "shape"), [("RGBA", 3), ("P", 3), ("LA", 2), ("I;16", 2), ("1", 2)]
)
def test_rare_pixel_formats_become_grey_or_colour(tmp_path, mode, shape):
    image = picture("L").convert("I").convert("I;16") if mode == "I;16" else picture(mode)
    path = saved(tmp_path / "rare.png", "png", image)
    page = load_page(path, 1)
    assert page.pixels.ndim == shape
    assert page.pixels.dtype == np.uint8


@given(declared=st.one_of(st.none(), st.floats(0, 5000)), side=st.integers(1, 20_000))
@example(declared=0.25, side=1)
@example(declared=2.4, side=43)
@example(declared=float("nan"), side=3000)
@example(declared=float("inf"), side=3000)
def test_a_resolution_is_always_believable(declared, side):
    dpi = believable_dpi(declared, width_px=side, height_px=side // 2 + 1)
    assert dpi >= 1
    assert side / dpi <= 18 or dpi == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes_raise_only_our_errors(tmp_path, data):
    kind = data.draw(st.sampled_from(["jpeg", "png", "tiff", "webp", "pdf"]))
    whole = tmp_path / f"whole.{kind}"
    if not whole.exists():
        scan_pdf(whole, picture()) if kind == "pdf" else saved(whole, kind)
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, min(len(content) - 1, 2000)))] = data.draw(
            st.integers(0, 255)
        )
    path = tmp_path / "damaged"
    path.write_bytes(bytes(content))
    try:
        for page in open_document(path).pages[:2]:
            load_page(path, page.number)
    except errors.DocumentError:
        pass


def test_the_real_papers_are_three_scans_and_one_born_digital():
    folder = shared_data("real")
    scans = {path.name: open_document(path).pages[0].is_scan for path in folder.glob("*.pdf")}
    assert len(scans) == 4
    assert [name for name, is_scan in scans.items() if not is_scan] == ["hanoi_tb_453_flag.pdf"]


def test_a_drawn_page_survives_a_pdf(tmp_path):
    page = Image.fromarray(drawn_page())
    path = scan_pdf(tmp_path / "drawn.pdf", page)
    assert load_page(path, 1).dpi == 200
