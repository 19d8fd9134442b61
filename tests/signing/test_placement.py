"""The mark stands on the page, upright, clear of other marks and of print, whatever the page."""

import io

import cv2
import numpy as np
import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.placement import MARGIN_PT, PageFrame, first_page_frame, place
from signing.ports import Mark
from signing.prepare import Appearance
from signing.print_map import PrintMap, see_print
from signing.sign import sign_pdf
from tests.signing.conftest import MARK, Office, page_pdf

Box = tuple[float, float, float, float]
edges = st.floats(-5000, 5000, allow_nan=False)


@st.composite
def frames(draw: st.DrawFn) -> PageFrame:
    x0, y0 = draw(edges), draw(edges)
    width, height = draw(st.floats(30, 3000)), draw(st.floats(30, 3000))
    taken = []
    for _ in range(draw(st.integers(0, 6))):
        left, low = x0 + draw(st.floats(-0.2, 1)) * width, y0 + draw(st.floats(-0.2, 1)) * height
        taken.append((left, low, left + draw(st.floats(1, 400)), low + draw(st.floats(1, 200))))
    turn = draw(st.sampled_from([0, 90, 180, 270]))
    return PageFrame((x0, y0, x0 + width, y0 + height), turn, tuple(taken))


@st.composite
def maps(draw: st.DrawFn) -> PrintMap:
    columns, rows = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    cells = draw(st.binary(min_size=columns * rows, max_size=columns * rows))
    return PrintMap(columns, rows, bytes(value & 1 for value in cells))


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=150, deadline=None)
@given(
    frame=frames(),
    width=st.integers(20, 300),
    height=st.integers(10, 80),
    printed=st.none() | maps(),
)
def test_the_mark_is_on_the_page_and_on_no_other(
    frame: PageFrame, width: int, height: int, printed: PrintMap | None
) -> None:
    found = place(frame, width_pt=width, height_pt=height, printed=printed)
    if found is None:
        fits = frame.seen_width_pt >= width and frame.seen_height_pt >= height
        assert not fits or frame.taken
        return
    x0, y0, x1, y1 = found.box
    turned = frame.rotate_deg in (90, 270)
    assert (x1 - x0, y1 - y0) == ((height, width) if turned else (width, height))
    # Whole points may lie half a point beyond a page that is just as large as the mark.
    assert x0 >= frame.box[0] - 0.5
    assert y0 >= frame.box[1] - 0.5
    assert x1 <= frame.box[2] + 1
    assert y1 <= frame.box[3] + 1
    assert not any(overlap(found.box, each) for each in frame.taken)


def page(
    *, rotate: int = 0, media: Box = (0, 0, 595, 842), crop: Box | None = None, content: bytes = b""
) -> bytes:
    with pikepdf.new() as pdf:
        made = pdf.add_blank_page(page_size=(100, 100))
        made.obj.MediaBox = pikepdf.Array([*map(str_number, media)])
        if crop:
            made.obj.CropBox = pikepdf.Array([*map(str_number, crop)])
        made.obj.Rotate = rotate
        made.obj.Contents = pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def str_number(value: float) -> pikepdf.Object:
    return pikepdf.Object.parse(str(value).encode())


def frame_of(pdf: bytes) -> PageFrame:
    return first_page_frame(PdfFileReader(io.BytesIO(pdf), strict=False))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("media", [(0, 0, 595, 842), (-100, 50, 495, 892), (300, -900, 1142, -305)])
def test_an_empty_page_has_it_top_right(office: Office, rotate: int, media: Box) -> None:
    pdf = page(rotate=rotate, media=media)
    signed = signed_over(office, pdf)
    with pymupdf.open(stream=signed) as document:
        shown = document[0]
        turned = shown.rotation_matrix  # words are told as if the page were not turned
        words = [pymupdf.Rect(word[:4]) * turned for word in shown.get_text("words")]
        left, right = min(word.x0 for word in words), max(word.x1 for word in words)
        top, bottom = min(word.y0 for word in words), max(word.y1 for word in words)
        width = shown.rect.width
    assert right == pytest.approx(width - MARGIN_PT, abs=6)
    assert left > width / 2
    assert top == pytest.approx(MARGIN_PT, abs=6)
    assert bottom < 70


def signed_over(office: Office, pdf: bytes, mark: Mark = MARK) -> bytes:
    look = Appearance(mark, printed=see_print(pdf))
    return sign_pdf(pdf, key=office.key, mark=look, timestamper=None, level="B-B")


def test_only_what_is_seen_of_a_crop_box_counts() -> None:
    assert frame_of(page(crop=(100, 100, 400, 500))).box == (100, 100, 400, 500)
    assert frame_of(page(crop=(-50, -50, 400, 5000))).box == (0, 0, 400, 842)
    assert frame_of(page(crop=(700, 900, 800, 950))).box == (0, 0, 595, 842)  # outside: no crop
    assert frame_of(page(media=(595, 842, 0, 0))).box == (0, 0, 595, 842)  # corners the other way
    assert frame_of(page(media=(0, 0, 0, 842))).box == pytest.approx((0, 0, 595.28, 841.89))


def block(left: float, top: float, right: float, bottom: float) -> bytes:
    """Lines of print on an A4 page, edges in points from its top left."""
    rows = range(int(top), int(bottom) - 4, 12)
    lines = [f"{left} {842 - row - 8} {right - left} 6 re f" for row in rows]
    return " ".join(lines).encode()


def corner(pdf: bytes, *, width: int = 180, height: int = 40) -> tuple[float, float, bool]:
    """Left and top of the mark as seen on an A4 page, and whether it stands over print."""
    found = place(frame_of(pdf), width_pt=width, height_pt=height, printed=see_print(pdf))
    assert found is not None
    return found.box[0], 842 - found.box[3], found.over_print


def test_it_moves_down_the_edge_before_print() -> None:
    left, top, over = corner(page(content=block(300, 0, 595, 120)))
    assert (left, over) == (405, False)
    assert 115 <= top <= 130


def test_it_moves_left_where_the_edge_is_full() -> None:
    left, top, over = corner(page(content=block(380, 0, 595, 842)))
    assert not over
    assert left + 180 <= 382
    assert top == MARGIN_PT


def test_the_lower_edge_comes_last() -> None:
    _, top, over = corner(page(content=block(0, 0, 595, 500)))
    assert not over
    assert top >= 490


def test_a_full_page_takes_it_where_the_least_is_printed() -> None:
    full = block(0, 0, 595, 842)
    thin = b"1 g 380 757 215 45 re f 0 g 380 778 215 1.5 re f"
    left, top, over = corner(page(content=full + b" " + thin))
    assert over
    assert left == 405
    assert 30 <= top <= 60


def scan(ground: int, *, ink: bool, shadow: bool = False) -> bytes:
    """A page as a scanner gives it: ground, noise, dust, perhaps a shadow, perhaps print at its top."""
    chance = np.random.default_rng(7)
    image = np.full((1170, 827), ground, np.float64)
    if shadow:
        image *= np.linspace(1.0, 0.6, 827)[None, :]
    image += chance.normal(0, 4, image.shape)
    for _ in range(20):
        image[tuple(chance.integers(0, (1170, 827)))] = 30
    if ink:
        for row in range(10, 130, 22):
            cv2.putText(image, "CONG HOA XA HOI", (520, row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 20, 1)
    jpeg = cv2.imencode(".jpg", np.clip(image, 0, 255).astype(np.uint8))[1].tobytes()
    with pymupdf.open() as document:
        document.new_page(width=595, height=842).insert_image((0, 0, 595, 842), stream=jpeg)
        return bytes(document.tobytes())


@pytest.mark.parametrize(
    ("ground", "shadow"), [(255, False), (200, False), (120, False), (230, True)]
)
def test_the_ground_of_a_scan_is_no_print(ground: int, shadow: bool) -> None:
    left, top, over = corner(scan(ground, ink=False, shadow=shadow))
    assert (left, top, over) == (405, MARGIN_PT, False)
    left, top, over = corner(scan(ground, ink=True, shadow=shadow))
    assert (left, over) == (405, False)
    assert top > 75


def test_marks_of_several_never_meet(office: Office) -> None:
    pdf, boxes = page(), []
    for number in range(4):
        look = Appearance(Mark(f"Cơ quan {number}"), printed=see_print(pdf), more_follow=True)
        pdf = sign_pdf(pdf, key=office.key, mark=look, timestamper=None, level="B-B")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [tuple(float(edge) for edge in each.Rect) for each in opened.Root.AcroForm.Fields]
    assert len(boxes) == 4
    assert not any(overlap(a, b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_a_page_that_is_too_small_is_signed_without_a_mark(office: Office, check) -> None:
    signed = signed_over(office, page_pdf(size=(90, 30)), Mark("Trung tâm"))
    assert check(signed).outcome == "valid"
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert [float(edge) for edge in pdf.Root.AcroForm.Fields[0].Rect] == [0, 0, 0, 0]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no pdf", page(media=(0, 0, 1e9, 1e9))])
def test_what_cannot_be_shown_has_no_map(data: bytes) -> None:
    seen = see_print(data)
    assert seen is None or seen.columns * seen.rows <= 1200 * 1200
