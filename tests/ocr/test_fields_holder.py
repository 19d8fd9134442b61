"""Whom a paper is about: addresses that wrap, holders without a label, enterprises."""

import pytest

from tests.ocr import builders
from tests.ocr.test_fields import PLACE, values


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        # The line is far from the margin, but its last word or comma calls for more.
        (["Nơi cư trú: số 5, xã Suối Vàng, huyện Tân Lâm, tỉnh", "Nam Giang"], "tỉnh Nam Giang"),
        (["Nơi cư trú: số 5, xã Suối Vàng, huyện Tân Lâm,", "tỉnh Nam Giang"], "tỉnh Nam Giang"),
        (["Nơi cư trú: số 5, xã Tân Lâm, tỉnh Nam Giang", "TRƯỞNG PHÒNG"], "tỉnh Nam Giang"),
        (["Nơi cư trú: số 5, xã Tân Lâm, tỉnh Nam Giang", "6. Nơi ở: xã X"], "tỉnh Nam Giang"),
        (["Địa chỉ: 5 Lê Lợi, TP. Hồ Chí Minh. Nay xin phép"], "TP. Hồ Chí Minh"),
        (["Quê quán: thôn Chợ Mới, tỉnh Nam Giang"], "tỉnh Nam Giang"),
    ],
)
def test_an_address_is_whole_and_ends_where_it_ends(lines: list[str], address: str) -> None:
    text = ["Họ và tên: Châu Diệu Lan", *lines]
    assert values(builders.body(text), "ket_hon")["address"].endswith(address)


def test_a_land_certificate_with_its_serial_and_an_unlabelled_holder() -> None:
    paper = [
        *builders.head(["UBND TỈNH NAM GIANG", "SỞ TÀI NGUYÊN _", "VÀ MÔI TRƯỜNG"], "", PLACE),
        builders.centred("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", 420),
        *builders.body(
            [
                "I. Người sử dụng đất, chủ sở hữu nhà ở",
                "Bà Hoàng Minh Ngân",
                "Ngày sinh: 30/07/1969",
                "Giấy chứng minh nhân dân số: 390236295",
            ]
        ),
        builders.centred("TUQ. GIÁM ĐỐC", 1400, middle=1180),
        builders.centred("GIÁM ĐỐC VĂN PHÒNG", 1450, middle=1180),
        builders.centred("ĐĂNG KÝ ĐẤT ĐẠI", 1500, middle=1180),
        builders.centred("Lý Thị Giang", 1800, middle=1180),
        builders.place("BM 244338", 1180, 2100),
    ]
    assert values(paper, "gcn_qsdd") == {
        "title": "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
        "number": "BM 244338",
        "issued_on": "2015-07-21",
        "issuer": "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
        "holder_name": "Hoàng Minh Ngân",
        "personal_id": "390236295",
        "birth_date": "1969-07-30",
        "signatory": "Lý Thị Giang",
        "signatory_position": "GIÁM ĐỐC VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI",
    }


@pytest.mark.parametrize(
    ("paper_type", "line"),
    [
        ("bien_nhan", "Tổ chức, cá nhân: Công ty TNHH Sông Trà"),
        ("cong_van", "Kính gửi: Công ty TNHH Sông Trà"),
        (
            "hop_dong",
            "BÊN A (bên bán): Công ty TNHH Sông Trà, địa chỉ tại xã Tân Lâm; BÊN B: Lê An",
        ),
        ("giay_phep_xd", "Chủ đầu tư: Công ty TNHH Sông Trà (gọi tắt là chủ đầu tư)"),
    ],
)
def test_an_enterprise_is_the_holder(paper_type: str, line: str) -> None:
    found = values(builders.body([line, "Mã số thuế: 9977824344"]), paper_type)
    assert found["holder_name"] == "Công ty TNHH Sông Trà"
