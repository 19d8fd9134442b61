"""Which papers lie on the shelf: each file of the set, what it shows and why it is there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypedDict

from samples import catalogue, forms_civil, forms_office, forms_works
from samples.containers import Suffix
from samples.distort import Look
from samples.forms import Form
from samples.issuers import COMMUNE_BUSINESS, DISTRICT_BUSINESS, committee, police
from samples.model import Dossier
from samples.scenario import Scenario

Twist = Literal["sign", "truncate"]
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Item:
    """One file to draw; a `twin_of` is a byte copy of an earlier one and has no form of its own."""

    stem: str
    suffix: Suffix
    form: Form | None
    agency: str
    note: str
    dossier: str | None = None
    component: str | None = None
    look: Look = "scan"
    turned: bool = False
    blank_back: bool = False
    twist: Twist | None = None
    twin_of: str | None = None
    replaces: str | None = None

    @property
    def name(self) -> str:
        """The file name."""
        return self.stem + self.suffix

    @property
    def holder(self) -> str | None:
        """Personal id or tax code of whom the paper is about."""
        return self.form.holder.identifier if self.form else None


def items(scenario: Scenario) -> tuple[Item, ...]:
    """Return every file of the set in the order of its name."""
    parts = (_civil, _business, _building, _allowance, _backlog, _trouble)
    return tuple(sorted((i for part in parts for i in part(scenario)), key=lambda i: i.stem))


def _finished(dossier: Dossier) -> date:
    if dossier.finished_at is None:
        raise ValueError(f"{dossier.key} is open")
    return dossier.finished_at.date()


class _Place(TypedDict):
    dossier: str
    component: str | None


def _of(dossier: Dossier, component: str | None) -> _Place:
    return {"dossier": dossier.number, "component": component}


def _civil(scenario: Scenario) -> Iterator[Item]:
    people, d = scenario.holders, scenario.dossiers
    office = committee("Suối Vàng")
    agency = catalogue.SUOI_VANG
    yield Item(
        "01-giay-khai-sinh",
        ".jpg",
        forms_civil.birth_certificate(
            scenario,
            issuer=office,
            number="27/2024",
            day=_finished(d["D01"]),
            who=(people["child_2024"], people["mother"], people["father"]),
        ),
        agency,
        "Result of D01; the holder is the child, not the applicant.",
        **_of(d["D01"], RESULT),
    )
    yield Item(
        "02-to-khai-khai-sinh",
        ".png",
        forms_office.application(
            scenario,
            holder=people["mother"],
            day=d["D01"].received_at.date(),
            request=forms_office.Request(
                "TỜ KHAI ĐĂNG KÝ KHAI SINH",
                "Đăng ký đúng hạn",
                "Ủy ban nhân dân xã Suối Vàng",
                (
                    f"Họ, chữ đệm, tên người được khai sinh: {people['child_2024'].name}.",
                    "Quan hệ với người được khai sinh: mẹ.",
                    "Nơi sinh: Trung tâm Y tế khu vực Tân Lâm, tỉnh Nam Giang.",
                ),
            ),
        ),
        agency,
        "Application of D01, a PNG with whitened paper.",
        look="clean",
        **_of(d["D01"], "TP01"),
    )
    yield Item(
        "03-ket-hon-cua-cha-me",
        ".jpg",
        forms_civil.marriage_certificate(
            scenario,
            issuer=office,
            number="14/2017",
            day=date(2017, 6, 15),
            pair=(people["mother"], people["father"]),
        ),
        agency,
        "Component of D01 that is the result of an earlier procedure.",
        **_of(d["D01"], "TP03"),
    )
    yield Item(
        "12-ket-hon",
        ".tif",
        forms_civil.marriage_certificate(
            scenario,
            issuer=office,
            number="9/2025",
            day=_finished(d["D08"]),
            pair=(people["bride"], people["groom"]),
        ),
        agency,
        "Result of D08 with its blank back; D20 can use it again.",
        blank_back=True,
        **_of(d["D08"], RESULT),
    )
    yield Item(
        "13-xac-nhan-cu-tru",
        ".jpg",
        forms_civil.residence(
            scenario,
            issuer=police("Suối Vàng"),
            day=date(2025, 4, 7),
            until=date(2025, 12, 31),
            household=(people["bride"],),
        ),
        agency,
        "Valid when D08 was received, expired before D20.",
        **_of(d["D08"], "TP02"),
    )
    yield Item(
        "18-giay-khai-sinh",
        ".jpg",
        forms_civil.birth_certificate(
            scenario,
            issuer=office,
            number="41/2025",
            day=_finished(d["D11"]),
            who=(people["child_2025"], people["teacher"], people["driver"]),
        ),
        agency,
        "Result of D11.",
        **_of(d["D11"], RESULT),
    )


def _business(scenario: Scenario) -> Iterator[Item]:
    people, d = scenario.holders, scenario.dossiers
    results: tuple[tuple[str, Suffix, str, tuple[int, ...], str], ...] = (
        ("04-ho-kinh-doanh", ".jpg", "D02", (0, 1), "Replaced by 21 after the change of D14."),
        ("07-ho-kinh-doanh", ".png", "D04", (3,), "Result of D04, finished late."),
        ("10-ho-kinh-doanh", ".jpg", "D06", (2,), "Scanned upside down."),
        ("16-ho-kinh-doanh", ".pdf", "D10", (4,), "Arrives signed already."),
    )
    for stem, suffix, key, trades, note in results:
        yield Item(
            stem,
            suffix,
            forms_works.household_business(
                scenario,
                issuer=COMMUNE_BUSINESS if key == "D10" else DISTRICT_BUSINESS,
                holder=d[key].holder,
                day=_finished(d[key]),
                trades=trades,
            ),
            catalogue.TAN_LAM,
            note,
            look="clean" if suffix == ".png" else "scan",
            turned=key == "D06",
            twist="sign" if key == "D10" else None,
            **_of(d[key], RESULT),
        )
    asked = forms_office.application(
        scenario,
        holder=people["shopkeeper"],
        day=d["D02"].received_at.date(),
        request=forms_office.Request(
            "GIẤY ĐỀ NGHỊ",
            "Đăng ký thành lập hộ kinh doanh",
            "Phòng Tài chính - Kế hoạch huyện Tân Lâm",
            (
                f"Tên hộ kinh doanh: HỘ KINH DOANH {people['shopkeeper'].name.upper()}.",
                f"Địa điểm kinh doanh: {people['shopkeeper'].address}.",
                "Ngành, nghề: bán lẻ thực phẩm, dịch vụ ăn uống.",
            ),
        ),
    )
    yield Item(
        "05-giay-de-nghi-ho-kinh-doanh",
        ".tif",
        replace(asked, pages=(*asked.pages, forms_office.business_annex())),
        catalogue.TAN_LAM,
        "Application of D02 with its annex: two pages, one paper.",
        **_of(d["D02"], "TP01"),
    )
    yield Item(
        "17-hop-dong-thue",
        ".jpg",
        forms_works.lease(
            scenario,
            tenant=people["student"],
            owner=people["grower"],
            day=date(2025, 8, 25),
            until=date(2028, 8, 31),
        ),
        catalogue.TAN_LAM,
        "Photographed by the applicant of D10 with a telephone.",
        look="phone",
        **_of(d["D10"], "TP02"),
    )
    yield Item(
        "21-ho-kinh-doanh-thay-doi",
        ".jpg",
        forms_works.household_business(
            scenario,
            issuer=COMMUNE_BUSINESS,
            holder=people["shopkeeper"],
            day=_finished(d["D14"]),
            trades=(0, 1, 5),
            first_day=_finished(d["D02"]),
        ),
        catalogue.TAN_LAM,
        "Result of D14; replaces 04.",
        replaces="04-ho-kinh-doanh.jpg",
        **_of(d["D14"], RESULT),
    )


def _building(scenario: Scenario) -> Iterator[Item]:
    d = scenario.dossiers
    permits: tuple[tuple[str, Suffix, str, int, int, str], ...] = (
        ("06-giay-phep-xay-dung", ".pdf", "D03", 118, 2, "Expired: work had to begin in a year."),
        ("11-giay-phep-xay-dung", ".tif", "D07", 31, 3, "Two pages, one paper."),
        ("22-giay-phep-xay-dung", ".pdf", "D17", 52, 1, "Result of D17, which could reuse 23."),
    )
    for stem, suffix, key, serial, floors, note in permits:
        yield Item(
            stem,
            suffix,
            forms_works.building_permit(
                scenario,
                holder=d[key].holder,
                day=_finished(d[key]),
                serial=serial,
                floors=floors,
            ),
            catalogue.DEPARTMENT,
            note,
            **_of(d[key], RESULT),
        )
    yield Item(
        "19-bien-nhan",
        ".jpg",
        forms_office.receipt(scenario, dossier=d["D12"]),
        catalogue.DEPARTMENT,
        "Receipt of D12; its number is the dossier's; no component.",
        **_of(d["D12"], None),
    )
    yield Item(
        "20-cong-van-xin-loi",
        ".jpg",
        forms_office.extension_letter(
            scenario, dossier=d["D12"], day=date(2025, 11, 10), serial=874
        ),
        catalogue.DEPARTMENT,
        "Letter of apology of D12, which was late; no component.",
        **_of(d["D12"], None),
    )


def _allowance(scenario: Scenario) -> Iterator[Item]:
    people, d = scenario.holders, scenario.dossiers
    papers: tuple[tuple[str, Suffix, str, str, int], ...] = (
        ("08-quyet-dinh-tro-cap", ".pdf", "D05", "Suối Vàng", 163),
        ("14-quyet-dinh-tro-cap", ".jpg", "D09", "Tân Lâm", 38),
    )
    for stem, suffix, key, commune, serial in papers:
        yield Item(
            stem,
            suffix,
            forms_office.allowance_decision(
                scenario,
                issuer=committee(commune),
                holder=d[key].holder,
                day=_finished(d[key]),
                serial=serial,
            ),
            d[key].deciding_agency,
            f"Result of {key}.",
            **_of(d[key], RESULT),
        )
    lived: tuple[tuple[str, str, str, date, date], ...] = (
        ("09-xac-nhan-cu-tru", "D05", "Suối Vàng", date(2024, 11, 18), date(2025, 11, 18)),
        ("15-xac-nhan-cu-tru", "D09", "Tân Lâm", date(2025, 8, 11), date(2026, 2, 28)),
    )
    for stem, key, commune, day, until in lived:
        yield Item(
            stem,
            ".jpg",
            forms_civil.residence(
                scenario,
                issuer=police(commune),
                day=day,
                until=until,
                household=(d[key].holder,),
            ),
            d[key].deciding_agency,
            f"Valid in {key}; expired on {until.isoformat()}, so it cannot be used again.",
            **_of(d[key], "TP02"),
        )
    yield Item(
        "25-to-khai-tro-cap",
        ".jpg",
        forms_office.application(
            scenario,
            holder=people["veteran"],
            day=d["D18"].received_at.date(),
            request=forms_office.Request(
                "TỜ KHAI",
                "Đề nghị điều chỉnh trợ cấp xã hội hàng tháng",
                "Chủ tịch Ủy ban nhân dân xã Tân Lâm",
                (
                    "Đang hưởng trợ cấp xã hội hàng tháng tại xã Tân Lâm từ năm 2025.",
                    "Đề nghị điều chỉnh mức trợ cấp do tuổi cao, không có lương hưu.",
                ),
            ),
        ),
        catalogue.TAN_LAM,
        "Application of D18, which is open: 15 expired, 24 usable.",
        **_of(d["D18"], "TP01"),
    )


def _backlog(scenario: Scenario) -> Iterator[Item]:
    people = scenario.holders
    yield Item(
        "23-giay-chung-nhan-dat",
        ".jpg",
        forms_works.land_certificate(scenario, holder=people["builder"], day=date(2013, 9, 12)),
        catalogue.DEPARTMENT,
        "Backlog; bears the old 9-digit id; serves D17 and later building dossiers.",
    )
    yield Item(
        "24-giay-khai-sinh-dang-ky-lai",
        ".jpg",
        forms_civil.copied_birth_certificate(
            scenario,
            issuer=committee("Tân Lâm"),
            number="3/2019",
            day=date(2019, 3, 20),
            holder=people["veteran"],
        ),
        catalogue.TAN_LAM,
        "Backlog; serves D18.",
    )


def _trouble(scenario: Scenario) -> Iterator[Item]:
    d = scenario.dossiers
    yield Item(
        "26-ban-quet-trung",
        ".jpg",
        None,
        catalogue.SUOI_VANG,
        "The very bytes of 01 under another name.",
        twin_of="01-giay-khai-sinh.jpg",
        **_of(d["D01"], RESULT),
    )
    yield Item(
        "27-tep-hong",
        ".jpg",
        forms_works.household_business(
            scenario,
            issuer=COMMUNE_BUSINESS,
            holder=d["D16"].holder,
            day=_finished(d["D16"]),
            trades=(2, 0),
            first_day=_finished(d["D06"]),
        ),
        catalogue.TAN_LAM,
        "A JPEG that breaks off: to be scanned again.",
        twist="truncate",
        **_of(d["D16"], RESULT),
    )
