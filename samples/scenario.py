"""Twenty dossiers of one invented province, 2024 to 2026, and the people they belong to.

What happens is fixed; the seed draws names, ids, house numbers and serials only. So a page, a test
or a demonstration may speak of dossier `D14` under any seed.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from samples import catalogue, people
from samples.model import Dossier, Holder, Sex
from vietnamese.working_days import PLAIN_WEEK

VIETNAM = timezone(timedelta(hours=7))
TAN_LAM_HAMLETS = ("thôn Đồi Chè", "thôn Bến Cát", "thôn Cầu Gỗ")
SUOI_VANG_HAMLETS = ("thôn Suối Trong", "thôn Rừng Thông", "thôn Chợ Mới")

# key → sex, born, commune, and whose home they share; those born in the 2020s share the name too
_CAST: dict[str, tuple[Sex, str, str, str]] = {
    "father": ("male", "1988-09-02", "Suối Vàng", ""),
    "mother": ("female", "1991-04-12", "Suối Vàng", "father"),
    "child_2024": ("female", "2024-05-11", "Suối Vàng", "father"),
    "shopkeeper": ("male", "1979-01-23", "Tân Lâm", ""),
    "builder": ("female", "1969-07-30", "Suối Vàng", ""),
    "grower": ("male", "1985-12-05", "Tân Lâm", ""),
    "widow": ("female", "1947-03-08", "Suối Vàng", ""),
    "tailor": ("female", "1982-06-17", "Tân Lâm", ""),
    "mason": ("male", "1974-10-19", "Tân Lâm", ""),
    "bride": ("female", "1996-02-25", "Suối Vàng", ""),
    "groom": ("male", "1994-11-14", "Suối Vàng", ""),
    "veteran": ("male", "1953-08-27", "Tân Lâm", ""),
    "student": ("male", "2001-05-03", "Tân Lâm", ""),
    "driver": ("male", "1989-04-30", "Suối Vàng", ""),
    "teacher": ("female", "1990-09-21", "Suối Vàng", "driver"),
    "child_2025": ("male", "2025-10-04", "Suối Vàng", "driver"),
}

_CHANGE = catalogue.BUSINESS_CHANGE
# key, procedure, deciding agency, holder, channel, status, received, working days taken or None
_DOSSIERS: tuple[tuple[str, str, str, str, int, int, str, int | None], ...] = (
    ("D01", catalogue.BIRTH, catalogue.SUOI_VANG, "mother", 1, 10, "2024-05-20T08:15", 1),
    ("D02", catalogue.BUSINESS, catalogue.DISTRICT, "shopkeeper", 1, 10, "2024-03-18T09:40", 3),
    ("D03", catalogue.BUILDING, catalogue.DEPARTMENT, "builder", 1, 10, "2024-08-05T14:05", 19),
    ("D04", catalogue.BUSINESS, catalogue.DISTRICT, "grower", 1, 10, "2024-10-14T10:20", 6),
    ("D05", catalogue.ALLOWANCE, catalogue.SUOI_VANG, "widow", 1, 10, "2024-11-25T08:50", 8),
    ("D06", catalogue.BUSINESS, catalogue.DISTRICT, "tailor", 2, 10, "2025-02-10T21:32", 2),
    ("D07", catalogue.BUILDING, catalogue.DEPARTMENT, "mason", 1, 10, "2025-03-03T13:45", 15),
    ("D08", catalogue.MARRIAGE, catalogue.SUOI_VANG, "bride", 1, 10, "2025-04-14T08:30", 2),
    ("D09", catalogue.ALLOWANCE, catalogue.TAN_LAM, "veteran", 3, 10, "2025-08-18T15:10", 14),
    ("D10", catalogue.BUSINESS, catalogue.TAN_LAM, "student", 2, 10, "2025-09-08T19:05", 2),
    ("D11", catalogue.BIRTH, catalogue.SUOI_VANG, "teacher", 1, 10, "2025-10-13T09:00", 1),
    ("D12", catalogue.BUILDING, catalogue.DEPARTMENT, "company", 2, 9, "2025-10-20T10:15", 18),
    ("D13", catalogue.ALLOWANCE, catalogue.TAN_LAM, "mason", 1, 8, "2025-12-01T08:20", 9),
    ("D14", _CHANGE, catalogue.TAN_LAM, "shopkeeper", 1, 10, "2026-01-19T08:05", 2),
    ("D15", catalogue.BUSINESS, catalogue.SUOI_VANG, "driver", 2, 7, "2026-02-09T20:48", 2),
    ("D16", _CHANGE, catalogue.TAN_LAM, "tailor", 2, 10, "2026-03-16T11:30", 5),
    ("D17", catalogue.BUILDING, catalogue.DEPARTMENT, "builder", 1, 10, "2026-04-06T09:25", 13),
    ("D18", catalogue.ALLOWANCE, catalogue.TAN_LAM, "veteran", 1, 4, "2026-08-24T08:40", None),
    ("D19", catalogue.BUILDING, catalogue.DEPARTMENT, "mason", 2, 2, "2026-09-14T16:55", None),
    ("D20", catalogue.BIRTH, catalogue.SUOI_VANG, "bride", 1, 4, "2026-09-21T08:10", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """Who is there and what they asked for, by key."""

    seed: int
    holders: Mapping[str, Holder]
    dossiers: Mapping[str, Dossier]

    def dice(self, name: str) -> random.Random:
        """Return the chance of one named thing; things added later do not shift it."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 - drawings, not secrets


def build(seed: int) -> Scenario:
    """Return the scenario of a seed."""
    bare = Scenario(seed=seed, holders={}, dossiers={})
    holders = _holders(bare)
    dossiers = _dossiers(bare, holders)
    return Scenario(seed=seed, holders=holders, dossiers=dossiers)


def _holders(scenario: Scenario) -> dict[str, Holder]:
    holders: dict[str, Holder] = {}
    for key, (sex, born, commune, host) in _CAST.items():
        dice = scenario.dice(f"holder {key}")
        holders[key] = people.person(
            dice,
            key=key,
            sex=sex,
            born=date.fromisoformat(born),
            address=holders[host].address if host else _address(dice, commune),
            family=holders[host].name.split()[0] if host and born >= "2020" else None,
        )
    dice = scenario.dice("holder company")
    holders["company"] = Holder(
        key="company",
        name="Công ty TNHH Vật liệu xây dựng Sông Trà Lâm",
        kind="organisation",
        address=f"số {dice.randrange(2, 90)}, {TAN_LAM_HAMLETS[1]}, xã Tân Lâm, tỉnh Nam Giang",
        tax_code=people.tax_code(dice),
    )
    return holders


def _address(dice: random.Random, commune: str) -> str:
    hamlets = TAN_LAM_HAMLETS if commune == "Tân Lâm" else SUOI_VANG_HAMLETS
    return f"số {dice.randrange(2, 200)}, {dice.choice(hamlets)}, xã {commune}, tỉnh Nam Giang"


def _dossiers(scenario: Scenario, holders: Mapping[str, Holder]) -> dict[str, Dossier]:
    dossiers: dict[str, Dossier] = {}
    for key, procedure, agency, holder, channel, status, received, taken in _DOSSIERS:
        dice = scenario.dice(f"dossier {key}")
        start = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)
        limit = PLAIN_WEEK.after(start.date(), catalogue.processing_days(procedure))
        finished = None
        if taken is not None:
            finished = datetime.combine(
                PLAIN_WEEK.after(start.date(), taken),
                time(dice.randrange(9, 16), dice.randrange(60)),
                VIETNAM,
            )
        dossiers[key] = Dossier(
            key=key,
            number=f"{agency}-{start:%y%m%d}-{dice.randrange(1, 60):04d}",
            procedure_code=procedure,
            holder=holders[holder],
            channel=channel,
            status=status,
            received_at=start,
            due_at=datetime.combine(limit, time(17), VIETNAM),
            finished_at=finished,
            place_of_support=_home(holders[holder], received),
            place_of_intake=agency,
            deciding_agency=agency,
        )
    return dossiers


def _home(holder: Holder, received: str) -> str:
    """Return the agency near the applicant: the district until it ended, then the commune."""
    if "Suối Vàng" in holder.address:
        return catalogue.SUOI_VANG
    return catalogue.TAN_LAM if received >= "2025-07" else catalogue.DISTRICT
