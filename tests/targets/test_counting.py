"""What single records count as: the times of M9, the owners of M6, circulation, results and voices."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import IntegerField, Model
from pyroaring import BitMap

from dossiers.models import Complaint, Dossier, Pause, Procedure, Rating, Transfer
from dossiers.states import State
from targets.counting.grains import SUMS
from targets.counting.kinds import KINDS
from targets.counting.spread import SPREAD
from targets.models import (
    AgencyDay,
    CountedDossier,
    CountedPaper,
    Figures,
    Measure,
    OwnerSet,
)
from targets.rollup import follow
from tests.records import make_holder, make_paper_type
from tests.targets.world import BY, World, at

pytestmark = pytest.mark.django_db
MONDAY = date(2024, 6, 3)
DUE = at(date(2024, 6, 6), hour=10)


@pytest.fixture
def world() -> World:
    return World()


def counted(dossier: Dossier) -> CountedDossier:
    follow()
    return CountedDossier.objects.get(dossier=dossier)


def overdue_on(day: date) -> int:
    follow()
    return sum(AgencyDay.objects.filter(day__lte=day).values_list("overdue", flat=True))


def test_measures_are_the_columns_of_the_sums_and_each_is_added_to() -> None:
    columns = [each.name for each in Figures._meta.get_fields() if isinstance(each, IntegerField)]
    assert columns == SUMS
    assert {measure for spread in SPREAD for measure in spread.adds} == set(Measure)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_column_of_a_counted_row_is_defined(kind: Any) -> None:
    model: type[Model] = kind.rows
    columns = {field.attname for field in model._meta.concrete_fields}
    assert columns == set(kind.names)


@pytest.mark.parametrize(
    ("finished", "on_time"),
    [(DUE, True), (DUE + timedelta(minutes=1), False), (None, None)],
)
def test_on_time_to_the_minute(world: World, finished: datetime | None, on_time: bool) -> None:
    status = 9 if finished else 4
    made = world.dossier(world.commune, MONDAY, status=status, finished_at=finished, due_at=DUE)
    row = counted(made)
    assert (row.on_time, row.settled_on_time) == (on_time, on_time)
    assert row.late_from == date(2024, 6, 7)


def test_without_any_limit_nothing_is_late(world: World) -> None:
    made = world.dossier(
        world.commune, MONDAY, status=10, finished_at=at(date(2025, 1, 1)),
        procedure=world.without_result,
    )  # fmt: skip
    row = counted(made)
    assert (row.on_time, row.late_from, row.settled_on_time) == (None, None, None)
    assert row.settled_day == date(2025, 1, 1)
    figures = AgencyDay.objects.get(day=date(2025, 1, 1))
    assert (figures.finished, figures.on_time, figures.late, figures.settled_late) == (1, 0, 0, 0)


def test_overdue_from_the_day_after_until_it_is_done(world: World) -> None:
    done = at(date(2024, 6, 10))
    world.dossier(world.commune, MONDAY, status=9, finished_at=done, due_at=DUE)
    world.dossier(world.commune, MONDAY, status=4, due_at=DUE)
    world.dossier(world.commune, MONDAY, status=9, finished_at=DUE + timedelta(hours=3), due_at=DUE)
    days = {date(2024, 6, 6): 0, date(2024, 6, 7): 2, date(2024, 6, 9): 2, date(2024, 6, 10): 1}
    assert {day: overdue_on(day) for day in days} == days


@pytest.mark.parametrize(("moves_due", "on_time"), [(True, True), (False, False)])
def test_a_pause_that_the_due_time_does_not_hold_is_taken_out(
    world: World, moves_due: bool, on_time: bool
) -> None:
    made = world.dossier(
        world.commune, MONDAY, status=9, finished_at=DUE + timedelta(days=2), due_at=DUE
    )
    Pause.objects.create(
        dossier=made,
        asked_at=at(MONDAY),
        completed_at=at(MONDAY) + timedelta(days=2),
        moves_due=moves_due,
    )
    row = counted(made)
    assert row.on_time is on_time
    assert row.late_from == date(2024, 6, 9 if moves_due else 7)


def test_a_pause_moves_a_limit_too(world: World) -> None:
    """Three working days after Monday is Thursday; paused for a day, Friday."""
    made = world.dossier(
        world.commune, MONDAY, status=9, finished_at=at(date(2024, 6, 7)), due_at=None
    )
    assert counted(made).on_time is False
    Pause.objects.create(
        dossier=made, asked_at=at(MONDAY), completed_at=at(MONDAY) + timedelta(days=1)
    )
    world.tell("dossier.recorded", made, world.commune)
    assert counted(made).on_time is True


def test_waiting_for_the_applicant_settles_it_at_the_single_request(world: World) -> None:
    """Decision 766/QĐ-TTg, 2.1: the time of the request counts; a second request is late."""
    made = world.dossier(world.commune, MONDAY, status=5, due_at=DUE)
    Pause.objects.create(dossier=made, asked_at=at(date(2024, 6, 5)))
    row = counted(made)
    assert (row.settled_day, row.settled_on_time) == (date(2024, 6, 5), True)
    assert (row.finished_day, row.on_time) == (None, None)
    assert overdue_on(date(2024, 12, 31)) == 0
    early = at(MONDAY)
    Pause.objects.create(dossier=made, asked_at=early, completed_at=early, moves_due=False)
    world.tell("dossier.recorded", made, world.commune)
    row = counted(made)
    assert (row.settled_day, row.settled_on_time) == (date(2024, 6, 5), False)


def test_circulation_is_electronic_when_every_step_is(world: World) -> None:
    made = world.dossier(world.commune, MONDAY)
    for number, medium in enumerate(["electronic", "electronic", "paper"]):
        Transfer.objects.create(
            dossier=made,
            sender=world.commune,
            receiver=world.department,
            medium=medium,
            sent_at=at(MONDAY) + timedelta(hours=number),
            by=BY,
        )
        world.tell("dossier.recorded", made, world.commune)
        follow()
        figures = AgencyDay.objects.get(day=MONDAY)
        assert (figures.transferred, figures.e_circulated) == (1, int(number < 2))
    assert (figures.transfers, figures.transfers_electronic) == (3, 2)


def test_an_electronic_result_and_whether_its_signature_holds(world: World) -> None:
    made = world.dossier(world.commune, MONDAY)
    plain = world.dossier(world.commune, MONDAY, procedure=world.without_result)
    world.paper(made, world.commune, is_result=True, verdict="indeterminate")
    world.paper(plain, world.commune, is_result=True)
    row = counted(made)
    assert (row.wants_result, row.e_result, row.e_result_valid) == (True, True, False)
    row = counted(plain)
    assert (row.wants_result, row.e_result, row.e_result_valid) == (False, False, False)


def test_voices_count_on_the_day_on_which_they_are_heard(world: World) -> None:
    made = world.dossier(world.commune, MONDAY)
    Rating.objects.create(dossier=made, score=4, channel="page", at=at(date(2024, 6, 8)))
    for day in (9, 11):
        Complaint.objects.create(
            dossier=made, about="late", received_at=at(date(2024, 6, day)), by=BY
        )
    world.tell("dossier.recorded", made, world.commune)
    row = counted(made)
    assert (row.rated_day, row.satisfied) == (date(2024, 6, 8), True)
    assert row.complained_day == date(2024, 6, 9)
    voices = AgencyDay.objects.filter(day__gte=date(2024, 6, 8)).values_list(
        "rated", "satisfied", "complained"
    )
    assert list(voices.order_by("day")) == [(1, 1, 0), (0, 0, 1)]


@pytest.mark.parametrize(
    ("earlier", "again"),
    [
        ({}, True),
        ({"valid_to": date(2024, 6, 2)}, False),  # it has ended before
        ({"valid_to": MONDAY}, True),
        ({"number_key": "12"}, False),  # another paper of the same type
        ({"number_key": "7"}, True),
        ({"state": "withdrawn", "revoked_at": date(2024, 6, 1)}, False),
        ({"state": "withdrawn", "revoked_at": date(2024, 7, 1)}, True),  # it held then
        ({"state": "withdrawn"}, False),  # it was wrong
        ({"paper_type": "khac"}, False),
    ],
)
def test_handed_in_again_is_what_was_accepted_and_still_holds(
    world: World, earlier: dict[str, Any], again: bool
) -> None:
    holder, kind = make_holder(), make_paper_type("don_de_nghi")
    given = {"holder": holder, "accepted_at": at(date(2024, 5, 2)), "paper_type": kind, **earlier}
    if earlier.get("paper_type"):
        given["paper_type"] = make_paper_type(earlier["paper_type"])
    world.paper(None, world.department, **given)
    made = world.dossier(world.commune, MONDAY, holder=holder)
    same = {"holder": holder, "paper_type": kind, "number_key": "7", "accepted_at": at(MONDAY)}
    world.paper(made, world.commune, component=world.components[0], **same)
    row = counted(made)
    assert (row.held_before, row.resubmitted) == (True, again)
    owners = OwnerSet.objects.get(agency=world.commune, month=date(2024, 6, 1))
    assert BitMap.deserialize(bytes(owners.held_before)) == BitMap([holder.pk])
    assert bool(BitMap.deserialize(bytes(owners.resubmitted))) is again


def test_a_paper_accepted_late_changes_later_dossiers_of_its_holder(world: World) -> None:
    holder = make_holder()
    made = world.dossier(world.commune, MONDAY, holder=holder)
    assert not counted(made).held_before
    world.paper(None, world.department, holder=holder, accepted_at=at(date(2024, 5, 2)))
    assert counted(made).held_before


def test_owners_leave_a_set_with_their_last_dossier(world: World) -> None:
    holder = make_holder()
    world.paper(None, world.department, holder=holder, accepted_at=at(date(2024, 5, 2)))
    made = world.dossier(world.commune, MONDAY, holder=holder)
    follow()
    assert OwnerSet.objects.get().agency_id == world.commune.pk
    made.deciding_agency = world.department
    made.save()
    world.tell("dossier.recorded", made, world.commune)
    follow()
    assert OwnerSet.objects.get().agency_id == world.department.pk


def test_a_paper_waiting_for_review_is_known_as_a_result_only(world: World) -> None:
    kind = make_paper_type("giay_phep_xd")
    facts = {"state": State.TO_REVIEW, "accepted_at": None, "paper_type": kind}
    paper = world.paper(None, world.commune, valid_from=MONDAY, **facts)
    follow()
    row = CountedPaper.objects.get(paper=paper)
    assert (row.accepted_day, row.result_from, row.copy_from) == (None, MONDAY, None)
    assert row.result_agency_id == world.commune.pk


def test_refused_and_registered_dossiers_have_no_row(world: World) -> None:
    for facts in ({"status": 1}, {"status": 3}, {"received_at": None}):
        world.dossier(world.commune, MONDAY, **facts)
    follow()
    assert not CountedDossier.objects.exists()
    assert Procedure.objects.exists()
