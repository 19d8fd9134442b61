"""Invented people: names put together from pools, ids that keep the rule and belong to nobody."""

import random
from datetime import date

from samples.model import Holder, Sex

# 003 was never given to a province (Decision 124/2004 skips it), so no living person has such an
# id, while the rule of Circular 59/2021 (province, century and sex, year, six digits) still holds.
BIRTH_PROVINCE = "003"


def _pool(names: str) -> tuple[str, ...]:
    return tuple(names.split())


FAMILY_NAMES = _pool(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Tô Lâm "
    "Cao Tạ Châu"
)
MIDDLE_NAMES: dict[Sex, tuple[str, ...]] = {
    "male": _pool("Văn Hữu Đức Minh Quốc Xuân Công Thanh Đình Quang Trọng Bá"),
    "female": _pool("Thị Ngọc Thu Thùy Minh Kim Bích Thanh Mỹ Diệu Hồng Phương"),
}
GIVEN_NAMES: dict[Sex, tuple[str, ...]] = {
    "male": _pool(
        "An Bình Cường Dũng Đạt Hiếu Hùng Khải Khôi Lâm Long Nghĩa Nhân Phúc Quân Sơn Tài Thắng "
        "Thịnh Toàn Trí Tuấn Vinh Vượng"
    ),
    "female": _pool(
        "Anh Châu Dung Duyên Giang Hà Hạnh Hiền Hoa Hương Khuê Lan Liên Mai Ngân Nhung Oanh Quyên "
        "Thảo Trâm Tuyết Uyên Vân Yến"
    ),
}
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def full_name(dice: random.Random, sex: Sex, *, family: str | None = None) -> str:
    """Return family, middle and given name in Vietnamese order."""
    family = family or dice.choice(FAMILY_NAMES)
    middle = dice.choice(MIDDLE_NAMES[sex])
    given = dice.choice([name for name in GIVEN_NAMES[sex] if name != middle])
    return f"{family} {middle} {given}"


def personal_id(dice: random.Random, *, born: date, sex: Sex) -> str:
    """Return 12 digits: province 3, century and sex 1, year 2, random 6.

    Source: Circular 59/2021/TT-BCA; even century digits are men, odd ones women.
    """
    century = 2 * (born.year // 100 - 19) + (sex == "female")
    return f"{BIRTH_PROVINCE}{century}{born.year % 100:02d}{dice.randrange(1_000_000):06d}"


def old_personal_id(dice: random.Random) -> str:
    """Return 9 digits as on identity cards before 2016; 390 was given to no province."""
    return f"390{dice.randrange(1_000_000):06d}"


def tax_code(dice: random.Random) -> str:
    """Return a 10-digit tax code with its check digit.

    Serials whose weighted sum is 0 modulo 11 have no valid number and are skipped.
    """
    while True:
        digits = [9, 9, *(dice.randrange(10) for _ in range(7))]
        remainder = sum(w * d for w, d in zip(TAX_WEIGHTS, digits, strict=True)) % 11
        if remainder:
            return "".join(map(str, [*digits, 10 - remainder]))


def person(
    dice: random.Random,
    *,
    key: str,
    sex: Sex,
    born: date,
    address: str,
    family: str | None = None,
) -> Holder:
    """Return an invented person; those born before 1985 have an old id besides the new one."""
    return Holder(
        key=key,
        name=full_name(dice, sex, family=family),
        kind="person",
        address=address,
        personal_id=personal_id(dice, born=born, sex=sex),
        old_personal_id=old_personal_id(dice) if born.year < 1985 else "",
        birth_date=born,
        sex=sex,
    )
