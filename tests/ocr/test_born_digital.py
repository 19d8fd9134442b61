"""A page's own text is taken where it says what the page shows; else its pixels are read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import pymupdf as untyped_pymupdf
import pytest
from fontTools.ttLib import TTFont

from ocr.born_digital import OwnText, own_text
from ocr.documents import load_page
from ocr.documents.opening import STANDARD_LIMITS
from ocr.ports import Box, Line, Pixels, Word
from ocr.reading import OWN_TEXT, read_page
from ocr.real_text import is_real
from tests.ocr.papers import FONTS, LINES, EchoEngine, drawn_page, shared_data
from tests.vietnamese.test_legacy_encodings import encoded
from vietnamese.legacy_encodings import Encoding

pymupdf: Any = untyped_pymupdf  # The library has no types.
FACE = Path(FONTS[0])
pytestmark = pytest.mark.skipif(not FACE.exists(), reason="fonts-liberation2 is not installed")
TEXT = [line.replace("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Cộng hòa xã hội") for line in LINES]
SMALL = [line for line in TEXT if not line.isupper()]


def written(
    path: Path, lines: Sequence[str], *, face: Path = FACE, rotate: int = 0, **how: Any
) -> Path:
    """A PDF of one A4 page with these lines as text."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        for at, line in enumerate(lines):
            place = (72 + 24 * at, 780) if rotate == 90 else (72, 100 + 24 * at)
            page.insert_text(place, line, fontfile=str(face), fontname="F0", rotate=rotate, **how)
        document.save(path)
    return path


def renamed(folder: Path, name: str) -> Path:
    """The face under another name, as the file of an old font would have."""
    with TTFont(FACE) as face:
        for record in face["name"].names:
            if record.nameID in {1, 4, 6}:
                record.string = name
        face.save(folder / "old.ttf")
    return folder / "old.ttf"


def own(path: Path) -> OwnText | None:
    shown = load_page(path, 1).pixels
    return own_text(path, 1, shown=shown, limits=STANDARD_LIMITS)


def text_of(path: Path) -> list[str] | None:
    found = own(path)
    return [line.text for line in found.lines] if found else None


@pytest.mark.parametrize(
    ("encoding", "font_name"),
    [
        ("tcvn3", ".VnTime"),
        ("tcvn3", "LostName"),
        ("vni", "VNI-Times"),
        ("vni", "LostName"),
    ],
)
def test_text_in_old_fonts_becomes_unicode(
    tmp_path: Path, encoding: Encoding, font_name: str
) -> None:
    face = renamed(tmp_path, font_name)
    stored = [encoded(line, encoding) for line in SMALL]
    assert stored != SMALL
    assert text_of(written(tmp_path / "old.pdf", stored, face=face)) == SMALL


@pytest.mark.parametrize("font_name", [".VnTime", "VNI-Times"])
def test_an_old_font_that_is_mapped_to_unicode_already_is_left_alone(
    tmp_path: Path, font_name: str
) -> None:
    path = written(tmp_path / "mapped.pdf", TEXT, face=renamed(tmp_path, font_name))
    assert text_of(path) == TEXT


def test_a_capital_font_makes_capitals(tmp_path: Path) -> None:
    face = renamed(tmp_path, ".VnTimeH")
    stored = [encoded("Quyết định về việc thu hồi đất", "tcvn3")]
    found = text_of(written(tmp_path / "old.pdf", stored, face=face))
    assert found == ["QUYẾT ĐỊNH VỀ VIỆC THU HỒI ĐẤT"]


def test_text_whose_codes_were_shifted_is_not_believed(tmp_path: Path) -> None:
    shifted = ["".join(chr(33 + (ord(c) * 7) % 90) if c != " " else c for c in t) for t in TEXT]
    assert text_of(written(tmp_path / "shifted.pdf", shifted)) is None


def test_glyphs_without_unicode_are_not_believed(tmp_path: Path) -> None:
    private = ["".join(chr(0xE000 + ord(c) % 512) if c != " " else c for c in t) for t in TEXT]
    assert not is_real([word for line in private for word in line.split()])
    path, bare = written(tmp_path / "mapped.pdf", TEXT), tmp_path / "bare.pdf"
    with pymupdf.open(path) as document:
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "ToUnicode")[0] != "null":
                document.xref_set_key(xref, "ToUnicode", "null")
        document.save(bare)
    assert text_of(bare) in (None, TEXT)


def test_letters_of_an_encoding_that_is_not_decoded_are_not_believed() -> None:
    viscii = "C\xb5ng hòa xã h\xb5i chü nghîa Vi\xaet Nam Ðµc l\xa7p T\xf1 do H\xd5nh phúc"
    assert not is_real(viscii.split() * 3)


@pytest.mark.parametrize(
    "texts",
    [
        TEXT,
        [*" ".join(SMALL).split(), "120", "m²", "(§", "5),", "90°", "«bản", "vẽ»"],
        ["Điểm", "danh", "................", "____", "12/2025"],
        [
            "The",
            "Ministry",
            "of",
            "Justice",
            "has",
            "the",
            "honour",
            "to",
            "send",
            "its",
            "best",
            "regards",
            "to",
            "all",
            "of",
            "you",
        ]
        * 2,
        ["01", "/", "2026"],
    ],
)
def test_plain_text_is_believed(texts: list[str]) -> None:
    assert is_real(texts)


def test_invisible_text_does_not_count(tmp_path: Path) -> None:
    """Another program's reading lies invisibly over its picture; ours is better or equal."""
    assert own(written(tmp_path / "hidden.pdf", TEXT, render_mode=3)) is None


def picture(lines: Sequence[str] = LINES) -> bytes:
    return bytes(cv2.imencode(".png", drawn_page(lines=lines))[1])


def test_text_under_a_picture_does_not_count(tmp_path: Path) -> None:
    path = written(tmp_path / "under.pdf", SMALL)
    with pymupdf.open(path) as document:
        document[0].insert_image((0, 0, 595, 400), stream=picture(), keep_proportion=False)
        document.saveIncr()
    assert own(path) is None


def test_a_page_that_is_written_sideways_stands_upright(tmp_path: Path) -> None:
    path = written(tmp_path / "sideways.pdf", TEXT, rotate=90)
    found = own(path)
    assert found is not None
    assert found.turn_deg == 90
    assert [line.text for line in found.lines] == TEXT
    box = found.lines[0].words[0].box
    assert box.y1 - box.y0 > box.x1 - box.x0
    with pymupdf.open(path) as document:
        document[0].set_rotation(90)
        document.saveIncr()
    again = own(path)
    assert again is not None
    assert (again.turn_deg, [line.text for line in again.lines]) == (0, TEXT)


class LowEngine:
    """Reads one word at the lowest ink, and remembers what it was shown."""

    name = "low"

    def __init__(self) -> None:
        self.shown: list[Pixels] = []

    def read(self, grey: Pixels, dpi: int) -> Sequence[Line]:
        self.shown.append(grey)
        height, width = grey.shape
        box = Box(width // 4, height * 3 // 4, width // 2, height * 3 // 4 + 40)
        unsure = Word("rác", Box(box.x1, box.y0, box.x1 + 60, box.y1), 20.0)
        return (Line((Word("hình", box, 90.0), unsure)),)


def test_the_scanned_part_of_a_page_is_read_and_the_rest_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "mixed.pdf", TEXT)
    with pymupdf.open(path) as document:
        document[0].insert_image((100, 420, 500, 800), stream=picture())
        document.saveIncr()
    engine = LowEngine()
    reading = read_page(path, 1, engine=engine)
    assert reading.engine == OWN_TEXT
    assert [line.text for line in reading.lines] == [*TEXT, "hình"]
    assert {word.confidence for word in reading.words} == {100.0, 90.0}
    # What is known already is not shown to the engine again.
    assert (engine.shown[-1][: engine.shown[-1].shape[0] // 3] > 200).all()


def test_letters_drawn_as_shapes_are_read_from_their_pixels(tmp_path: Path) -> None:
    """Some programs turn all text into drawings, and a signing tool then adds its mark as text."""
    path, drawn = written(tmp_path / "text.pdf", TEXT), tmp_path / "drawn.pdf"
    with pymupdf.open(path) as document:
        svg = document[0].get_svg_image(text_as_path=True)
    with pymupdf.open(stream=svg.encode(), filetype="svg") as picture_of_text:
        drawn.write_bytes(picture_of_text.convert_to_pdf())
    with pymupdf.open(drawn) as document:
        document[0].insert_text(
            (300, 700), "Người ký: Sở Tư pháp", fontfile=str(FACE), fontname="F0"
        )
        document.saveIncr()
    assert text_of(drawn) == ["Người ký: Sở Tư pháp"]
    echo = EchoEngine()
    reading = read_page(drawn, 1, engine=echo)
    assert echo.shown
    assert reading.text.splitlines() == ["mực", "Người ký: Sở Tư pháp"]


def test_an_emblem_and_table_rules_cost_no_reading(tmp_path: Path) -> None:
    path = written(tmp_path / "ruled.pdf", TEXT)
    with pymupdf.open(path) as document:
        page = document[0]
        for at in range(12):
            page.draw_rect((60, 420 + 20 * at, 530, 440 + 20 * at))
        page.draw_circle((300, 60), 20)
        document.saveIncr()
    echo = EchoEngine()
    assert [line.text for line in read_page(path, 1, engine=echo).lines] == TEXT
    assert echo.shown == []


def test_a_real_born_digital_page_keeps_its_text_and_costs_no_reading() -> None:
    echo = EchoEngine()
    reading = read_page(shared_data("real", "hanoi_tb_453_flag.pdf"), 1, engine=echo)
    assert reading.engine == OWN_TEXT
    assert echo.shown == []


@pytest.mark.parametrize("name", ["nq_115_ba_vi", "qd_707_ttg", "tt_21_bct_fuel"])
def test_the_signature_mark_of_a_real_scan_is_no_reading(name: str) -> None:
    echo = EchoEngine()
    reading = read_page(shared_data("real", f"{name}.pdf"), 1, engine=echo)
    assert reading.engine == "echo"
    assert echo.shown
