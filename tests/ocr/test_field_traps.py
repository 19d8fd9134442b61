"""What leads readers of papers astray: stamps, blanks, seals, columns, several persons."""

import pytest

from ocr.classify import propose_type
from ocr.fields import propose_fields
from ocr.ports import FieldProposal, Line
from tests.ocr import builders
from tests.ocr.builders import centred, place
from tests.ocr.test_fields import values

AGENCY = ["ỦY BAN NHÂN DÂN", "TỈNH NAM GIANG"]
NUMBER, DAY = "Số: 77/QĐ-UBND", "Nam Giang, ngày 12 tháng 3 năm 2026"
TITLE = centred("QUYẾT ĐỊNH", 560)
NATION = centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160)


def proposals(lines: list[Line], paper_type: str) -> dict[str, FieldProposal]:
    return propose_fields([builders.page(lines)], paper_type)


STAMPS = [
    [("SỞ NỘI VỤ", 330), ("CÔNG VĂN ĐẾN", 365), ("Số: 4521", 400), ("Ngày: 24/4/2026", 435)],
    [("ĐẾN", 330), ("Số: 4521", 365), ("Ngày: 24/4/2026", 400), ("Chuyển: VP", 435)],
    [("CÔNG VĂN ĐẾN", 90), ("Số: 4521 Ngày 24/4/2026", 122)],
]


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_receipt_stamp_gives_neither_number_nor_date_nor_issuer(
    stamp: list[tuple[str, int]],
) -> None:
    stamped = [place(text, 200, y) for text, y in stamp]
    found = values([*builders.head(AGENCY, NUMBER, DAY), *stamped, TITLE], "quyet_dinh")
    assert found["number"] == "77/QĐ-UBND"
    assert found["issued_on"] == "2026-03-12"
    assert found["issuer"] == "ỦY BAN NHÂN DÂN TỈNH NAM GIANG"


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_receipt_stamp_does_not_fill_a_blank(stamp: list[tuple[str, int]]) -> None:
    stamped = [place(text, 200, y) for text, y in stamp]
    blank = builders.head(AGENCY, "Số:     /QĐ-UBND", "Nam Giang, ngày     tháng 3 năm 2026")
    found = values([*blank, *stamped, TITLE], "quyet_dinh")
    assert "number" not in found
    assert "issued_on" not in found


def test_a_number_over_two_lines_is_one() -> None:
    head = builders.head(["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"], "Số: 12345/QĐ-", DAY)
    found = values([*head, centred("SNN&MT", 316, middle=440), TITLE], "quyet_dinh")
    assert found["number"] == "12345/QĐ-SNN&MT"


def test_figures_of_a_numbering_stamp_are_one_number_and_doubtful() -> None:
    head = builders.head(["BỘ CÔNG THƯƠNG"], "Số: 2 1 /2026/TT-BCT", DAY)
    found = proposals([*head, centred("THÔNG TƯ", 420)], "thong_tu")["number"]
    assert found.value == "21/2026/TT-BCT"
    assert "gap" in found.signs
    assert found.confidence < 95


def test_columns_of_a_head_that_stand_too_close() -> None:
    lines = [
        place("THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 150, 160),
        place("Độc lập - Tự do - Hạnh phúc", 900, 200),
        place("Số: 12/QĐ-TTg Hà Nội, ngày 3 tháng 4 năm 2026", 200, 260),
        centred("QUYẾT ĐỊNH", 420),
    ]
    found = values(lines, "quyet_dinh")
    assert (found["number"], found["issued_on"]) == ("12/QĐ-TTg", "2026-04-03")
    assert found["issuer"] == "THỦ TƯỚNG CHÍNH PHỦ"


def test_a_seal_over_the_signer_gives_the_position_alone() -> None:
    lines = [
        *builders.head(AGENCY, NUMBER, DAY),
        TITLE,
        centred("CHỦ TỊCH", 1500, middle=1180),
        centred("Ng# Vn", 1760, middle=1180, confidence=20),
    ]
    found = values(lines, "quyet_dinh")
    assert found["signatory_position"] == "CHỦ TỊCH"
    assert "signatory" not in found


def test_a_contract_dated_in_words_between_enterprises() -> None:
    text = [
        "Hôm nay, ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu, tại xã Tân",
        "Lâm, chúng tôi gồm có:",
        "BÊN BÁN (Bên A): CÔNG TY CỔ PHẦN ĐẦU TƯ SÔNG TRÀ",
        "Địa chỉ: 12 Lê Lợi, phường Bến Nghé, Thành phố Hồ Chí Minh",
        "Mã số thuế: 0100233488",
        "Đại diện: Ông Trần Văn Hùng - Chức vụ: Giám đốc",
        "BÊN MUA (Bên B): Ông NGUYỄN VĂN AN, CCCD số 079080123456",
    ]
    found = values([NATION, centred("HỢP ĐỒNG MUA BÁN NHÀ", 300), *builders.body(text)], "hop_dong")
    assert found == {
        "title": "HỢP ĐỒNG MUA BÁN NHÀ",
        "issued_on": "2026-03-12",
        "holder_name": "CÔNG TY CỔ PHẦN ĐẦU TƯ SÔNG TRÀ",
        "tax_code": "0100233488",
        "address": "12 Lê Lợi, phường Bến Nghé, Thành phố Hồ Chí Minh",
    }


@pytest.mark.parametrize(
    ("title", "name", "number"),
    [
        ("HỢP ĐỒNG THUÊ NHÀ", "Ngô Mỹ Yến", "079300123456"),
        ("HỢP ĐỒNG CHUYỂN NHƯỢNG", "Đào Thị Quỳnh", "038156255535"),
    ],
)
def test_a_lease_is_the_lessee_s_and_other_contracts_are_of_party_a(
    title: str, name: str, number: str
) -> None:
    text = [
        "BÊN CHO THUÊ (Bên A):",
        "Họ và tên: Ông/Bà Đào Thị Quỳnh",
        "CCCD số: 038156255535, cấp ngày 11/09/2022.",
        "BÊN THUÊ (Bên B):",
        "Họ và tên: Ông/Bà Ngô Mỹ Yến",
        "CCCD số: 079300123456",
    ]
    found = values([NATION, centred(title, 300), *builders.body(text)], "hop_dong")
    assert (found["holder_name"], found["personal_id"]) == (name, number)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Điều 1. Xử phạt đối với Công ty TNHH Sông Trà, mã số thuế", "Công ty TNHH Sông Trà"),
        ("1. Bà Lê Thị Mai, sinh ngày 02/03/1950", "Lê Thị Mai"),
        ("Điều 1. Trợ cấp cho ông LÊ VĂN BÌNH, sinh ngày 02/03/1950", "LÊ VĂN BÌNH"),
        ("Dieu 1. Tro cap cho ba Le Thi Mai, sinh ngay 02/03/1950", "Le Thi Mai"),
    ],
)
def test_whom_running_text_names(line: str, name: str) -> None:
    rest = ["0100233488, địa chỉ: số 12 Lê Lợi.", "2. Ông Trần Văn Bình, CCCD 038051255536"]
    lines = [*builders.head(AGENCY, NUMBER, DAY), TITLE, *builders.body([line, *rest], top=660)]
    assert values(lines, "quyet_dinh")["holder_name"] == name


def test_the_same_person_named_twice_keeps_the_particulars() -> None:
    text = [
        "Xét đề nghị của ông/bà: Lê Thị Mai",
        "Họ, chữ đệm, tên: LÊ THỊ MAI",
        "Ngày, tháng, năm sinh: 01/02/1985  Giới tính: Nữ",
        "Giấy tờ tùy thân: CCCD số 038185255535",
    ]
    found = proposals(builders.body(text), "unknown")
    assert found["personal_id"].value == "038185255535"
    assert found["personal_id"].signs == ("label", "checked")


@pytest.mark.parametrize(
    ("sex", "year", "sign"),
    [("Nữ", 1985, "checked"), ("Nam", 1985, "disagrees"), ("Nữ", 1984, "disagrees")],
)
def test_an_id_is_compared_with_birth_year_and_sex(sex: str, year: int, sign: str) -> None:
    text = [
        "Họ và tên: Lê Thị Mai",
        f"Ngày sinh: 01/02/{year}  Giới tính: {sex}",
        "Số định danh cá nhân: 038185255535",
    ]
    found = proposals(builders.body(text), "unknown")["personal_id"]
    assert sign in found.signs


@pytest.mark.parametrize(
    ("printed", "value", "signs"),
    [
        ("O381852555З5".replace("З", "3"), "038185255535", ("label", "repaired")),
        ("03818525553l", "038185255531", ("label", "repaired")),
        ("0381 8525 5535", "038185255535", ("label",)),
        ("03818525553", "03818525553", ("label", "bad_shape")),
    ],
)
def test_an_id_is_repaired_or_doubted(printed: str, value: str, signs: tuple[str, ...]) -> None:
    text = ["Họ và tên: Lê Thị Mai", f"Số định danh cá nhân: {printed}"]
    found = proposals(builders.body(text), "unknown")["personal_id"]
    assert (found.value, found.signs) == (value, signs)


def test_an_id_whose_label_is_lost_is_told_by_its_shape_and_doubted() -> None:
    text = ["Họ và tên: Lê Thị Mai", "S~ đ#nh d@nh 038185255535, điện thoại 0900123456"]
    found = proposals(builders.body(text), "don_de_nghi")["personal_id"]
    assert (found.value, found.signs) == ("038185255535", ("text", "bare"))
    assert found.confidence < 95


def test_a_tax_code_says_whether_its_check_digit_is_right() -> None:
    right = proposals(builders.body(["Mã số thuế: 0100233488"]), "unknown")["tax_code"]
    wrong = proposals(builders.body(["Mã số thuế: 0100233489"]), "unknown")["tax_code"]
    assert right.signs == ("label", "checked")
    assert wrong.signs == ("label", "bad_shape")
    assert wrong.confidence < right.confidence


def test_a_card_prints_its_values_under_their_labels() -> None:
    text = [
        "Số định danh cá nhân / Personal identification number:",
        "038185255535",
        "Họ, chữ đệm và tên khai sinh / Full name:",
        "LÊ THỊ MAI",
        "Ngày, tháng, năm sinh / Date of birth:  Giới tính / Sex: Nữ",
        "01/02/1985",
    ]
    lines = [NATION, centred("CĂN CƯỚC", 300), *builders.body(text, top=420)]
    assert values(lines, "cccd_copy") == {
        "title": "CĂN CƯỚC",
        "number": "038185255535",
        "holder_name": "LÊ THỊ MAI",
        "personal_id": "038185255535",
        "birth_date": "1985-02-01",
    }


def test_a_land_certificate_of_a_couple() -> None:
    text = [
        "Ông: Nguyễn Văn An  Sinh năm: 1960",
        "CMND số: 390236295",
        "Và vợ là bà: Lê Thị Mai",
        "Địa chỉ thường trú: thôn A, xã Tân Lâm, tỉnh Nam Giang",
    ]
    lines = [
        NATION,
        centred("GIẤY CHỨNG NHẬN", 300),
        centred("QUYỀN SỬ DỤNG ĐẤT", 345),
        centred("QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", 390),
        *builders.body(text),
        place("CH012345", 1200, 2100),
    ]
    assert values(lines, "gcn_qsdd") == {
        "title": "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
        "number": "CH 012345",
        "holder_name": "Nguyễn Văn An",
        "personal_id": "390236295",
        "address": "thôn A, xã Tân Lâm, tỉnh Nam Giang",
    }


def test_a_general_paper_is_about_no_one() -> None:
    text = ["Điều 1. Giao ông Nguyễn Văn An, sinh ngày 01/02/1980, mã số thuế 0100233488."]
    head = builders.head(["HỘI ĐỒNG NHÂN DÂN"], "Số: 12/NQ-HĐND", DAY)
    found = values([*head, centred("NGHỊ QUYẾT", 420), *builders.body(text)], "nghi_quyet")
    assert set(found) == {"title", "number", "issued_on", "issuer"}


@pytest.mark.parametrize(
    "name",
    [
        *("Trương Văn Bình", "Nguyễn Văn Giỏi", "Nam Thị Ngay", "Phạm Công An", "H'Hen Niê"),
        *("Y Bhăm Êban", "Lò Thị Ó", "TRƯƠNG THỊ NGÀY", "Sơn Hữu Giáp", "Bùi Quý Cục"),
    ],
)
def test_names_that_look_like_labels_or_offices(name: str) -> None:
    text = [f"Họ và tên: {name} Giới tính: Nữ", f"Tôi tên là: {name}"]
    for line in text:
        assert (
            values(builders.body([line, "Ngày sinh: 01/02/1985"]), "don_de_nghi")["holder_name"]
            == name
        )


@pytest.mark.parametrize(
    "town",
    ["Kỳ Anh", "Thủ Đức", "Từ Sơn", "Cần Giờ", "TP. Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Huế"],
)
def test_towns_that_look_like_traps(town: str) -> None:
    head = builders.head(AGENCY, NUMBER, f"{town}, ngày 12 tháng 3 năm 2026")
    assert values([*head, TITLE], "quyet_dinh")["issued_on"] == "2026-03-12"


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Luật ngày 12 tháng 3 năm 2026",
        "Từ ngày 12 tháng 3 năm 2026",
        "Thứ sáu, ngày 12 tháng 3 năm 2026",
        "Giờ 8, ngày 12 tháng 3 năm 2026",
        "ĐẾN, ngày 12 tháng 3 năm 2026",
    ],
)
def test_dates_that_are_not_the_day_of_issue(line: str) -> None:
    lines = [*builders.head(AGENCY, NUMBER, ""), place(line, 900, 330), TITLE]
    assert "issued_on" not in values(lines, "quyet_dinh")


def test_a_paper_of_the_party() -> None:
    lines = [
        centred("TỈNH ỦY NAM GIANG", 160, middle=440),
        centred("*", 190, middle=440),
        centred("Số 02-NQ/TU", 232, middle=440),
        centred("ĐẢNG CỘNG SẢN VIỆT NAM", 160, middle=1180),
        centred("Nam Giang, ngày 12 tháng 3 năm 2026", 232, middle=1180),
        centred("NGHỊ QUYẾT", 420),
    ]
    assert propose_type([builders.page(lines)]).code == "nghi_quyet"
    assert values(lines, "nghi_quyet") == {
        "title": "NGHỊ QUYẾT",
        "number": "02-NQ/TU",
        "issued_on": "2026-03-12",
        "issuer": "TỈNH ỦY NAM GIANG",
    }


def test_a_signatory_whose_first_word_a_seal_covers_is_doubted() -> None:
    def signatory(name: str) -> FieldProposal:
        position = centred("CHỦ TỊCH", 1500, middle=1180)
        lines = [*builders.head(AGENCY, NUMBER, DAY), TITLE, position]
        return proposals([*lines, centred(name, 1760, middle=1180)], "quyet_dinh")["signatory"]

    assert "cut" in signatory("Như Ngà").signs
    assert "cut" not in signatory("Đỗ Như Ngà").signs


CERTIFIED = (
    "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
    "Số chứng thực: 1234 - Quyển số: 01-SCT/BS",
    "Kỳ Sơn, ngày 15 tháng 6 năm 2027",
    "PHÓ CHỦ TỊCH",
    "Lê Văn Tám",
)
BIRTH = [
    builders.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 160),
    builders.centred("GIẤY KHAI SINH", 420),
    *builders.body(["Họ, chữ đệm, tên: Trần Thị Ngân", "Ngày, tháng, năm sinh: 01/02/2026"]),
    builders.place(
        "Nơi cư trú của người đi khai sinh: thôn Đông, xã An Bình, tỉnh Nam Giang", 215, 800
    ),
]
SIGNED = [
    builders.centred("An Bình, ngày 05 tháng 3 năm 2026", 1200, middle=1150),
    builders.centred("CHỦ TỊCH", 1245, middle=1150),
    builders.centred("Nguyễn Văn Thử", 1450, middle=1150),
]


def certified(left: int, top: int) -> list[Line]:
    """The stamp of who certifies a copy."""
    return [builders.place(text, left, top + 45 * at) for at, text in enumerate(CERTIFIED)]


@pytest.mark.parametrize(("left", "top"), [(500, 1700), (100, 1240)])
@pytest.mark.parametrize("on_back", [False, True])
def test_who_certifies_a_copy_neither_issued_nor_signed_it(
    left: int, top: int, on_back: bool
) -> None:
    front, stamp = [*BIRTH, *SIGNED], certified(left, top)
    pages = [builders.page([*front, *([] if on_back else stamp)])]
    if on_back:
        pages.append(builders.page(stamp, number=2))
    fields = propose_fields(pages, "giay_khai_sinh")
    assert fields["issued_on"].value == "2026-03-05"
    assert fields["signatory"].value == "Nguyễn Văn Thử"
    assert fields["signatory_position"].value == "CHỦ TỊCH"


def test_a_date_that_was_lost_is_not_made_up_from_such_a_stamp() -> None:
    fields = propose_fields([builders.page([*BIRTH, *certified(500, 1700)])], "giay_khai_sinh")
    assert not {"issued_on", "signatory", "signatory_position"} & set(fields)
    assert fields["holder_name"].value == "Trần Thị Ngân"


def test_running_text_about_certified_copies_is_no_stamp() -> None:
    text = (
        "Bản sao đúng với bản chính do người có thẩm quyền chứng thực thì có giá trị như bản chính."
    )
    lines = [*BIRTH, builders.place(text, 215, 1100), *SIGNED]
    assert propose_fields([builders.page(lines)], "giay_khai_sinh")["signatory"].value
