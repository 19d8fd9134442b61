"""The schedules that come with the records, row by row as docs/indicators.md gives them, in every reading."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Level
from targets.models import TargetSchedule
from targets.readings import QUESTIONS, Readings, readings_of
from targets.schedules import Targets, active_targets, target_in
from tests.records import make_agency
from tests.targets.world import World

YEARS = range(2021, 2028)
# level → A, B; None: the level is no more
TABLE = {
    "ministry": ((40, 40, 60, 80, 100, 100, 100), (40, 60, 80, 100, 100, 100, 100)),
    "province": ((30, 30, 50, 70, 90, 100, 100), (30, 50, 70, 90, 100, 100, 100)),
    "district": ((20, 20, 40, 60, 80, None, None), (20, 40, 60, 80, 100, None, None)),
    "commune": ((15, 15, 35, 55, 75, 95, 100), (15, 35, 55, 75, 95, 100, 100)),
}
# 40, 35 and 30 % in 2022, recalled: "would give 2023: 60/55/50, 2025: 100/95/90".
THIRD = {
    "ministry": TABLE["ministry"][0],
    "province": (30, 40, 60, 80, 100, 100, 100),
    "district": (20, 35, 55, 75, 95, None, None),
    "commune": (15, 30, 50, 70, 90, 100, 100),
}
pytestmark = pytest.mark.django_db


def read(**chosen: str) -> Targets:
    """The targets with some questions answered otherwise."""
    found = active_targets()
    return Targets(found.schedules, readings_of(chosen.items()), found.heirs)


def series(targets: Targets, level: str | None, indicator: str = "M4") -> tuple[object, ...]:
    return tuple(targets.of(indicator, level, year) for year in YEARS)


@pytest.mark.parametrize("level", TABLE)
def test_the_table_of_the_plan_in_its_readings(level: str) -> None:
    assert series(active_targets(), level) == TABLE[level][0]
    assert series(read(second_year="A"), level) == TABLE[level][0]
    assert series(read(second_year="B"), level) == TABLE[level][1]
    assert series(read(second_year="C"), level) == THIRD[level]


def test_the_stock_keeps_its_base() -> None:
    targets = active_targets()
    for level, base in {"ministry": 40, "province": 30, "district": 20, "commune": 15}.items():
        assert targets.of("M1", level, 2021) == base
    assert targets.of("M1", "province", 2026) == 30
    assert targets.of("M1", "district", 2025) == 20
    assert targets.of("M1", "district", 2026) is None
    assert targets.of("M1", "province", 2020) is None
    assert targets.of("M1", None, 2021) is None
    assert read(second_year="C").of("M1", "commune", 2022) == 30
    for level in TABLE:
        assert series(read(stock_steps="B"), level, "M1") == TABLE[level][0]
        assert series(read(stock_steps="B", second_year="B"), level, "M1") == TABLE[level][1]


def test_the_second_series_may_begin_at_nothing() -> None:
    for level in ("ministry", "province", "commune"):
        assert series(read(flow_base="B"), level) == (0, 0, 20, 40, 60, 80, 100)
    assert series(read(flow_base="B"), "commune", "M1") == (15,) * 7


def test_twenty_percent_as_a_factor_reaches_the_whole_years_later() -> None:
    targets = read(step_kind="B")
    assert targets.of("M4", "province", 2023) == 36
    assert targets.of("M4", "province", 2024) == Decimal("43.2")
    for level, year in {"province": 2029, "commune": 2033}.items():
        before, then = targets.of("M4", level, year - 1), targets.of("M4", level, year)
        assert before is not None
        assert before < 100 == then
    district = TargetSchedule.objects.get(indicator="M4", level="district", variant="A")
    ways = {
        year: target_in(district, year, readings=targets.readings, goes_on=True)
        for year in (2030, 2031)
    }
    assert ways[2030] is not None
    assert ways[2030] < 100 == ways[2031]


def test_the_goal_of_2023_to_2025_stands_beside_until_it_is_chosen() -> None:
    targets = active_targets()
    beside = [targets.beside("M4", year) for year in range(2022, 2027)]
    assert beside == [None, 100, 100, 100, None]
    assert targets.beside("M1", 2024) is None
    # Under the default only ministries get to the goal by its last year: both have to be shown.
    reached = {level: targets.of("M4", level, 2025) for level in TABLE}
    assert reached == {"ministry": 100, "province": 90, "district": 80, "commune": 75}
    last = read(full_goal="B")
    assert [last.beside("M4", year) for year in (2023, 2024, 2025)] == [100, 100, None]
    assert series(last, "commune") == (15, 15, 35, 55, 100, 100, 100)
    assert series(last, None) == (None, None, None, None, 100, 100, 100)
    assert series(read(full_goal="C"), "province") == (30, 30, 100, 100, 100, 100, 100)
    assert series(last, "commune", "M1") == (15,) * 7


def test_targets_without_a_level_hold_everywhere_or_for_the_whole() -> None:
    province, commune = make_agency(level="province"), make_agency()
    commune.parent = province
    commune.save()
    for indicator, target in {"M6": 80, "M7": 50, "M8": 80}.items():
        for level in (None, "commune", "province"):
            assert active_targets().of(indicator, level, 2026) == target
            assert active_targets().of(indicator, level, 2026, agency=commune) == target
        whole = read(levelless="B")
        assert whole.of(indicator, None, 2026, agency=province) == target
        assert whole.of(indicator, "commune", 2026, agency=province) is None
        assert whole.of(indicator, None, 2026, agency=commune) is None


def test_the_channels_of_2020() -> None:
    targets = active_targets()
    assert targets.of("M7", None, 2020) == 25
    assert targets.of("M10p", "commune", 2020) == 15
    assert targets.of("M7", None, 2021) == 50
    assert targets.of("M10p", None, 2021) is None


def test_nothing_is_asked_of_on_time_until_an_office_sets_it() -> None:
    assert all(active_targets().of("M9", level, 2025) is None for level in (None, *TABLE))


def test_a_target_of_one_agency_holds_there_and_below() -> None:
    world = World()
    own = {"indicator": "M4", "valid_from": date(2025, 1, 1), "agency": world.province}
    row = TargetSchedule.objects.create(base=60, **own)
    below = active_targets().of("M4", "commune", 2025, agency=world.commune)
    assert below == active_targets().of("M4", "province", 2025, agency=world.province) == 60
    assert active_targets().of("M4", "commune", 2025) == 75
    assert active_targets().of("M4", "commune", 2024, agency=world.commune) == 55
    TargetSchedule.objects.create(base=65, level_id="commune", **own)
    assert active_targets().of("M4", "commune", 2025, agency=world.commune) == 65
    TargetSchedule.objects.create(base=50, **{**own, "agency": world.commune})
    assert active_targets().of("M4", "commune", 2025, agency=world.commune) == 50
    row.whole_subtree = False
    row.save()
    assert active_targets().of("M4", "province", 2025, agency=world.department) == 90


def test_a_successor_inherits_as_was_chosen() -> None:
    world = World()
    TargetSchedule.objects.create(
        indicator="M4", base=66, valid_from=date(2024, 1, 1), agency=world.district
    )

    def asked(year: int, **chosen: str) -> Decimal | None:
        return read(**chosen).of("M4", "commune", year, agency=world.commune)

    assert asked(2024) == 55
    assert asked(2025) == asked(2026) == 66
    assert asked(2026, successors="C") == 95
    TargetSchedule.objects.filter(agency=world.district).delete()
    assert asked(2025) == asked(2025, successors="C") == 75
    # The district's series goes on at its heir: 80 in 2025, 100 in 2026.
    assert [asked(year, successors="B") for year in (2024, 2025, 2026)] == [55, 80, 100]
    # What was asked of districts in their last year stays on record.
    assert active_targets().of("M4", "district", 2025) == 80


def test_what_an_office_has_set_is_read_in_one_way_only() -> None:
    row = {"indicator": "M4", "level_id": "province", "valid_from": date(2021, 1, 1)}
    TargetSchedule.objects.create(base=10, first_step=2022, step=10, **row)
    for question in QUESTIONS:
        for option in question.options:
            chosen = read(**{question.code: option})
            assert series(chosen, "province") == (10, 20, 30, 40, 50, 60, 70), question.code


def test_two_rows_of_one_variant_and_day_are_refused() -> None:
    facts = {"indicator": "M4", "base": 1, "valid_from": date(2021, 1, 1), "variant": "A"}
    for level in ("province", None):
        twice = {**facts, "level_id": level} if level else {**facts, "indicator": "M7"}
        with pytest.raises(IntegrityError), transaction.atomic():
            TargetSchedule.objects.create(**twice)
    agency = make_agency()
    for level in ("province", None):
        TargetSchedule.objects.create(**facts, agency=agency, level_id=level)
        with pytest.raises(IntegrityError), transaction.atomic():
            TargetSchedule.objects.create(**facts, agency=agency, level_id=level)


def test_a_year_may_have_its_own_value_and_a_later_schedule_counts() -> None:
    level = Level.objects.get(code="province")
    rows = TargetSchedule.objects.filter(indicator="M4", level=level, variant="A")
    rows.update(values={"2022": "60"})
    assert active_targets().of("M4", "province", 2022) == Decimal(60)
    assert active_targets().of("M4", "province", 2023) == Decimal(50)
    TargetSchedule.objects.create(indicator="M4", level=level, base=77, valid_from=date(2026, 1, 1))
    assert active_targets().of("M4", "province", 2025) == Decimal(90)
    assert active_targets().of("M4", "province", 2026) == Decimal(77)


def test_an_answer_that_the_program_does_not_know_is_the_default() -> None:
    assert readings_of([("second_year", "Z"), ("old", "B")]) == Readings()
    assert Readings().choosing("second_year", "B").of("second_year") == "B"
    assert readings_of([("flow_base", "B"), ("step_kind", "B")]).contradict
    assert not Readings().contradict


@given(
    base=st.integers(0, 100),
    first=st.none() | st.integers(2021, 2040),
    step=st.integers(0, 60),
    cap=st.integers(0, 100),
    factor=st.booleans(),
)
def test_a_rule_never_falls_and_never_passes_its_cap(
    base: int, first: int | None, step: int, cap: int, factor: bool
) -> None:
    schedule = TargetSchedule(
        variant="A",
        base=Decimal(base),
        first_step=first,
        step=Decimal(step),
        cap=Decimal(cap),
        valid_from=date(2021, 1, 1),
    )
    how = readings_of([("step_kind", "B" if factor else "A")])
    found = [target_in(schedule, year, readings=how) for year in range(2021, 2060)]
    assert all(each is not None and each <= cap for each in found)
    assert found == sorted(found, key=lambda each: each or 0)
