"""`motlan recount`: what was tampered with or missed is found and named, and counted anew on demand."""

import contextlib
import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from dossiers.models import DayOff, Dossier
from targets.counting.grains import GRAINS
from targets.counting.kinds import KINDS
from targets.models import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    CountedDossier,
    CountedPaper,
    Cursor,
    OwnerSet,
    Recount,
)
from targets.recounting import last_recount, recount
from targets.rollup import follow
from tests.records import make_holder
from tests.targets.world import World, at
from worker.management.commands.recount import WORDS

pytestmark = pytest.mark.django_db
MARCH = date(2025, 3, 4)


@pytest.fixture
def world() -> World:
    """Two dossiers of one holder, the second with a paper that was accepted before."""
    made, holder = World(), make_holder()
    first = made.dossier(made.commune, MARCH, holder=holder)
    made.paper(first, made.commune, holder=holder, accepted_at=at(MARCH))
    made.dossier(made.commune, date(2025, 4, 1), holder=holder)
    made.count(made.commune, MARCH, 5)
    follow()
    return made


def told(*options: str) -> dict[str, Any]:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("recount", "--json", *options, stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.usefixtures("world")
def test_what_follows_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    found = told()
    assert (found["differences"], found["rows"], found["rebuilt"]) == (0, 4, False)
    assert found["sums"] == sum(grain.rows().count() for grain in GRAINS)
    call_command("recount")
    assert "Khớp hoàn toàn" in capsys.readouterr().out
    kept = last_recount()
    assert kept is not None
    assert kept.differences == 0
    assert Recount.objects.count() == 2


@pytest.mark.parametrize(
    ("model", "change", "wrong"),
    [
        (AgencyMonth, {"received": F("received") + 1}, {"agencymonth": 2}),
        (AgencyYear, {"received": F("received") + 1}, {"agencyyear": 1}),
        (AgencyDay, {"stock": 4}, {"agencyday": 4}),
        (CountedPaper, {"stored": False}, {"paper": 1, "procedureday": 1}),
        (CountedDossier, {"channel": 2}, {"dossier": 2, "procedureday": 2}),
        (OwnerSet, {"month": date(2025, 5, 1)}, {"ownerset": 2}),  # one too many, one missing
        (OwnerSet, {"digest": 1}, {"ownerset": 1}),
    ],
)
def test_what_was_tampered_with_is_named_and_counted_anew(
    world: World, model: Any, change: dict[str, Any], wrong: dict[str, int]
) -> None:
    model.objects.update(**change)
    found = told()
    assert found["differing"] == wrong
    assert told("--rebuild")["rebuilt"] is True
    assert told()["differences"] == 0


def test_what_no_event_told_of_is_found(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    Dossier.objects.update(channel=2)
    with pytest.raises(SystemExit) as ended:
        call_command("recount")
    assert ended.value.code == 1
    out = capsys.readouterr()
    assert "Lệch 2 hồ sơ" in out.out
    assert "motlan recount --rebuild" in out.err


def test_a_day_off_that_was_added_later_is_found(world: World) -> None:
    world.dossier(world.commune, MARCH, due_at=None)
    follow()
    DayOff.objects.create(day=date(2025, 3, 6), name="Nghỉ")
    found = recount(by="test")
    assert found.differing["dossier"] >= 1
    recount(by="test", with_rebuild=True)
    assert recount(by="test").differences == 0


def test_what_is_new_is_counted_before_it_is_compared(world: World) -> None:
    world.dossier(world.commune, MARCH)
    assert recount(by="test").differences == 0
    assert sum(Cursor.objects.values_list("seq", flat=True)) == 5


def test_a_sum_of_nothing_is_no_difference(world: World) -> None:
    dossier = Dossier.objects.earliest("pk")
    dossier.received_at = at(date(2025, 5, 6))
    dossier.save()
    world.tell("dossier.recorded", dossier, world.commune)
    assert recount(by="test").differing == {}


def test_wrong_use() -> None:
    with pytest.raises(CommandError):
        call_command("recount", "--nothing")


def test_whatever_differs_has_its_words(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert WORDS.keys() == {
        *KINDS,
        *(grain.model._meta.model_name for grain in GRAINS),
        "ownerset",
    }
    for grain in GRAINS:
        grain.rows().update(received=F("received") + 1)
    with pytest.raises(SystemExit):
        call_command("recount")
    out = capsys.readouterr().out
    assert all(WORDS[str(grain.model._meta.model_name)] in out for grain in GRAINS)
