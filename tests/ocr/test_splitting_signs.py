"""The signs of where papers begin, found on pages as an engine reads them."""

from dataclasses import replace

import pytest

from ocr.ports import Box, Line, PageReading
from ocr.splitting import Code, PageSigns, SeparatorSheet, sheet_text, signs_of
from ocr.splitting.model import PageNumber
from tests.ocr.builders import body, centred, head, page, place

PROSE = [
    "Điều 2. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Tài chính và",
    "các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
]
NUMBER = "H15.50-261008-0975"


def decision(*, joined: bool = False, turn_deg: int = 0) -> PageReading:
    lines = head(
        ["ỦY BAN NHÂN DÂN", "TỈNH NAM GIANG"],
        "Số: 729/QĐ-UBND",
        "Nam Giang, ngày 23 tháng 4 năm 2026",
        joined=joined,
    )
    lines += [centred("QUYẾT ĐỊNH", 420), *body(PROSE), place("Nơi nhận:", 215, 1700)]
    return page(lines, turn_deg=turn_deg)


def code(text: str) -> Code:
    return Code(text, Box(10, 10, 90, 90))


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("joined", [False, True])
def test_the_first_page_of_a_decision(*, joined: bool, turn_deg: int) -> None:
    signs = signs_of(decision(joined=joined, turn_deg=turn_deg))
    assert signs.heading
    assert signs.letterhead
    assert signs.title
    assert signs.signed
    assert signs.size_mm == (210, 297)
    assert not signs.appendix
    assert not signs.inside_sentence
    assert signs.page_number is None


def test_a_page_of_running_text_begins_nothing() -> None:
    lines = [centred("2", 100), *body(["trong thời hạn ba mươi ngày kể từ", *PROSE], top=200)]
    signs = signs_of(page(lines))
    assert signs == PageSigns(
        1, page_number=PageNumber(2), size_mm=(210, 297), inside_sentence=True
    )


def test_a_heading_in_the_lower_half_of_a_page_is_no_head() -> None:
    lines = [*body(PROSE), centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1400)]
    assert not signs_of(page(lines)).heading


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (centred("2", 100), PageNumber(2)),
        (centred("- 12 -", 2250), PageNumber(12)),
        (centred("I1", 100), PageNumber(11)),
        (place("Trang 2/5", 1300, 2250), PageNumber(2, 5)),
        (place("trang: 3 trên 4", 215, 2250), PageNumber(3, 4)),
        (place("Trang 7", 215, 2250), PageNumber(7)),
        (place("1/3", 1400, 2250), PageNumber(1, 3)),
        (place("5/3", 1400, 2250), None),
        (place("0", 800, 2250), None),
        (place("2026", 800, 2250), None),
        (place("7", 215, 2250), None),
        (centred("2", 1200), None),
        (place("Trang 999/999999999999", 1300, 2250), None),
    ],
)
def test_page_numbers(line: Line, expected: PageNumber | None) -> None:
    assert signs_of(page([*body(PROSE), line])).page_number == expected


def test_the_number_that_tells_the_count_comes_first() -> None:
    lines = [centred("4", 100), *body(PROSE), place("Trang 2/5", 1300, 2250)]
    assert signs_of(page(lines)).page_number == PageNumber(2, 5)


@pytest.mark.parametrize(
    "line",
    [
        "PHỤ LỤC",
        "Phụ lục II",
        "(Kèm theo Quyết định số 401/QĐ-TTg",
        "(Ban hành kèm theo Nghị quyết số 3/NQ)",
    ],
)
def test_an_appendix_says_so(line: str) -> None:
    assert signs_of(page([centred(line, 160), *body(PROSE)])).appendix


@pytest.mark.parametrize(
    "line",
    ["PHỤ LỤC HỢP ĐỒNG", "Phụ lục kèm theo Quyết định này quy định về mức thu và cách nộp phí"],
)
def test_what_only_speaks_of_an_appendix_is_none(line: str) -> None:
    assert not signs_of(page([centred(line, 160), *body(PROSE)])).appendix


def test_a_model_form_names_its_circular_above_the_heading_and_an_attachment_below() -> None:
    mark = "(Ban hành kèm theo Thông tư số 68/2025/TT-BTC)"
    heading = [
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 220),
        centred("Độc lập - Tự do - Hạnh phúc", 262),
        centred("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", 400),
    ]
    form = [centred("Phụ lục III-1", 60), centred(mark, 110), *heading, *body(PROSE)]
    assert not signs_of(page(form)).appendix
    assert signs_of(page([*heading, centred(mark, 450), *body(PROSE)])).appendix


def test_a_blank_page_tells_its_size_only() -> None:
    assert signs_of(page([])) == PageSigns(1, blank=True, size_mm=(210, 297))


def test_a_separator_sheet_and_a_label_on_a_paper() -> None:
    sheet = SeparatorSheet(NUMBER, "quyet_dinh")
    mark = code(sheet_text(sheet))
    words = [centred("TO PHÂN CÁCH", 300), *body([NUMBER, "Quyết định"])]
    alone = signs_of(page(words), codes=[mark])
    assert alone.sheet == sheet
    assert alone.parts_only
    photographed = page([centred("Đặt tờ này ngay trước giấy tờ rồi quét cùng.", 900)])
    assert signs_of(photographed, codes=[mark]).parts_only
    assert signs_of(page([]), codes=[mark]).parts_only
    card = page([centred("CĂN CƯỚC CÔNG DÂN", 300), place("LÊ THỊ MẪU", 600, 500)])
    assert not signs_of(card, codes=[mark]).parts_only
    assert not signs_of(decision(), codes=[mark]).parts_only


def test_a_sheet_is_known_by_its_bar_however_badly_it_is_read() -> None:
    under_bar = replace(code(sheet_text(SeparatorSheet(NUMBER))), under_bar=True)
    upside_down = page([centred("HDVO NVHd O@L", 300), *body(["rgu uọi nẹp Buop 6uou 1IA Buoui"])])
    assert signs_of(upside_down, codes=[under_bar]).parts_only
    foreign = replace(code("https://example.vn"), under_bar=True)
    label = code(sheet_text(SeparatorSheet(NUMBER)))
    assert not signs_of(upside_down, codes=[foreign, label]).parts_only


def test_a_sheet_whose_code_is_spoilt_is_known_by_its_words() -> None:
    title = centred("TO PHÂN CÁCH", 300)
    how = centred("Đặt tờ này ngay trước giấy tờ rồi quét cùng. Không viết.", 900)
    spoilt = signs_of(page([title, how]))
    assert spoilt.code_lost
    assert spoilt.parts_only
    for paper in ([title], [how], [title, how, *body(PROSE * 5, top=1000)]):
        assert not signs_of(page(paper)).parts_only


def test_two_sheets_on_one_page_and_foreign_codes_announce_nothing() -> None:
    two = [code(sheet_text(SeparatorSheet(None, name))) for name in ("ket_hon", "quyet_dinh")]
    assert signs_of(page([]), codes=two).sheet is None
    foreign = [code("https://example.vn/?q=1"), code("MOTLAN1;;;00000000"), code("\x00")]
    assert signs_of(page([]), codes=foreign) == signs_of(page([]))


def test_a_barcode_tells_the_dossier() -> None:
    assert signs_of(page([]), codes=[code(NUMBER)]).dossier_number == NUMBER
    both = [code(NUMBER), code("H15.50-261008-0976")]
    assert signs_of(page([]), codes=both).dossier_number is None
