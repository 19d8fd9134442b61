"""Sets of owners that a process has unpacked are used again for as long as they are what the records hold."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap

from accounts.models import Agency
from targets import owners
from targets.counting.owner_sets import row_of
from targets.models import OwnerSet
from targets.owners import OwnersBook
from targets.periods import Period
from targets.summing import Reach
from targets.tree import Tree
from tests.targets.world import World

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)
FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "_KEPT", owners._Kept())


@pytest.fixture
def world() -> World:
    made = World()
    put(made.commune, FEBRUARY, held=[7, 8], again=[8])
    put(made.commune, MARCH, held=[7], again=[])
    put(made.department, MARCH, held=[7, 9], again=[])
    return made


def put(agency: Agency, month: date, *, held: list[int], again: list[int]) -> None:
    OwnerSet.objects.filter(agency=agency, month=month).delete()
    row_of((agency.pk, month), (BitMap(held), BitMap(again))).save()


def book(world: World, period: Period = YEAR) -> OwnersBook:
    return OwnersBook(
        Reach(Tree(period.end), frozenset(each.pk for each in world.agencies), period)
    )


def asked(world: World, period: Period = YEAR) -> tuple[tuple[int, int], list[str]]:
    """The ratio of M6 over all agencies, and the statements that read bitmaps."""
    with CaptureQueriesContext(connection) as said:
        ratio = book(world, period).of([each.pk for each in world.agencies], level=None).ratio
    return ratio, [each["sql"] for each in said if "held_before" in each["sql"]]


def test_what_is_known_is_not_read_again(world: World) -> None:
    first, read = asked(world)
    assert (first, len(read)) == ((2, 3), 1)
    assert asked(world) == ((2, 3), [])


def test_what_changed_is_read_again_and_nothing_else(world: World) -> None:
    asked(world)
    put(world.commune, MARCH, held=[7, 10], again=[10])
    ratio, (sql,) = asked(world)
    assert ratio == (2, 4)
    assert f"IN ({world.commune.pk})" in sql
    OwnerSet.objects.filter(agency=world.department).delete()
    assert asked(world) == ((1, 3), [])


def test_months_that_change_places_are_others(world: World) -> None:
    """Their digests are of the months too: as a sum they would be the same otherwise."""
    asked(world)
    put(world.commune, FEBRUARY, held=[7], again=[])
    put(world.commune, MARCH, held=[7, 8], again=[8])
    by_month = book(world).by_month([world.commune.pk], level=None)
    assert {month: each.ratio for month, each in by_month.items()} == {
        FEBRUARY: (1, 1),
        MARCH: (1, 2),
    }


def test_what_was_altered_by_hand_is_not_taken_for_what_it_was(world: World) -> None:
    """Its digest still says what it was: so does the set that a recount puts back in its place."""
    altered = OwnerSet.objects.filter(agency=world.commune, month=FEBRUARY)
    before = altered.values_list("held_before", flat=True).get()
    altered.update(held_before=BitMap([]).serialize(), resubmitted=BitMap([]).serialize())
    assert asked(world)[0] == (2, 2)
    altered.update(held_before=bytes(before), resubmitted=BitMap([8]).serialize())
    assert asked(world)[0] == (2, 3)


def test_another_span_is_another_set(world: World) -> None:
    asked(world)
    assert asked(world, Period.month(2024, 2))[0] == (1, 2)
    assert asked(world)[0] == (2, 3)


def test_no_more_is_kept_than_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners._KEPT, "MOST", 1)
    assert asked(world)[0] == (2, 3)
    ratio, read = asked(world)
    assert (ratio, len(read)) == ((2, 3), 1)
    assert len(owners._KEPT._months) == 1
