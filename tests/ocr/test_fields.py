"""Fields of synthetic papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.fields import propose_fields, raw_fields
from ocr.fields_number import repair_number
from ocr.ports import Line
from tests.ocr import builders

UBND = ["UBND HUYỆN HOẰNG HÓA", "ỦY BAN NHÂN DÂN", "XÃ XUÂN LẬP"]
NUMBER = "Số: 4016/QĐ-UBND"
PLACE = "Thanh Hóa, ngày 21 tháng 07 năm 2015"


def values(lines: list[Line], paper_type: str, *, turn_deg: int = 0) -> dict[str, str]:
    found = propose_fields([builders.page(lines, turn_deg=turn_deg)], paper_type)
    return {name: proposal.value for name, proposal in found.items()}


def decision(*, joined: bool = False) -> list[Line]:
    return [
        *builders.head(UBND, NUMBER, PLACE, joined=joined),
        builders.centred("QUYẾT ĐỊNH", 420),
        builders.centred("Về việc giải quyết thủ tục đăng ký khai sinh", 470),
        builders.centred("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ XUÂN LẬP", 520),
        *builders.body(
            [
                "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;",
                "QUYẾT ĐỊNH:",
                "Điều 1. Giải quyết thủ tục đăng ký khai sinh có yếu tố nước ngoài cho bà Bế Diệu",
                "Cúc, số định danh cá nhân 038185255535, cư trú tại số 183 đường Võ Văn Kiệt, xã",
                "Xuân Lập, tỉnh Thanh Hóa.",
            ]
        ),
        builders.place("Nơi nhận:", 215, 1500),
        builders.centred("KT. CHỦ TỊCH", 1500, middle=1180),
        builders.centred("PHÓ CHỦ TỊCH", 1540, middle=1180),
        builders.place("- Như Điều 3;", 215, 1545),
        builders.centred("Đỗ Như Ngà", 1760, middle=1180),
    ]


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_a_decision(turn_deg: int, joined: bool) -> None:
    assert values(decision(joined=joined), "quyet_dinh", turn_deg=turn_deg) == {
        "title": "QUYẾT ĐỊNH",
        "number": "4016/QĐ-UBND",
        "issued_on": "2015-07-21",
        "issuer": "ỦY BAN NHÂN DÂN XÃ XUÂN LẬP",
        "holder_name": "Bế Diệu Cúc",
        "personal_id": "038185255535",
        "address": "số 183 đường Võ Văn Kiệt, xã Xuân Lập, tỉnh Thanh Hóa",
        "signatory": "Đỗ Như Ngà",
        "signatory_position": "PHÓ CHỦ TỊCH",
    }


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["CHÍNH PHỦ"], "CHÍNH PHỦ"),
        (["THỦ TƯỚNG CHÍNH PHỦ"], "THỦ TƯỚNG CHÍNH PHỦ"),
        (["BỘ CÔNG THƯƠNG"], "BỘ CÔNG THƯƠNG"),
        (["ỦY BAN NHÂN DÂN", "THÀNH PHÓ HÀ NỘI"], "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"),
        (["UBND TỈNH ĐẮK LẮK", "SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"], "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
        (["CÔNG AN TỈNH ĐẮK LẮK", "CÔNG AN PHƯỜNG AN LẠC"], "CÔNG AN PHƯỜNG AN LẠC"),
        (
            ["UBND THÀNH PHỐ HUẾ", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"],
            "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        ),
    ],
)
def test_issuer_is_the_lower_agency(lines: list[str], issuer: str) -> None:
    paper = [*builders.head(lines, NUMBER, PLACE), builders.centred("QUYẾT ĐỊNH", 420)]
    assert values(paper, "quyet_dinh")["issuer"] == issuer


def test_blank_number_and_date_and_a_receipt_stamp_give_no_values() -> None:
    paper = [
        *builders.head(["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"], "Số: /TB-UBND", ""),
        builders.place("Hà Nội, ngày tháng năm", 1000, 275),
        builders.place("ĐẾN Ngày: 24/4/2026", 200, 340),
        builders.centred("THÔNG BÁO", 420),
        *builders.body(["Treo cờ Tổ quốc từ ngày 10/5/2026 đến hết ngày 14/5/2026."]),
    ]
    found = values(paper, "thong_bao")
    assert "number" not in found
    assert "issued_on" not in found
    assert "valid_to" not in found


@pytest.mark.parametrize("day", ["82", "##", "", "31"])
def test_unreadable_or_impossible_day_gives_no_date(day: str) -> None:
    place = f"Hà Nội, ngày {day} tháng 4 năm 2026"
    paper = [*builders.head(["CHÍNH PHỦ"], NUMBER, place), builders.centred("NGHỊ QUYẾT", 420)]
    assert "issued_on" not in values(paper, "nghi_quyet")


def test_repaired_values_are_trusted_less() -> None:
    place = "Hà Nội, ngày 2] tháng 7 năm 2015"
    paper = [*builders.head(UBND, "Số: 4O16/QÐ-UBND", place), builders.centred("QUYẾT ĐỊNH", 420)]
    found = raw_fields([builders.page(paper)], "quyet_dinh")
    assert (found["number"].value, found["issued_on"].value) == ("4016/QĐ-UBND", "2015-07-21")
    assert max(found["number"].confidence, found["issued_on"].confidence) < 70


def test_a_number_in_a_printed_blank_is_trusted_less() -> None:
    paper = [*builders.head(UBND, "Số: 115 /NQ-CP", PLACE), builders.centred("NGHỊ QUYẾT", 420)]
    found = propose_fields([builders.page(paper)], "nghi_quyet")["number"]
    assert found.value == "115/NQ-CP"
    assert found.confidence < 70


def test_birth_certificate_takes_the_child_not_the_parents() -> None:
    paper = [
        *builders.head(UBND, "Số: 2/2019", "Hải Phòng, ngày 20 tháng 5 năm 2019"),
        builders.centred("GIẤY KHAI SINH", 420),
        *builders.body(
            [
                "Họ, chữ đệm, tên: Châu Quốc Huỳnh",
                "Ngày, tháng, năm sinh: 01/10/2018  Giới tính: Nam",
                "Họ, chữ đệm, tên người mẹ: Nông Bích Ngà",
                "Ngày sinh: 02/03/1990  Số định danh cá nhân: 031190481364",
                "Nơi cư trú: ấp Thạnh Hòa 2, thành phố Hải Phòng",
            ]
        ),
    ]
    found = values(paper, "giay_khai_sinh")
    assert found["holder_name"] == "Châu Quốc Huỳnh"
    assert found["birth_date"] == "2018-10-01"
    assert "personal_id" not in found
    assert "address" not in found


def test_two_column_certificate_keeps_to_the_first_column() -> None:
    paper = [
        builders.centred("GIẤY CHỨNG NHẬN KẾT HÔN", 420),
        *builders.body(
            [
                "Họ, chữ đệm, tên vợ: Lê Ánh Hường  Họ, chữ đệm, tên chồng: Võ Khắc Phúc",
                "Ngày sinh: 07/12/1994  Ngày sinh: 07/08/1996",
            ]
        ),
        builders.place("Số định danh cá nhân: 066194044691", 215, 664),
        builders.place("Số định danh cá nhân: 066096044699", 900, 664),
    ]
    found = values(paper, "ket_hon")
    assert (found["holder_name"], found["personal_id"]) == ("Lê Ánh Hường", "066194044691")
    assert found["birth_date"] == "1994-12-07"


def test_contract_takes_party_a_and_the_day_it_was_made() -> None:
    paper = [
        builders.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160),
        builders.centred("HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", 300),
        builders.centred("Số: 5933/2024/HĐCN", 350),
        *builders.body(
            [
                "Hôm nay, ngày 28 tháng 9 năm 2024, tại Văn phòng công chứng Tây Đô, chúng tôi gồm",
                "có:",
                "BÊN A (bên chuyển nhượng): Hà Kim Hằng, sinh ngày 11/07/1973, số định danh cá",
                "nhân 038173466604, thường trú tại xóm Đình, xã Xuân Lập, tỉnh Thanh Hóa.",
                "BÊN B (bên nhận): Thạch Diệu Lệ, sinh ngày 28/01/2001.",
            ]
        ),
    ]
    assert values(paper, "hop_dong") == {
        "title": "HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT",
        "number": "5933/2024/HĐCN",
        "issued_on": "2024-09-28",
        "holder_name": "Hà Kim Hằng",
        "birth_date": "1973-07-11",
        "personal_id": "038173466604",
        "address": "xóm Đình, xã Xuân Lập, tỉnh Thanh Hóa",
    }


def test_application_addressed_to_an_agency() -> None:
    paper = [
        builders.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160),
        builders.centred("ĐƠN ĐỀ NGHỊ", 300),
        *builders.body(
            [
                "Kính gửi: Ủy ban nhân dân xã Vĩnh Phong",
                "Tôi tên là: Cao Thị Tuyền  Giới tính: Nữ",
                "Số định danh cá nhân: 091 187 295 442",
            ]
        ),
        builders.place("Hà Nội, ngày 08/04/2026.", 900, 1700),
        builders.centred("NGƯỜI LÀM ĐƠN", 1750, middle=1180),
        builders.centred("(Ký, ghi rõ họ tên)", 1790, middle=1180),
        builders.centred("Cao Thị Tuyền", 1950, middle=1180),
    ]
    found = values(paper, "don_de_nghi")
    assert found["issuer"] == "Ủy ban nhân dân xã Vĩnh Phong"
    assert found["holder_name"] == found["signatory"] == "Cao Thị Tuyền"
    assert found["personal_id"] == "091187295442"
    assert found["issued_on"] == "2026-04-08"


def test_identity_card_with_bilingual_labels() -> None:
    paper = [
        builders.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160),
        builders.centred("CĂN CƯỚC CÔNG DÂN", 300),
        *builders.body(
            [
                "Số / No.: 079090123456",
                "Họ và tên / Full name:",
                "NGUYỄN VĂN AN",
                "Ngày sinh / Date of birth: 01/02/1990",
                "Nơi thường trú / Place of residence: 12 Lê Lợi, Quận 1",
                "Có giá trị đến: 01/02/2030",
            ],
            top=420,
        ),
    ]
    assert values(paper, "cccd_copy") == {
        "title": "CĂN CƯỚC CÔNG DÂN",
        "number": "079090123456",
        "holder_name": "NGUYỄN VĂN AN",
        "personal_id": "079090123456",
        "birth_date": "1990-02-01",
        "address": "12 Lê Lợi, Quận 1",
        "valid_to": "2030-02-01",
    }


def test_a_number_alone_implies_the_title_that_a_seal_hides() -> None:
    paper = builders.head(["BỘ CÔNG THƯƠNG"], "Số: 21/2026/TT-BCT", PLACE)
    found = propose_fields([builders.page(paper)], "thong_tu")["title"]
    assert (found.value, found.box) == ("THÔNG TƯ", None)
    assert found.confidence < 50


def test_a_name_that_ends_the_page_signs_it_where_the_position_is_lost() -> None:
    paper = [
        *builders.head(UBND, NUMBER, PLACE),
        builders.centred("GIẤY KHAI SINH", 420),
        builders.place("_", 1000, 1700, confidence=10),
        builders.centred("Hà Phương Huế", 1700, middle=1180),
    ]
    found = values(paper, "giay_khai_sinh")
    assert found["signatory"] == "Hà Phương Huế"
    assert "signatory_position" not in found


def test_long_runs_of_dots_take_no_time() -> None:
    dots = "Họ và tên: " + "." * 3000 + " CCCD " + ". " * 2000 + "Ngày sinh " + ", " * 2000
    assert "personal_id" not in values(builders.body([dots] * 3), "unknown")


def test_receipt_bears_the_dossier_number() -> None:
    paper = [
        builders.centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", 420),
        *builders.body(["Mã hồ sơ: H63.23.95-190628-031 1", "Ông/bà: Giàng Hữu Việt"]),
    ]
    found = values(paper, "bien_nhan")
    assert found["number"] == "H63.23.95-190628-0311"
    assert found["holder_name"] == "Giàng Hữu Việt"


def test_id_of_another_birth_year_is_trusted_less() -> None:
    def confidence(year: int) -> float:
        text = ["Họ và tên: Cao Thị Tuyền", f"Ngày sinh: 09/10/{year}", "CCCD số: 091187295442"]
        found = propose_fields([builders.page(builders.body(text))], "unknown")
        return found["personal_id"].confidence

    assert confidence(1986) < confidence(1987)


def test_letter_about_no_one_gives_its_signatory_with_little_trust() -> None:
    paper = [
        *builders.head(UBND, "Số: 38/VP-HC", PLACE),
        builders.place("V/v số hóa hồ sơ", 300, 400),
        *builders.body(["Kính gửi: Sở Nội vụ", "Chánh Văn phòng và ông (bà) Bế Mỹ Huế thi hành."]),
        builders.centred("CHÁNH VĂN PHÒNG", 1500, middle=1180),
        builders.centred("Lương Xuân Tuấn", 1700, middle=1180),
    ]
    found = propose_fields([builders.page(paper)], "cong_van")
    assert found["title"].value == "V/v số hóa hồ sơ"
    assert found["holder_name"].value == "Lương Xuân Tuấn"
    assert found["holder_name"].confidence < 50


@pytest.mark.parametrize(
    ("printed", "position"),
    [
        ("TBƯỞNG PHÒNG", "TRƯỞNG PHÒNG"),
        ("KHỦ TỊCH", "CHỦ TỊCH"),
        ("TRƯỞNG CÔNG AN", "TRƯỞNG CÔNG AN"),  # no word is added
    ],
)
def test_a_misread_position_is_set_right_and_trusted_less(printed: str, position: str) -> None:
    paper = [
        *builders.body(["Họ và tên: Cao Thị Tuyền"]),
        builders.centred(printed, 1500, middle=1180),
        builders.centred("KT", 1640, middle=1180),
        builders.centred("Đỗ Như Ngà", 1760, middle=1180),
    ]
    found = raw_fields([builders.page(paper)], "unknown")["signatory_position"]
    assert found.value == position
    assert (found.confidence > 90) is (printed == position)


def test_end_of_validity_and_tax_code() -> None:
    text = ["Mã số thuế: 8992638328", "Xác nhận này có giá trị đến hết ngày 17 tháng 07 năm 2017."]
    found = values(builders.body(text), "unknown")
    assert (found["tax_code"], found["valid_to"]) == ("8992638328", "2017-07-17")


def test_nothing_read_gives_no_fields() -> None:
    assert propose_fields([], "unknown") == {}
    assert propose_fields([builders.page([])], "unknown") == {}


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("707 /QĐ-TTg", "707/QĐ-TTg"),
        ("12/QD-UBND", "12/QĐ-UBND"),
        ("38/QĐĐ-UBND", "38/QĐ-UBND"),
        ("12/2025/HĐTĐĐ", "12/2025/HĐTĐĐ"),
        ("BM 244338", "BM 244338"),
        ("21 /2026/TT-BCT", "21/2026/TT-BCT"),
        ("91C8009397", "91C8009397"),
        ("91C8§009397", "91C8009397"),
        ("5097/2014/HĐĐĐCN", "5097/2014/HĐCN"),
        ("9/2019 -", "9/2019"),
        ("H63.23.95-190628-031 I", "H63.23.95-190628-0311"),
        ("†0X !QÐ- TTg", ""),
        ("/TB-UBND", ""),
        ("", ""),
    ],
)
def test_repair_number(printed: str, value: str) -> None:
    assert repair_number(printed)[0] == value


@given(st.lists(st.text(max_size=40), max_size=12), st.sampled_from(["quyet_dinh", "unknown"]))
def test_any_text_is_survived(texts: list[str], paper_type: str) -> None:
    lines = [line for line in builders.body([" ".join(t.split()) for t in texts]) if line.words]
    found = propose_fields([builders.page(lines)], paper_type)
    assert all(0 <= proposal.confidence <= 100 for proposal in found.values())
