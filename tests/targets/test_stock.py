"""A result is counted once: with the paper stock until the records know it, in the records from then on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers.states import State
from targets.models import CountedPaper
from targets.recounting import recount
from targets.rollup import follow
from targets.scanning import candidates
from targets.selectors import rates
from tests.records import make_paper_type
from tests.targets.world import World, at

JANUARY, MARCH, MAY = date(2026, 1, 5), date(2026, 3, 2), date(2026, 5, 4)
OLD = date(2015, 4, 1)


@pytest.fixture
def world(db: None) -> World:
    return World()


def scanned(world: World, day: date, *, valid_from: date | None = OLD) -> None:
    """A permit of the backlog whose copy was accepted that day."""
    facts = {"paper_type": make_paper_type("giay_phep_xd"), "valid_from": valid_from}
    world.paper(None, world.commune, accepted_at=at(day), **facts)


def m1(world: World, day: date) -> tuple[int, int]:
    follow()
    found = rates(day.year, as_of=day, agency=world.commune, level="commune", indicators=["M1"])
    return found[0].numerator, found[0].denominator


@pytest.mark.parametrize("of_one", [False, True])
def test_what_is_scanned_after_the_count_leaves_the_stock_until_the_next(
    world: World, *, of_one: bool
) -> None:
    procedure = world.with_result if of_one else None
    world.count(world.commune, JANUARY, 10, procedure=procedure)
    scanned(world, MARCH)
    assert m1(world, JANUARY) == (0, 10)
    assert m1(world, MARCH) == (1, 10)
    world.count(world.commune, MAY, 9, procedure=procedure)
    assert m1(world, MAY - timedelta(days=1)) == (1, 10)
    assert m1(world, MAY) == (1, 10)


def test_a_result_that_does_not_say_since_when_it_holds_has_long_been_there(world: World) -> None:
    world.count(world.commune, JANUARY, 10)
    scanned(world, MARCH, valid_from=None)
    assert m1(world, MARCH) == (1, 10)


def test_a_result_that_came_after_the_count_was_not_in_it(world: World) -> None:
    world.count(world.commune, JANUARY, 10)
    scanned(world, MARCH, valid_from=JANUARY + timedelta(days=1))
    assert m1(world, MARCH) == (1, 11)


def test_what_had_its_copy_on_the_day_of_the_count_was_not_in_it(world: World) -> None:
    scanned(world, JANUARY)
    world.count(world.commune, JANUARY, 10)
    assert m1(world, JANUARY) == (1, 11)


def test_a_scan_that_waits_for_review_is_in_the_records_and_still_to_be_done(world: World) -> None:
    world.count(world.commune, JANUARY, 10)
    permit = make_paper_type("giay_phep_xd")
    facts = {"state": State.TO_REVIEW, "accepted_at": None, "valid_from": OLD}
    world.paper(None, world.commune, paper_type=permit, **facts)
    assert m1(world, MARCH) == (0, 10)


def test_stock_counted_with_and_without_a_procedure_loses_a_result_once(world: World) -> None:
    world.count(world.commune, JANUARY, 10)
    world.count(world.commune, JANUARY, 10, procedure=world.with_result)
    scanned(world, MARCH)
    assert m1(world, MARCH) == (1, 20)
    assert CountedPaper.objects.get().stock_procedure is None


def test_a_count_that_comes_late_is_corrected_or_goes_touches_what_was_scanned(
    world: World,
) -> None:
    scanned(world, MARCH)
    assert m1(world, MARCH) == (1, 1)
    count = world.count(world.commune, JANUARY, 10)
    assert m1(world, MARCH) == (1, 10)
    pk = count.pk
    count.delete()
    count.pk = pk
    world.tell("stock.counted", count, world.commune)
    assert m1(world, MARCH) == (1, 1)


def test_more_scans_than_were_counted_leave_no_stock_rather_than_less(world: World) -> None:
    world.count(world.commune, JANUARY, 2)
    for _ in range(5):
        scanned(world, MARCH)
    assert m1(world, MARCH) == (5, 5)


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


class StockTest(TestCase):
    """Counts and scans in any order."""

    @given(
        counts=st.lists(st.tuples(DAYS, st.integers(0, 6), st.booleans()), max_size=4),
        scans=st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=6),
        day=DAYS,
    )
    @settings(
        max_examples=25,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def test_a_rate_stays_within_0_and_100_and_lacks_what_campaigns_find(
        self,
        counts: list[tuple[date, int, bool]],
        scans: list[tuple[date, date | None]],
        day: date,
    ) -> None:
        world = World()
        for on, number, of_one in counts:
            procedure = world.with_result if of_one else None
            world.count(world.commune, on, number, procedure=procedure)
        for on, since in scans:
            scanned(world, on, valid_from=since)
        for at_day in (day, timezone.localdate()):
            numerator, denominator = m1(world, at_day)
            assert 0 <= numerator <= denominator
            missing = sum(each.missing for each in candidates(world.commune, day=at_day))
            assert missing == denominator - numerator
        assert recount(by="system").differences == 0
