"""Pages of no type: what looks like a title and is none, and forms that nobody has filled in."""

import pytest

from ocr.classify import propose_type
from ocr.ports import Line
from tests.ocr import builders

NATION = builders.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160)
DOTS = "." * 60
LABELS = (
    *("Kính gửi:", "Tôi tên là:", "Ngày sinh:", "Số định danh cá nhân:", "Nơi thường trú:"),
    "Điện thoại:",
)


def titled(title: str, *texts: str) -> list[Line]:
    return [builders.centred(title, 300), *builders.body(texts)]


@pytest.mark.parametrize(
    "lines",
    [
        titled("THỰC ĐƠN", "Gỏi cuốn tôm thịt  45.000", "Phở bò tái  60.000"),
        titled("HỢP ĐỒNG TIỆC CƯỚI", "Gỏi cuốn tôm thịt  45.000", "Phở bò tái  60.000"),
        titled("CONTRACT", "No: 12/2026/HD", "Party A: ABC Ltd."),
        builders.body(["Dear Mr. Brown,", "your order No: 1234/AB arrived.", "Yours sincerely,"]),
        titled("THÔNG BÁO", "Theo Quyết định số 12/QĐ-UBND, ông An cho biết giá xăng sẽ giảm."),
        titled("QUYẾT ĐỊNH CỦA TÒA KHIẾN NHIỀU NGƯỜI BẤT NGỜ", "Hôm qua, tòa án đã tuyên án."),
        [NATION, *titled("TỜ KHAI ĐĂNG KÝ KHAI SINH", *(f"{label} {DOTS}" for label in LABELS))],
        [NATION, *titled("ĐƠN ĐỀ NGHỊ", *LABELS)],
    ],
    ids=["menu", "offer", "contract", "letter", "notice", "headline", "dotted form", "empty form"],
)
def test_a_page_of_no_type_is_unknown(lines: list[Line]) -> None:
    found = propose_type([builders.page(lines)])
    assert found.code == "unknown"
    assert found.confidence <= 50


@pytest.mark.parametrize(
    "texts",
    [
        [f"{label} An Bình {DOTS}" for label in LABELS],
        [f"{label}  An Bình" for label in LABELS],  # the value stands in a cell of its own
        [*(f"{label} An Bình" for label in LABELS), *([DOTS] * 6)],
    ],
)
def test_a_form_that_is_filled_in_has_its_type(texts: list[str]) -> None:
    lines = [NATION, *titled("ĐƠN ĐỀ NGHỊ", *texts)]
    assert propose_type([builders.page(lines)]).code == "don_de_nghi"
