"""Who issues the sample papers: how each agency heads, signs and seals them."""

from dataclasses import dataclass
from datetime import date

from samples import people
from samples.blocks import Closing, Head
from samples.scenario import Scenario

PROVINCE_NAME = "tỉnh Nam Giang"


@dataclass(frozen=True, slots=True)
class Issuer:
    """One agency as it stands on paper; `titles` head the signature, the last is the position."""

    superior: str
    agency: tuple[str, ...]
    place: str
    titles: tuple[str, ...]
    seal_around: str
    seal_below: str = "TỈNH NAM GIANG"

    @property
    def name(self) -> str:
        """The issuer as the head tells it, its bold lines joined."""
        return " ".join(self.agency)


def committee(commune: str) -> Issuer:
    """Return the people's committee of a commune; `commune` as in `Suối Vàng`."""
    upper = commune.upper()
    return Issuer(
        superior="",
        agency=("ỦY BAN NHÂN DÂN", f"XÃ {upper}"),
        place=commune,
        titles=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        seal_around=f"ỦY BAN NHÂN DÂN XÃ {upper}",
    )


def police(commune: str) -> Issuer:
    """Return the police of a commune, which confirms where people live."""
    upper = commune.upper()
    return Issuer(
        superior="CÔNG AN TỈNH NAM GIANG",
        agency=(f"CÔNG AN XÃ {upper}",),
        place=commune,
        titles=("TRƯỞNG CÔNG AN XÃ",),
        seal_around=f"CÔNG AN XÃ {upper}",
    )


DEPARTMENT = Issuer(
    superior="UBND TỈNH NAM GIANG",
    agency=("SỞ XÂY DỰNG",),
    place="Nam Giang",
    titles=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    seal_around="SỞ XÂY DỰNG",
)
LAND_OFFICE = Issuer(
    superior="UBND TỈNH NAM GIANG",
    agency=("SỞ TÀI NGUYÊN", "VÀ MÔI TRƯỜNG"),
    place="Nam Giang",
    titles=("TUQ. GIÁM ĐỐC", "GIÁM ĐỐC VĂN PHÒNG", "ĐĂNG KÝ ĐẤT ĐAI"),
    seal_around="VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI",
)
DISTRICT_BUSINESS = Issuer(
    superior="UBND HUYỆN TÂN LÂM",
    agency=("PHÒNG TÀI CHÍNH -", "KẾ HOẠCH"),
    place="Tân Lâm",
    titles=("TRƯỞNG PHÒNG",),
    seal_around="PHÒNG TÀI CHÍNH - KẾ HOẠCH",
    seal_below="HUYỆN TÂN LÂM",
)
COMMUNE_BUSINESS = Issuer(
    superior="UBND XÃ TÂN LÂM",
    agency=("PHÒNG KINH TẾ",),
    place="Tân Lâm",
    titles=("TRƯỞNG PHÒNG",),
    seal_around="PHÒNG KINH TẾ XÃ TÂN LÂM",
)
ONE_STOP = Issuer(
    superior="UBND TỈNH NAM GIANG",
    agency=("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"),
    place="Nam Giang",
    titles=("NGƯỜI TIẾP NHẬN HỒ SƠ",),
    seal_around="",
)


def long_date(day: date) -> str:
    """Write a date as papers do: two figures for the day, and for January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def head(issuer: Issuer, *, number: str, day: date) -> Head:
    """Return the two-column head of a paper of this issuer."""
    return Head(
        superior=issuer.superior,
        agency=issuer.agency,
        number=f"Số: {number}",
        place_and_date=f"{issuer.place}, {long_date(day)}",
    )


def signer(issuer: Issuer, *, scenario: Scenario) -> str:
    """Return the invented officer who signs for this issuer, the same on all its papers."""
    dice = scenario.dice(f"signer {issuer.name}")
    return people.full_name(dice, dice.choice(("male", "female")))


def closing(
    issuer: Issuer, *, scenario: Scenario, recipients: tuple[str, ...] = (), hint: str = ""
) -> Closing:
    """Return the foot of a paper; an issuer without a seal signs only."""
    return Closing(
        titles=issuer.titles,
        name=signer(issuer, scenario=scenario),
        seal=(issuer.seal_around, issuer.seal_below) if issuer.seal_around else None,
        recipients=recipients,
        hint=hint,
    )
