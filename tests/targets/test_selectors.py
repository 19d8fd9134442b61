"""Rates of any tree, merger and period: parts make up the whole where they do, and a test shows where not."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyroaring import BitMap

from accounts.models import Agency
from targets.counting.owner_sets import row_of
from targets.indicators import INDICATORS
from targets.models import CountedDossier, Indicator, Measure, ProcedureDay
from targets.periods import Period, whole_months, whole_years
from targets.selectors import (
    Scope,
    Tree,
    by_procedure,
    carried_over,
    compare,
    figures,
    forecast,
    heat,
    percent,
    ranking,
    rates_of,
    trend,
)
from tests.records import make_agency
from tests.targets.books import put
from tests.targets.world import World, days_of

YEAR = Period.year(2025)
END = date(2025, 12, 31)
# A failure is told as found: making it smaller takes minutes with a database.
QUICK = settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
DAYS = [*days_of(2024), *days_of(2025)]
LEVELS = ("province", "district", "commune")
ADDING_UP = [
    code
    for code, each in INDICATORS.items()
    if (each.adds_up and code[:2] in {"M1", "M2", "M3", "M4", "M5", "M7", "M8"}) or code == "M9f"
]


class Plan(NamedTuple):
    """An agency of a tree: whose child it is, when it ended, and who took its place."""

    parent: int
    level: int
    ends: date | None
    successor: int


PLANS = st.lists(
    st.builds(
        Plan,
        parent=st.integers(0, 5),
        level=st.integers(0, 2),
        ends=st.sampled_from([None, date(2025, 6, 30), date(2025, 3, 17), date(2024, 12, 31)]),
        successor=st.integers(0, 6),
    ),
    min_size=1,
    max_size=6,
)
FIGURES = st.lists(
    st.tuples(
        st.integers(0, 6), st.sampled_from(DAYS), st.sampled_from(list(Measure)), st.integers(1, 9)
    ),
    max_size=12,
)


def grow(plans: list[Plan]) -> list[Agency]:
    """A tree whose root stands; every other agency lies below one that came before it."""
    agencies = [make_agency(level="province")]
    for number, plan in enumerate(plans):
        parent = agencies[plan.parent % len(agencies)]
        level = LEVELS[plan.level]
        agencies.append(make_agency(f"{agencies[0].code}.{number + 1}", level=level, parent=parent))
    for agency, plan in zip(agencies[1:], plans, strict=True):
        successor = agencies[plan.successor % len(agencies)]
        if plan.ends and successor.pk != agency.pk:
            agency.valid_to, agency.successor = plan.ends, successor
            agency.save()
    return agencies


class TreesAddUp(TestCase):
    @QUICK
    @given(plans=PLANS, figures=FIGURES, as_of=st.sampled_from([date(2025, 6, 30), END]))
    def test_parts_make_up_the_whole(
        self, plans: list[Plan], figures: list[tuple[int, date, Measure, int]], as_of: date
    ) -> None:
        agencies = grow(plans)
        for which, day, measure, value in figures:
            put(agencies[which % len(agencies)], day, **{measure.value: value})
        root, tree = agencies[0], Tree(as_of)
        below = tree.children(root)
        parts = [tree.under(each) for each in below]
        own = tree.under(root) - set().union(*parts)
        assert tree.under(root) == {each.pk for each in agencies}
        assert sum(len(each) for each in parts) + len(own) == len(agencies)
        assert all(tree.answering(pk).pk == root.pk for pk in own)

        found = rates_of([root, *below], period=YEAR, as_of=as_of, indicators=ADDING_UP)
        for code in ADDING_UP:
            rates = [each for each in found if each.indicator == code]
            whole = [each for each in rates if each.agency == root]
            by_level = [each for each in whole if each.level is not None]
            total = next((each for each in whole if each.level is None), whole[0])
            assert share(total) == tuple(map(sum, zip(*map(share, by_level), strict=True)))
            rows = by_procedure(root, indicator=code, period=YEAR, as_of=as_of)
            assert [share(each.rate) for each in rows] == [share(total)] * bool(total.denominator)
            months = trend(root, indicator=code, year=2025, as_of=as_of)
            last = [each.cumulative for each in months if each.cumulative is not None][-1]
            assert share(last) == share(total)
            if code == Indicator.M1:
                continue
            each_month = [share(each.rate_of_month) for each in months if each.rate_of_month]
            assert share(total) == tuple(map(sum, zip(*each_month, strict=True)))

    @QUICK
    @given(figures=FIGURES, begin=st.sampled_from(DAYS), length=st.integers(0, 500))
    def test_months_and_edges_make_up_any_span(
        self, figures: list[tuple[int, date, Measure, int]], begin: date, length: int
    ) -> None:
        agency = make_agency(level="commune")
        for _, day, _, value in figures:
            put(agency, day, received=value, online=value // 2)
        period = Period(begin, begin + timedelta(days=length))
        rows = ProcedureDay.objects.filter(agency=agency, day__range=(period.begin, period.end))
        online, received = (
            sum(rows.values_list(name, flat=True)) for name in ("online", "received")
        )
        [found] = rates_of([agency], period=period, as_of=period.end, indicators=["M7"])
        assert share(found) == (online, received)
        assert found.value == percent(online, received)
        [by_one] = by_procedure(
            agency, indicator=Indicator.M7, period=period, as_of=period.end
        ) or [None]
        assert by_one is None if not received else share(by_one.rate) == (online, received)


def share(found: object) -> tuple[int, int]:
    return found.numerator, found.denominator  # type: ignore[attr-defined]


@given(begin=st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1)), length=st.integers(-5, 700))
def test_every_day_of_a_span_is_read_once(begin: date | None, length: int) -> None:
    end = (begin or date(2025, 3, 4)) + timedelta(days=length)
    whole, edges = whole_months(begin, end)
    days = [day for each in edges for day in days_in(each.begin, each.end)]
    years, months = whole_years(*whole) if whole else ([], [])
    for first, after in (*years, *months):
        days += days_in(first or date(2024, 1, 1), after - timedelta(days=1))
    assert sorted(days) == days_in(begin or date(2024, 1, 1), end)
    assert all((each.month, each.day) == (1, 1) for span in years for each in span if each)
    whole_in_months = [
        year
        for year in range(2024, 2028)
        for first, after in months
        if first and first <= date(year, 1, 1) and date(year + 1, 1, 1) <= after
    ]
    assert whole_in_months == []


def days_in(begin: date, end: date) -> list[date]:
    return [begin + timedelta(days=each) for each in range((end - begin).days + 1)]


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_a_person_counts_once_so_the_parts_do_not_add_up(world: World) -> None:
    """M6: one owner at two agencies and in two months is one owner of both."""
    from_roaring(world.commune, date(2025, 2, 1), held=[7, 8], again=[8])
    from_roaring(world.commune, date(2025, 3, 1), held=[7], again=[])
    from_roaring(world.department, date(2025, 3, 1), held=[7, 9], again=[])
    found = rates_of(
        [world.province, world.commune, world.department],
        period=YEAR, as_of=END, indicators=["M6"],
    )  # fmt: skip
    whole, commune, department = (
        next(each for each in found if each.agency == agency)
        for agency in (world.province, world.commune, world.department)
    )
    assert share(whole) == (2, 3)
    assert (share(commune), share(department)) == ((1, 2), (2, 2))
    assert commune.denominator + department.denominator > whole.denominator
    months = trend(world.province, indicator=Indicator.M6, year=2025, as_of=END)
    assert [share(each.rate_of_month) for each in months[1:3]] == [(1, 2), (2, 2)]
    assert share(months[2].cumulative) == (2, 3)


def from_roaring(agency: Agency, month: date, *, held: list[int], again: list[int]) -> None:
    row_of((agency.pk, month), (BitMap(held), BitMap(again))).save()


def test_what_is_carried_over_belongs_to_the_period_asked(world: World) -> None:
    """M9: one dossier open from January to March is carried over twice by months, and never by the year."""
    put(world.commune, date(2025, 1, 10), received=1, timed=1)
    put(world.commune, date(2025, 3, 5), finished=1, on_time=1, settled_on_time=1)
    months = [Period.month(2025, each) for each in (1, 2, 3, 4)]
    assert [carried_over(world.commune, period=each) for each in months] == [0, 1, 1, 0]
    assert carried_over(world.commune, period=YEAR) == 0
    found = trend(world.commune, indicator=Indicator.M9, year=2025, as_of=END)
    assert [share(each.rate_of_month) for each in found[:4]] == [(1, 1), (1, 1), (1, 1), (0, 0)]
    assert share(found[11].cumulative) == (1, 1)
    assert figures(world.commune, period=Period.month(2025, 2)).differences == []


def test_an_open_dossier_turns_late_by_itself(world: World) -> None:
    put(world.commune, date(2025, 1, 10), received=2, timed=2)
    put(world.commune, date(2025, 2, 11), overdue=1)
    found = trend(world.commune, indicator=Indicator.M9, year=2025, as_of=date(2025, 3, 9))
    assert [share(each.rate_of_month) for each in found[:3]] == [(2, 2), (1, 2), (1, 2)]
    assert found[3].rate_of_month is None
    assert figures(world.commune, period=Period.month(2025, 3)).overdue == 1


def test_ranking_best_first_and_nothing_due_last(world: World) -> None:
    put(world.commune, date(2025, 5, 1), received=4, online=1)
    put(world.department, date(2025, 5, 1), received=4, online=3)
    other = make_agency("H80.4", parent=world.province)
    asked = {"indicator": Indicator.M7, "period": YEAR, "as_of": END}
    found = ranking(world.province, **asked)
    assert [each.agency for each in found] == [world.department, world.commune, other]
    assert [each.value for each in found] == [Decimal("75.00"), Decimal("25.00"), None]
    assert [each.gap_papers for each in found] == [0, 1, None]
    assert {each.agency.code for each in ranking(world.province, **asked, depth="communes")} == {
        "H80.3",
        "H80.4",
    }
    before = {**asked, "as_of": date(2025, 6, 30), "depth": "all"}
    assert "H80.2" in {each.agency.code for each in ranking(world.province, **before)}


def test_where_less_is_better_the_least_is_first(world: World) -> None:
    put(world.commune, date(2025, 5, 1), finished=4, withdrawn=1)
    put(world.department, date(2025, 5, 1), finished=4, stopped=3)
    found = ranking(world.province, indicator=Indicator.M10R, period=YEAR, as_of=END)
    assert [each.agency for each in found] == [world.commune, world.department]


def test_heat_has_gaps_where_nothing_was_due_and_nothing_to_come(world: World) -> None:
    put(world.commune, date(2025, 2, 1), received=4, online=1)
    found = heat(world.province, indicator=Indicator.M7, year=2025, as_of=date(2025, 3, 31))
    rows = {row.agency: row.ratios for row in found}
    row = rows[world.commune]
    assert row[:4] == [(0, 0), (1, 4), (0, 0), None]
    assert len(row) == 12
    assert all(each is None or each == (0, 0) for each in rows[world.department])


def test_forecast_follows_the_months_and_names_its_method(world: World) -> None:
    for month in range(1, 7):
        put(world.commune, date(2025, month, 3), received=100, online=10 * month)
    found = forecast(
        world.commune, indicator=Indicator.M7, year=2025, as_of=date(2025, 6, 30), level="commune"
    )
    assert found is not None
    # From 10 % in January to 35 % in June, 5 points a month: 65 % in December.
    assert (found.value, found.low, found.high) == (Decimal("65.00"),) * 3
    assert "mức tăng bình quân" in found.method
    assert found.on_pace is True
    early = forecast(world.commune, indicator=Indicator.M7, year=2025, as_of=date(2025, 2, 28))
    assert early is None


def test_procedures_with_the_largest_gap_first(world: World) -> None:
    put(world.commune, date(2025, 5, 1), world.with_result, received=10, online=1)
    put(world.commune, date(2025, 5, 1), world.without_result, received=40, online=1)
    put(world.commune, date(2025, 5, 1), None, items=3)
    found = by_procedure(world.province, indicator=Indicator.M7, period=YEAR, as_of=END)
    assert [each.procedure for each in found] == [world.without_result, world.with_result]
    assert [each.rate.gap_papers for each in found] == [19, 4]
    papers = by_procedure(world.province, indicator=Indicator.M4, period=YEAR, as_of=END)
    assert [(each.procedure, share(each.rate)) for each in papers] == [(None, (0, 3))]


@pytest.mark.parametrize("code", ["M2", "M7", "M1", "M9"])
@pytest.mark.parametrize("year", [2023, 2025])
def test_procedures_of_everybody_make_up_the_rate(world: World, code: str, year: int) -> None:
    """Also in the year in which digitization at intake begins, at one level before another."""
    figures = {"received": 4, "digitized": 3, "online": 2, "results": 3, "results_digitized": 1}
    figures |= {"timed": 3, "settled_on_time": 2, "overdue": 1}
    for month in (1, 6, 8, 12):
        for agency in (world.province, world.commune, world.department):
            put(agency, date(year, month, 9), **figures)
            put(agency, date(year - 1, month, 9), **figures)
    asked = {"period": Period.year(year), "as_of": date(year, 12, 20)}
    for level in (None, "commune", "province"):
        [row] = by_procedure(world.province, indicator=Indicator(code), level=level, **asked)
        rates = rates_of([world.province], level=level, indicators=[code], **asked)
        assert share(row.rate) == share(rates[0])


def test_owners_of_a_month_that_is_not_over_are_its_set_unless_somebody_comes_later(
    world: World,
) -> None:
    from_roaring(world.commune, date(2025, 3, 1), held=[7, 8], again=[8])
    until = {"period": Period.year(2025), "as_of": date(2025, 3, 20), "indicators": ["M6"]}
    assert share(rates_of([world.commune], **until)[0]) == (1, 2)
    later = world.dossier(world.commune, date(2025, 3, 25))
    CountedDossier.objects.create(
        dossier=later,
        agency=world.commune,
        holder=later.holder,
        procedure=later.procedure,
        channel=later.channel,
        status=later.status,
        received_day=date(2025, 3, 25),
        held_before=True,
    )
    assert share(rates_of([world.commune], **until)[0]) == (0, 0)


def test_two_agencies_and_two_years_side_by_side(world: World) -> None:
    put(world.commune, date(2025, 5, 1), received=4, online=1)
    put(world.commune, date(2024, 5, 1), received=4, online=3)
    [pair] = compare(
        Scope(world.commune, Period.year(2024)), Scope(world.commune, YEAR), indicators=["M7"]
    )
    assert (pair.left.value, pair.right.value) == (Decimal("75.00"), Decimal("25.00"))
    assert pair.difference == Decimal("-50.00")
    [none] = compare(Scope(world.department, YEAR), Scope(world.commune, YEAR), indicators=["M7"])
    assert none.difference is None
