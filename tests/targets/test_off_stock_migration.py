"""An installation that counted before results left the paper stock comes to right sums by itself."""

import importlib
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.operations import RunSQL

from targets import rollup
from targets.counting.grains import sum_everything
from targets.models import CountedPaper, Cursor
from targets.recounting import recount
from targets.rollup import follow
from targets.selectors import rates
from tests.records import make_paper_type
from tests.targets.world import World, at

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("targets.migrations.0014_off_stock")
OLD, JANUARY, MARCH = date(2015, 4, 1), date(2026, 1, 5), date(2026, 3, 2)


def migrate() -> None:
    """What the migration does to rows: the test's tables have its columns already."""
    [operation] = [each for each in MIGRATION.Migration.operations if isinstance(each, RunSQL)]
    with connection.cursor() as cursor:
        cursor.execute(str(operation.sql))


def scanned(world: World) -> None:
    """A permit of the backlog whose copy was accepted in March."""
    permit = make_paper_type("giay_phep_xd")
    world.paper(None, world.commune, paper_type=permit, valid_from=OLD, accepted_at=at(MARCH))


def as_before() -> None:
    """Count as it was counted before: nothing leaves the stock."""
    follow()
    CountedPaper.objects.update(stock_procedure=None, stock_from=None, stock_to=None)
    sum_everything()


def m1(world: World) -> tuple[int, int]:
    [found] = rates(2026, agency=world.commune, as_of=MARCH, level="commune", indicators=["M1"])
    return found.numerator, found.denominator


@pytest.mark.parametrize("from_the_records", [0, 20_000])
def test_what_was_counted_twice_is_counted_once(
    monkeypatch: pytest.MonkeyPatch, from_the_records: int
) -> None:
    """Of a small installation the events are read again, of a large one the records are counted."""
    monkeypatch.setattr(rollup, "FROM_THE_RECORDS", from_the_records)
    world = World()
    world.count(world.commune, JANUARY, 10)
    scanned(world)
    world.dossier(world.commune, MARCH)
    as_before()
    assert m1(world) == (1, 11)
    assert recount(by="test").differences > 0
    migrate()
    follow()
    assert m1(world) == (1, 10)
    assert recount(by="test").differing == {}


def test_who_has_counted_no_stock_reads_nothing_again() -> None:
    world = World()
    scanned(world)
    as_before()
    migrate()
    assert Cursor.objects.filter(seq__gt=0).exists()
    assert recount(by="test").differing == {}
