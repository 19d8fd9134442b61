"""Paper types from titles, numbers and labels."""

import pytest

from ocr.classify import propose_type
from ocr.ports import Line
from tests.ocr import builders

UBND = ["UBND HUYỆN HOẰNG HÓA", "ỦY BAN NHÂN DÂN", "XÃ XUÂN LẬP"]
PLACE = "Thanh Hóa, ngày 21 tháng 7 năm 2015"


def letter(number: str, *rest: Line) -> list[Line]:
    return [*builders.head(UBND, number, PLACE), *rest]


@pytest.mark.parametrize(
    ("title", "number", "code"),
    [
        ("QUYẾT ĐỊNH", "Số: 4016/QĐ-UBND", "quyet_dinh"),
        ("NGHỊ QUYẾT", "Số: 12/NQ-HĐND", "nghi_quyet"),
        ("THÔNG TƯ", "Số: 21/2026/TT-BCT", "thong_tu"),
        ("THÔNG BÁO", "Số: /TB-UBND", "thong_bao"),
        ("THÔNG BÁO", "Số: 1473/UBND-NC", "cong_van"),
        ("KẾ HOẠCH", "Số: 155/KH-UBND", "ke_hoach"),
        ("TỜ TRÌNH", "Số: 6806/UBND-KSTT", "cong_van"),
        ("BÁO CÁO", "Số: 9/BC-UBND", "cong_van"),
        ("GIẤY KHAI SINH", "Số: 2/2019", "giay_khai_sinh"),
        ("TRÍCH LỤC KHAI SINH", "Số: 2/TLKS-BS", "giay_khai_sinh"),
        ("GIẤY CHỨNG NHẬN KẾT HÔN", "Số: 164/2018", "ket_hon"),
        ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "Số: 91C8009397", "ho_kinh_doanh"),
        ("GIẤY PHÉP XÂY DỰNG", "Số: 990/GPXD", "giay_phep_xd"),
        ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Số: H63.23.95-190628-0311", "bien_nhan"),
        ("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "Số: 1641/XN", "xac_nhan_cu_tru"),
        ("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "", "don_de_nghi"),
        ("HỢP ĐỒNG THUÊ NHÀ", "Số: 12/2026/HĐTN", "hop_dong"),
        ("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "", "gcn_qsdd"),
        ("CĂN CƯỚC CÔNG DÂN", "Số: 038185255535", "cccd_copy"),
        ("BIÊN BẢN BÀN GIAO", "", "unknown"),
    ],
)
def test_title_and_number_tell_the_type(title: str, number: str, code: str) -> None:
    page = builders.page(letter(number, builders.centred(title, 420)))
    assert propose_type([page]).code == code


@pytest.mark.parametrize("title", ["QUYÉT ĐỊNH", "QUYET DINH", "QUVẾT ĐỊNH", "ìN j QUYÊT ĐỊNH"])
def test_misread_titles_still_match(title: str) -> None:
    page = builders.page(letter("Số: ?", builders.centred(title, 420)))
    assert propose_type([page]).code == "quyet_dinh"


def test_body_that_names_decisions_does_not_win_over_the_title() -> None:
    text = ["Căn cứ Quyết định số 12/QĐ-UBND; Quyết định số 13/QĐ-UBND;", "QUYẾT ĐỊNH:"]
    lines = letter("Số: 5/TB-UBND", builders.centred("THÔNG BÁO", 420), *builders.body(text))
    assert propose_type([builders.page(lines)]).code == "thong_bao"


def test_agency_with_a_type_word_in_its_name_is_no_title() -> None:
    lines = builders.head(["UBND HUYỆN A", "PHÒNG TÀI CHÍNH", "KẾ HOẠCH"], "Số: 5/QĐ-TCKH", PLACE)
    page = builders.page([*lines, builders.centred("QUYẾT ĐỊNH", 420)])
    assert propose_type([page]).code == "quyet_dinh"


def test_number_tells_where_a_seal_hides_the_title() -> None:
    page = builders.page(letter("Số: 2 † /2026/TT-BCT", builders.centred("Vrmô ÔNG TƯ", 420)))
    assert propose_type([page]).code == "thong_tu"


def test_a_title_over_two_lines_is_read_whole() -> None:
    rest = (
        builders.centred("GIẤY CHỨNG NHẬN", 420),
        builders.centred("QUYỀN SỬ DỤNG ĐẤT", 462),
    )
    assert propose_type([builders.page(letter("", *rest))]).code == "gcn_qsdd"


def test_letter_without_title_is_an_official_letter() -> None:
    rest = builders.body(["Kính gửi: Sở Nội vụ"])
    assert propose_type([builders.page(letter("Số: 38/VP-HC", *rest))]).code == "cong_van"


def test_labels_tell_where_title_and_number_are_lost() -> None:
    text = ["Họ, chữ đệm, tên người mẹ: Nông Bích Ngà", "Họ, chữ đệm, tên người cha: Lý Gia Xuân"]
    assert propose_type([builders.page(builders.body(text))]).code == "giay_khai_sinh"


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_turned_pages_are_judged_upright(turn_deg: int) -> None:
    lines = letter("Số: 4016/QĐ-UBND", builders.centred("QUYẾT ĐỊNH", 420))
    assert propose_type([builders.page(lines, turn_deg=turn_deg)]).code == "quyet_dinh"


def test_nothing_read_is_unknown() -> None:
    assert propose_type([]).code == "unknown"
    assert propose_type([builders.page([])]).code == "unknown"
    assert propose_type([builders.page(builders.body(["abc"]))]).code == "unknown"
