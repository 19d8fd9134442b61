"""Papers of an invented province as a reader leaves them: some 1.5 KB of text with three letters in a hundred
misread. Paper number n of a seed is always the same, so that what a hit truly says needs no list."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samples.people import FAMILY_NAMES, GIVEN_NAMES, MIDDLE_NAMES
from search.ports import Entry

if TYPE_CHECKING:
    from samples.model import Sex

NOISE = 0.03
AGENCIES = 40
# Of ten papers one is not reviewed yet: what is known of its holder is what was read.
_UNREVIEWED = 0.1
_TYPES = {
    "giay_khai_sinh": "Giấy khai sinh",
    "ket_hon": "Giấy chứng nhận kết hôn",
    "quyet_dinh": "Quyết định",
    "giay_phep_xd": "Giấy phép xây dựng",
    "ho_kinh_doanh": "Giấy chứng nhận đăng ký hộ kinh doanh",
    "hop_dong": "Hợp đồng",
    "xac_nhan_cu_tru": "Xác nhận thông tin về cư trú",
    "don_de_nghi": "Đơn đề nghị",
}
_NUMBER_SIGNS = ("QĐ-UBND", "GPXD", "TB-UBND", "HĐ-XD", "XN-CA", "BC-SNV", "KH-UBND")
_PHRASES = [
    "căn cứ Luật Tổ chức chính quyền địa phương",
    "xét đề nghị của Trưởng phòng Kinh tế",
    "chịu trách nhiệm thi hành quyết định này",
    "có hiệu lực kể từ ngày ký",
    "theo quy định của pháp luật về đất đai",
    "hồ sơ gồm các giấy tờ sau đây",
    "cam đoan những lời khai trên là đúng sự thật",
    "nơi thường trú của người yêu cầu",
    "thời hạn giải quyết là mười lăm ngày làm việc",
    "lưu tại bộ phận một cửa",
    "đã nộp đủ lệ phí theo biên lai kèm theo",
    "kính gửi Ủy ban nhân dân xã",
    "thửa đất số thuộc tờ bản đồ địa chính",
    "được cấp lại do bản cũ bị hư hỏng",
    "người đi khai sinh ký và ghi rõ họ tên",
    "giấy này có giá trị trong sáu tháng",
]
# What a paper is about: one of each, so that three words tell some papers from most.
_DEEDS = [
    "xây dựng",
    "sửa chữa",
    "cải tạo",
    "tháo dỡ",
    "chuyển nhượng",
    "cho thuê",
    "thế chấp",
    "thừa kế",
    "phân chia",
    "đo đạc",
    "nghiệm thu",
    "bàn giao",
    "thanh lý",
    "bồi thường",
    "hỗ trợ",
    "thu hồi",
    "cấp đổi",
    "gia hạn",
]
_THINGS = [
    "nhà ở riêng lẻ",
    "hàng rào đá ong",
    "kho chứa nông sản",
    "trạm bơm cấp hai",
    "đường liên thôn",
    "cầu dân sinh",
    "ao nuôi cá tra",
    "vườn cây ăn trái",
    "xưởng mộc gia đình",
    "quán cà phê",
    "lò sấy thuốc lá",
    "nhà văn hóa",
    "trường mầm non",
    "sân phơi lúa",
    "giếng khoan",
    "mái che chợ",
    "bến đò ngang",
    "chuồng nuôi heo",
    "nhà kính trồng hoa",
    "cống thoát nước",
    "trạm y tế",
    "nghĩa trang",
    "bãi giữ xe",
    "xưởng may đo",
    "hồ chứa nước",
]
_PLACES = [
    "ven sông Cái",
    "bên suối Vàng",
    "đầu thôn Đoài",
    "cuối xóm Mới",
    "chân đồi Chè",
    "gần bến Tắt",
    "dọc kênh Nhỏ",
    "sau đình Hạ",
    "trước chùa Am",
    "cạnh chợ Gò",
    "phía núi Voi",
    "trên gò Nổi",
    "khu đồng Trũng",
    "ngõ Giếng Nước",
    "cánh bãi Bồi",
    "ngã ba Đình",
]
_LOOKALIKES = {
    "a": "áàâ", "á": "ảà", "ă": "âa", "â": "ăa", "e": "ếc", "ê": "èe", "i": "lí", "o": "ơc", "ô": "óo",
    "ơ": "ôo", "u": "ưv", "ư": "ứu", "n": "mr", "m": "nr", "h": "bn", "t": "lf", "c": "eo", "d": "đ",
    "đ": "d", "l": "it", "g": "qy", "r": "n", "v": "y", "b": "h", "s": "5",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TruePaper:
    """What stands on the paper, before it was read."""

    name: str
    type_code: str
    type_name: str
    number: str
    subject: str  # deed, thing and place
    text: str
    issued_on: date
    reviewed: bool
    agency: str


def true_paper(seed: int, number: int) -> TruePaper:
    """Paper `number` of a seed, as it was printed."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
    code, type_name = dice.choice(tuple(_TYPES.items()))
    name = _name(dice)
    sign = f"{dice.randrange(1, 4000)}/{dice.choice(_NUMBER_SIGNS)}"
    subject = f"{dice.choice(_DEEDS)} {dice.choice(_THINGS)} {dice.choice(_PLACES)}"
    issued_on = date(2008, 1, 1) + timedelta(days=dice.randrange(6_500))
    others = [_name(dice) for _ in range(3)]
    lines = [
        f"{type_name.upper()}\nSố: {sign}",
        f"Họ, chữ đệm, tên: {name.upper()}",
        f"Về việc {subject} của ông (bà) {name}",
        *(f"{dice.choice(_PHRASES)}, {dice.choice(_PHRASES)}; {other}" for other in others),
        *(f"{dice.choice(_PHRASES)} {dice.randrange(1, 900)}" for _ in range(22)),
    ]
    return TruePaper(
        name=name,
        type_code=code,
        type_name=type_name,
        number=sign,
        subject=subject,
        text="\n".join(lines),
        issued_on=issued_on,
        reviewed=dice.random() >= _UNREVIEWED,
        agency=str(dice.randrange(AGENCIES)),
    )


def entry(seed: int, number: int) -> Entry:
    """The paper as it comes to the index: its text misread, its fields right where a clerk saw them."""
    paper = true_paper(seed, number)
    dice = random.Random(f"{seed}/{number}/noise")  # noqa: S311 - no secret
    return Entry(
        paper=str(number),
        version=1,
        agency=paper.agency,
        available=paper.reviewed,
        paper_type=paper.type_code if paper.reviewed else "",
        title=f"{paper.type_name} về việc {paper.subject}" if paper.reviewed else "",
        number=paper.number if paper.reviewed else "",
        issuer=f"Ủy ban nhân dân xã số {paper.agency}",
        holder_name=paper.name if paper.reviewed else "",
        text="".join(misread(dice, letter) for letter in paper.text),
        issued_on=paper.issued_on,
    )


def misread(dice: random.Random, letter: str) -> str:
    """The letter, or three times in a hundred one that looks like it."""
    if dice.random() >= NOISE or not letter.isalpha():
        return letter
    alike = _LOOKALIKES.get(letter.lower())
    return dice.choice(alike) if alike else letter


def _name(dice: random.Random) -> str:
    sex: Sex = dice.choice(("male", "female"))
    middle = [dice.choice(MIDDLE_NAMES[sex])]
    if dice.random() < 0.5:
        middle.append(dice.choice(GIVEN_NAMES[sex]))
    return " ".join([dice.choice(FAMILY_NAMES), *middle, dice.choice(GIVEN_NAMES[sex])])
