"""Papers of business and building on the shelf, and the two files that make trouble."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samples import catalogue, forms_office, forms_works
from samples.issuers import COMMUNE_BUSINESS, DISTRICT_BUSINESS
from samples.item import RESULT, Item, finished, place_of
from samples.scenario import Scenario

if TYPE_CHECKING:
    from samples.containers import Suffix


def businesses(scenario: Scenario) -> Iterator[Item]:
    """Yield the certificates of household businesses, one replaced later."""
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
                day=finished(d[key]),
                trades=trades,
            ),
            catalogue.TAN_LAM,
            note,
            look="clean" if suffix == ".png" else "scan",
            turned=key == "D06",
            twist="sign" if key == "D10" else None,
            **place_of(d[key], RESULT),
        )
    yield Item(
        "21-ho-kinh-doanh-thay-doi",
        ".jpg",
        forms_works.household_business(
            scenario,
            issuer=COMMUNE_BUSINESS,
            holder=people["shopkeeper"],
            day=finished(d["D14"]),
            trades=(0, 1, 5),
            first_day=finished(d["D02"]),
        ),
        catalogue.TAN_LAM,
        "Result of D14; replaces 04.",
        replaces="04-ho-kinh-doanh.jpg",
        **place_of(d["D14"], RESULT),
    )


def enclosures(scenario: Scenario) -> Iterator[Item]:
    """Yield what the applicants handed in."""
    people, d = scenario.holders, scenario.dossiers
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
        **place_of(d["D02"], "TP01"),
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
        **place_of(d["D10"], "TP02"),
    )


def buildings(scenario: Scenario) -> Iterator[Item]:
    """Yield permits of two pages, and what arose in a late dossier."""
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
                day=finished(d[key]),
                serial=serial,
                floors=floors,
            ),
            catalogue.DEPARTMENT,
            note,
            **place_of(d[key], RESULT),
        )
    yield Item(
        "19-bien-nhan",
        ".jpg",
        forms_office.receipt(scenario, dossier=d["D12"]),
        catalogue.DEPARTMENT,
        "Receipt of D12; its number is the dossier's; no component.",
        **place_of(d["D12"], None),
    )
    yield Item(
        "20-cong-van-xin-loi",
        ".jpg",
        forms_office.extension_letter(
            scenario, dossier=d["D12"], day=date(2025, 11, 10), serial=874
        ),
        catalogue.DEPARTMENT,
        "Letter of apology of D12, which was late; no component.",
        **place_of(d["D12"], None),
    )


def trouble(scenario: Scenario) -> Iterator[Item]:
    """Yield the exact duplicate and the damaged file."""
    d = scenario.dossiers
    yield Item(
        "26-ban-quet-trung",
        ".jpg",
        None,
        catalogue.SUOI_VANG,
        "The very bytes of 01 under another name.",
        twin_of="01-giay-khai-sinh.jpg",
        **place_of(d["D01"], RESULT),
    )
    yield Item(
        "27-tep-hong",
        ".jpg",
        forms_works.household_business(
            scenario,
            issuer=COMMUNE_BUSINESS,
            holder=d["D16"].holder,
            day=finished(d["D16"]),
            trades=(2, 0),
            first_day=finished(d["D06"]),
        ),
        catalogue.TAN_LAM,
        "A JPEG that breaks off: to be scanned again.",
        twist="truncate",
        **place_of(d["D16"], RESULT),
    )
