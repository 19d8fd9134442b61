"""Records that nobody would invent, as imports bring them: what they count as, and that counting goes on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import Pause
from targets.recounting import recount
from targets.rollup import follow
from targets.selectors import rates
from tests.records import make_paper_type
from tests.targets.world import World, at

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 3)
# What other systems write where something never ends.
NEVER = date(9999, 12, 31)


@pytest.fixture
def world() -> World:
    return World()


def share(world: World, indicator: str, **where: Any) -> tuple[int, int]:
    follow()
    found = rates(2024, agency=world.province, indicators=[indicator], **where)[0]
    return found.numerator, found.denominator


def test_a_result_that_is_valid_for_ever(world: World) -> None:
    kind = make_paper_type("giay_phep_xd")
    facts = {"paper_type": kind, "valid_from": JUNE, "accepted_at": at(JUNE)}
    world.paper(None, world.commune, valid_to=NEVER, **facts)
    assert share(world, "M1") == (1, 1)
    assert recount(by="test").differing == {}


def test_a_dossier_that_is_never_due(world: World) -> None:
    late = datetime(9999, 12, 31, 16, 59, tzinfo=UTC)
    world.dossier(world.commune, JUNE, status=4, due_at=late)
    world.dossier(world.commune, JUNE, status=9, due_at=late, finished_at=at(JUNE))
    assert share(world, "M9") == (2, 2)
    assert share(world, "M9f") == (1, 1)
    assert recount(by="test").differing == {}


@pytest.mark.parametrize("day", [date(2024, 5, 31), date(2024, 6, 2), date(2024, 6, 3)])
def test_due_before_it_was_received(world: World, day: date) -> None:
    """Typed wrong, or handed on late: it is overdue from the day on which it came, not before it was there."""
    world.dossier(world.commune, date(2024, 1, 8), status=4, due_at=at(date(2024, 12, 1)))
    world.dossier(world.commune, JUNE, status=4, due_at=at(date(2024, 5, 28)))
    assert share(world, "M9", as_of=day) == ((1, 2) if day == JUNE else (1, 1))


@pytest.mark.parametrize("day", [date(2024, 6, 1), date(2024, 6, 2), date(2024, 6, 3)])
def test_asked_for_supplements_before_it_was_received(world: World, day: date) -> None:
    world.dossier(world.commune, date(2024, 1, 8), status=4, due_at=at(date(2024, 12, 1)))
    made = world.dossier(world.commune, JUNE, status=5, due_at=at(date(2024, 6, 6)))
    Pause.objects.create(dossier=made, asked_at=at(date(2024, 6, 1)))
    assert share(world, "M9", as_of=day) == ((2, 2) if day == JUNE else (1, 1))


def test_what_came_or_ended_at_the_end_of_all_days(world: World) -> None:
    end = datetime(9999, 12, 31, 16, tzinfo=UTC)
    world.dossier(world.commune, JUNE, received_at=end)
    world.dossier(world.commune, JUNE, received_at=end, due_at=end)
    world.dossier(world.commune, JUNE, status=9, due_at=at(JUNE), finished_at=end)
    assert share(world, "M7") == (0, 1)
    assert share(world, "M9") == (0, 1)
    assert share(world, "M9f") == (0, 0)


def test_a_pause_as_long_as_the_calendar(world: World) -> None:
    made = world.dossier(world.commune, JUNE, status=4, due_at=datetime(9999, 12, 31, tzinfo=UTC))
    first = datetime(1, 1, 2, tzinfo=UTC)
    for number in range(3):
        asked = first + timedelta(days=number)
        Pause.objects.create(dossier=made, asked_at=asked, completed_at=at(JUNE))
    assert share(world, "M9") == (1, 1)


def test_a_day_off_that_is_imported_later_moves_the_limits_that_ran_over_it(
    world: World, tmp_path: Path
) -> None:
    """Three working days from Monday end on Thursday; with Wednesday off, on Friday."""
    friday = at(date(2024, 6, 7))
    world.dossier(world.commune, JUNE, status=9, finished_at=friday, due_at=None)
    assert share(world, "M9f") == (0, 1)
    file = tmp_path / "days.csv"
    file.write_text("day,kind\n2024-06-05,off\n2024-12-02,off\n")
    assert not import_file(CATALOGUES["days_off"], file, by="cli:thu").problems
    assert share(world, "M9f") == (1, 1)
    assert recount(by="test").differing == {}


def test_a_procedure_whose_result_an_import_changes(world: World, tmp_path: Path) -> None:
    made = world.dossier(world.commune, JUNE, procedure=world.without_result)
    assert share(world, "M3") == (0, 0)
    procedure, component = made.procedure, made.version.components.get()
    file = tmp_path / "procedures.csv"
    file.write_text(
        "code,name,level,result_paper_type\n"
        f"{procedure.code},{procedure.name},{procedure.level_id},giay_phep_xd\n"
    )
    assert component
    assert not import_file(CATALOGUES["procedures"], file, by="cli:thu").problems
    assert share(world, "M3") == (0, 1)
    assert recount(by="test").differing == {}
