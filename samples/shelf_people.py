"""Papers of people on the shelf: births, marriages, residence, allowances, and the backlog."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from samples import catalogue, forms_civil, forms_office, forms_works
from samples.issuers import committee, police
from samples.item import RESULT, Item, finished, place_of
from samples.scenario import Scenario

if TYPE_CHECKING:
    from samples.containers import Suffix


def births(scenario: Scenario) -> Iterator[Item]:
    """Yield the papers of the two children."""
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
            day=finished(d["D01"]),
            who=(people["child_2024"], people["mother"], people["father"]),
        ),
        agency,
        "Result of D01; the holder is the child, not the applicant.",
        **place_of(d["D01"], RESULT),
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
        **place_of(d["D01"], "TP01"),
    )
    yield Item(
        "18-giay-khai-sinh",
        ".jpg",
        forms_civil.birth_certificate(
            scenario,
            issuer=office,
            number="41/2025",
            day=finished(d["D11"]),
            who=(people["child_2025"], people["teacher"], people["driver"]),
        ),
        agency,
        "Result of D11.",
        **place_of(d["D11"], RESULT),
    )


def marriages(scenario: Scenario) -> Iterator[Item]:
    """Yield the papers of the two couples."""
    people, d = scenario.holders, scenario.dossiers
    office = committee("Suối Vàng")
    agency = catalogue.SUOI_VANG
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
        **place_of(d["D01"], "TP03"),
    )
    yield Item(
        "12-ket-hon",
        ".tif",
        forms_civil.marriage_certificate(
            scenario,
            issuer=office,
            number="9/2025",
            day=finished(d["D08"]),
            pair=(people["bride"], people["groom"]),
        ),
        agency,
        "Result of D08 with its blank back; D20 can use it again.",
        blank_back=True,
        **place_of(d["D08"], RESULT),
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
        **place_of(d["D08"], "TP02"),
    )


def decisions(scenario: Scenario) -> Iterator[Item]:
    """Yield the decisions on allowances."""
    d = scenario.dossiers
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
                day=finished(d[key]),
                serial=serial,
            ),
            d[key].deciding_agency,
            f"Result of {key}.",
            **place_of(d[key], RESULT),
        )


def residences(scenario: Scenario) -> Iterator[Item]:
    """Yield two confirmations that have expired and an application of today."""
    people, d = scenario.holders, scenario.dossiers
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
            **place_of(d[key], "TP02"),
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
        **place_of(d["D18"], "TP01"),
    )


def backlog(scenario: Scenario) -> Iterator[Item]:
    """Yield papers of no dossier, whose holders have dossiers later."""
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
