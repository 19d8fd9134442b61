"""Sums of spans that begin, end or lie where something changes are those of the days in them."""

from datetime import date

import pytest

from targets import summing
from targets.indicators import Span, Term
from targets.models import AgencyDay, AgencyMonth, AgencyYear, Measure
from targets.periods import Period
from targets.summing import Apart, Place, Reach, sums
from targets.tree import Tree
from tests.targets.world import World

pytestmark = pytest.mark.django_db
DAYS = {date(2024, 1, 31): 1, date(2024, 2, 10): 2, date(2024, 3, 1): 4, date(2024, 3, 20): 8}
TERMS = [Term(Measure.RECEIVED, span) for span in (Span.BEFORE, Span.PERIOD, Span.UNTIL)]


OTHER_YEARS = {date(2022, 11, 5): 16, date(2023, 7, 1): 32, date(2025, 1, 1): 64}


@pytest.fixture
def counted() -> World:
    """A commune with dossiers on four days."""
    return _world(DAYS)


def _world(days: dict[date, int]) -> World:
    world = World()
    for day, received in days.items():
        AgencyDay.objects.create(agency=world.commune, day=day, received=received)
        month, _ = AgencyMonth.objects.get_or_create(agency=world.commune, month=day.replace(day=1))
        year, _ = AgencyYear.objects.get_or_create(agency=world.commune, year=date(day.year, 1, 1))
        for span in (month, year):
            span.received += received
            span.save()
    return world


def _sums(world: World, begin: date, end: date, apart: Apart) -> dict[Place, dict[Span, int]]:
    tree = Tree(date(2024, 12, 31))
    found = sums(Reach(tree, frozenset([world.commune.pk]), Period(begin, end)), TERMS, apart=apart)
    return {
        place: {span: value for (span, _), value in added.items()}
        for place, added in found.items()
        if added
    }


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 1, 15), date(2024, 3, 10)),
        (date(2024, 2, 5), date(2024, 2, 20)),
        (date(2024, 1, 31), date(2024, 2, 10)),
        (date(2024, 3, 15), date(2024, 2, 20)),
        (date(2023, 1, 1), date(2024, 12, 31)),
        (date(2022, 11, 1), date(2025, 1, 31)),
        (date(2022, 12, 15), date(2024, 1, 31)),
        (date(2023, 7, 1), date(2025, 1, 1)),
    ],
)
@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_span_of_any_days(
    monkeypatch: pytest.MonkeyPatch, begin: date, end: date, *, is_narrow: bool
) -> None:
    """From the sums of years, of months and of days; of a few agencies each day, month and year by name."""
    days = DAYS | OTHER_YEARS
    world = _world(days)
    monkeypatch.setattr(summing, "NARROW", 0 if is_narrow else 1_000)
    (found,) = _sums(world, begin, end, Apart()).values()
    assert {span: found.get(span, 0) for span in (Span.BEFORE, Span.PERIOD, Span.UNTIL)} == {
        Span.BEFORE: sum(n for day, n in days.items() if day < begin),
        Span.PERIOD: sum(n for day, n in days.items() if begin <= day <= end),
        Span.UNTIL: sum(n for day, n in days.items() if day <= end),
    }


def test_months_at_the_edges_are_told_by_their_month(counted: World) -> None:
    apart = Apart(agencies=True, months=True)
    found = _sums(counted, date(2024, 1, 15), date(2024, 3, 10), apart)
    assert {place.month: added[Span.PERIOD] for place, added in found.items()} == {
        date(2024, 1, 1): 1,
        date(2024, 2, 1): 2,
        date(2024, 3, 1): 4,
    }
