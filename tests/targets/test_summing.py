"""Sums of spans that begin, end or lie where something changes are those of the days in them."""

from datetime import date

import pytest

from targets.indicators import Span, Term
from targets.models import AgencyDay, AgencyMonth, Measure
from targets.periods import Period
from targets.summing import Apart, Place, Reach, sums
from targets.tree import Tree
from tests.targets.world import World

pytestmark = pytest.mark.django_db
DAYS = {date(2024, 1, 31): 1, date(2024, 2, 10): 2, date(2024, 3, 1): 4, date(2024, 3, 20): 8}
TERMS = [Term(Measure.RECEIVED, span) for span in (Span.BEFORE, Span.PERIOD, Span.UNTIL)]


@pytest.fixture
def counted() -> World:
    """A commune with dossiers on four days."""
    world = World()
    for day, received in DAYS.items():
        AgencyDay.objects.create(agency=world.commune, day=day, received=received)
        month, _ = AgencyMonth.objects.get_or_create(agency=world.commune, month=day.replace(day=1))
        month.received += received
        month.save()
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
    ],
)
def test_a_span_of_any_days(counted: World, begin: date, end: date) -> None:
    (found,) = _sums(counted, begin, end, Apart()).values()
    assert {span: found.get(span, 0) for span in (Span.BEFORE, Span.PERIOD, Span.UNTIL)} == {
        Span.BEFORE: sum(n for day, n in DAYS.items() if day < begin),
        Span.PERIOD: sum(n for day, n in DAYS.items() if begin <= day <= end),
        Span.UNTIL: sum(n for day, n in DAYS.items() if day <= end),
    }


def test_months_at_the_edges_are_told_by_their_month(counted: World) -> None:
    apart = Apart(agencies=True, months=True)
    found = _sums(counted, date(2024, 1, 15), date(2024, 3, 10), apart)
    assert {place.month: added[Span.PERIOD] for place, added in found.items()} == {
        date(2024, 1, 1): 1,
        date(2024, 2, 1): 2,
        date(2024, 3, 1): 4,
    }
