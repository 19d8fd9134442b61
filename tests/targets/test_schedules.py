"""The schedules that come with the records, row by row as docs/indicators.md gives them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Level
from targets.models import TargetSchedule
from targets.schedules import active_targets, target_in

YEARS = range(2021, 2028)
# level → A, B; None: the level is no more
TABLE = {
    "ministry": ((40, 40, 60, 80, 100, 100, 100), (40, 60, 80, 100, 100, 100, 100)),
    "province": ((30, 30, 50, 70, 90, 100, 100), (30, 50, 70, 90, 100, 100, 100)),
    "district": ((20, 20, 40, 60, 80, None, None), (20, 40, 60, 80, 100, None, None)),
    "commune": ((15, 15, 35, 55, 75, 95, 100), (15, 35, 55, 75, 95, 100, 100)),
}
ROWS = [
    (level, variant, year, target)
    for level, variants in TABLE.items()
    for variant, targets in zip("AB", variants, strict=True)
    for year, target in zip(YEARS, targets, strict=True)
]


@pytest.mark.django_db
def test_the_table_of_the_plan_row_by_row() -> None:
    for level, variant, year, target in ROWS:
        schedule = TargetSchedule.objects.get(indicator="M4", level=level, variant=variant)
        assert target_in(schedule, year) == target, (level, variant, year)
        assert schedule.active == (variant == "A")


@pytest.mark.django_db
def test_what_is_applied() -> None:
    targets = active_targets()
    for level, variant, year, target in ROWS:
        if variant == "A":
            assert targets.of("M4", level, year) == target
    stock = {"ministry": 40, "province": 30, "district": 20, "commune": 15}
    for level, target in stock.items():
        assert targets.of("M1", level, 2021) == target
    assert targets.of("M1", "province", 2026) == 30
    assert targets.of("M1", "district", 2026) is None
    assert targets.of("M1", "province", 2020) is None
    assert targets.of("M1", None, 2021) is None
    for indicator, target in {"M6": 80, "M7": 50, "M8": 80}.items():
        for each in (None, "commune", "province"):
            assert targets.of(indicator, each, 2026) == target


@pytest.mark.django_db
def test_a_variant_is_chosen_by_data_alone() -> None:
    rows = TargetSchedule.objects.filter(indicator="M4", level="commune")
    rows.filter(variant="A").update(active=False)
    rows.filter(variant="B").update(active=True)
    assert active_targets().of("M4", "commune", 2022) == 35


@pytest.mark.django_db
def test_two_active_schedules_of_one_level_are_refused() -> None:
    rows = TargetSchedule.objects.filter(indicator="M4", variant="B")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(active=True)


@pytest.mark.django_db
def test_a_year_may_have_its_own_value_and_a_later_schedule_counts() -> None:
    level = Level.objects.get(code="province")
    TargetSchedule.objects.filter(indicator="M4", level=level, active=True).update(
        values={"2022": "60"}
    )
    assert active_targets().of("M4", "province", 2022) == Decimal(60)
    assert active_targets().of("M4", "province", 2023) == Decimal(50)
    TargetSchedule.objects.create(
        indicator="M4", level=level, variant="C", base=77, valid_from=date(2026, 1, 1)
    )
    assert active_targets().of("M4", "province", 2025) == Decimal(90)
    assert active_targets().of("M4", "province", 2026) == Decimal(77)


@given(
    base=st.integers(0, 100),
    first=st.none() | st.integers(2021, 2040),
    step=st.integers(0, 60),
    cap=st.integers(0, 100),
)
def test_a_rule_never_falls_and_never_passes_its_cap(
    base: int, first: int | None, step: int, cap: int
) -> None:
    schedule = TargetSchedule(
        base=Decimal(base),
        first_step=first,
        step=Decimal(step),
        cap=Decimal(cap),
        valid_from=date(2021, 1, 1),
    )
    found = [target_in(schedule, year) for year in range(2021, 2060)]
    assert all(each is not None and each <= cap for each in found)
    assert found == sorted(found, key=lambda each: each or 0)
