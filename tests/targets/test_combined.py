"""Combined procedures: what one saves in days, how many cases came together; by version and in a subtree."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Agency
from dossiers.models import CombinedPart, Procedure, ProcedureVersion
from targets.combined import time_saved
from targets.periods import Period
from tests.records import make_agency, make_procedure, make_version
from tests.targets.books import put

LIMITS = (30, 62, 30)


@pytest.fixture
def province(db: None) -> Agency:
    return make_agency("H29", level="province")


def combine(
    *limits: int | None, days: int | None = 42, name: str = ""
) -> tuple[Procedure, list[Procedure]]:
    """A procedure that does at once what procedures with these limits do one after the other."""
    parts = [make_procedure(processing_days=limit) for limit in limits]
    whole = make_procedure(processing_days=days, **({"name": name} if name else {}))
    join(whole.versions.get(), parts)
    return whole, parts


def join(version: ProcedureVersion, parts: list[Procedure]) -> None:
    for number, part in enumerate(parts, start=1):
        CombinedPart.objects.create(whole=version, part=part.versions.get(), position=number)


def test_s4_1_three_procedures_in_42_days_instead_of_122(province: Agency) -> None:
    """122 → 42 days; 97 of 312 dossiers, 31.1 %."""
    department = make_agency("H29.1", level="province", parent=province)
    whole, parts = combine(*LIMITS, name="Cấp phép xây dựng liên thông")
    put(department, date(2019, 8, 1), procedure=whole, received=97)
    put(department, date(2019, 8, 2), procedure=parts[-1], received=215)
    # Who asks for a first step only has not come to the end yet.
    put(department, date(2019, 8, 2), procedure=parts[0], received=40)
    [found] = time_saved(province, period=Period.year(2019))
    assert (found.days_apart, found.days, found.saved_days) == (122, 42, 80)
    assert found.saved_percent == Decimal("65.57")
    assert (found.together, found.cases) == (97, 312)
    assert found.share == Decimal("31.09")
    assert found.share.quantize(Decimal("0.1")) == Decimal("31.1")
    assert found.saved_in_all == 97 * 80
    assert found.version.procedure.name == "Cấp phép xây dựng liên thông"


def test_without_a_limit_or_a_case_nothing_is_claimed(province: Agency) -> None:
    combine(30, None)
    combine(30, 20, days=None)
    combine(10, 10, days=25)
    found = time_saved(province, period=Period.year(2019))
    assert sorted((each.saved_days is None, each.saved_days or 0) for each in found) == [
        (False, -5),
        (True, 0),
        (True, 0),
    ]
    assert {(each.share, each.cases) for each in found} == {(None, 0)}
    assert {each.saved_in_all for each in found} == {None, 0}


def test_each_version_counts_while_it_is_in_force(province: Agency) -> None:
    whole, parts = combine(30, 20, days=40)
    later = make_version(whole, valid_from=date(2019, 7, 1), processing_days=25)
    join(later, parts)
    make_version(whole, published=False, valid_from=None)  # a draft says nothing yet
    for day, received in ((date(2019, 6, 30), 3), (date(2019, 7, 1), 5), (date(2020, 1, 1), 100)):
        put(province, day, procedure=whole, received=received)
    found = time_saved(province, period=Period.year(2019))
    assert [(each.saved_days, each.together, each.period.begin) for each in found] == [
        (25, 5, date(2019, 7, 1)),
        (10, 3, date(2019, 1, 1)),
    ]
    [only] = time_saved(province, period=Period.year(2020))
    assert (only.saved_days, only.together) == (25, 100)


def test_no_longer_combined_is_no_longer_told(province: Agency) -> None:
    whole, _ = combine(30, 20)
    make_version(whole, valid_from=date(2020, 1, 1), processing_days=10)
    assert time_saved(province, period=Period.year(2020)) == []
    assert len(time_saved(province, period=Period.year(2019))) == 1


def test_only_the_subtree_is_counted(province: Agency) -> None:
    commune = make_agency("H29.1", parent=province)
    whole, parts = combine(30, 20)
    put(province, date(2019, 8, 1), procedure=whole, received=2)
    put(commune, date(2019, 8, 1), procedure=whole, received=3)
    put(commune, date(2019, 8, 1), procedure=parts[-1], received=1)
    [of_all] = time_saved(province, period=Period.year(2019))
    [of_commune] = time_saved(commune, period=Period.year(2019))
    assert (of_all.together, of_commune.together, of_commune.share) == (5, 3, Decimal("75.00"))
