"""The waiting for supplements stands in the records, and the due date moves by it once."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from counter.closings import withdraw
from counter.supplements import Item, request_supplement, supplement_received
from dossiers.models import Dossier, DossierStatus, IssuedForm, Pause
from tests.counter.desk import Desk, at

Clock = Callable[[str], None]
ITEMS = (Item(cause="applicant", text="Nộp bản vẽ"),)


def asked(desk: Desk) -> tuple[Dossier, IssuedForm]:
    dossier = desk.open(officer=desk.officer)
    form = request_supplement(dossier_id=dossier.pk, items=ITEMS, by=desk.officer)
    assert isinstance(form, IssuedForm)
    return dossier, form


def test_a_request_begins_a_pause_and_its_answer_ends_it(desk: Desk, clock: Clock) -> None:
    dossier, form = asked(desk)
    pause = Pause.objects.get()
    assert (pause.asked_at, pause.completed_at, pause.form) == (form.issued_at, None, form)
    assert pause.moves_due
    clock("2026-10-07T09:00")
    assert supplement_received(dossier_id=dossier.pk, by=desk.clerk) == form
    pause.refresh_from_db()
    assert pause.completed_at == at("2026-10-07T09:00")
    # The due date holds the two days by now: nobody counts them again.
    assert not pause.moves_due
    dossier.refresh_from_db()
    assert dossier.due_at == at("2026-10-14T17:00")


def test_a_withdrawal_ends_the_pause(desk: Desk, clock: Clock) -> None:
    dossier, _ = asked(desk)
    clock("2026-10-08T09:00")
    withdraw(dossier_id=dossier.pk, cause="own_wish", text="", by=desk.clerk)
    pause = Pause.objects.get()
    assert pause.completed_at == at("2026-10-08T09:00")
    assert not pause.moves_due


def test_without_any_due_date_there_is_nothing_to_move(desk: Desk, clock: Clock) -> None:
    dossier, _ = asked(desk)
    desk.procedure.versions.update(processing_days=None)
    Dossier.objects.update(due_at=None)
    clock("2026-10-07T09:00")
    supplement_received(dossier_id=dossier.pk, by=desk.clerk)
    assert Pause.objects.filter(completed_at__isnull=False, moves_due=True).exists()
    assert Dossier.objects.get().due_at is None


@pytest.mark.parametrize(
    ("moves", "due"), [(True, "2026-10-14T17:00"), (False, "2026-10-12T17:00")]
)
def test_a_pause_of_another_system_counts_as_it_was_told(
    desk: Desk, clock: Clock, *, moves: bool, due: str
) -> None:
    dossier = desk.open(officer=desk.officer)
    Dossier.objects.update(status=DossierStatus.SUPPLEMENT_ASKED)
    Pause.objects.create(dossier=dossier, asked_at=at("2026-10-05T10:00"), moves_due=moves)
    clock("2026-10-07T09:00")
    withdraw(dossier_id=dossier.pk, cause="own_wish", text="", by=desk.clerk)
    assert Dossier.objects.get().due_at == at(due)
    assert not Pause.objects.filter(completed_at=None).exists()


def test_one_left_open_by_another_system_ends_with_the_next_request(
    desk: Desk, clock: Clock
) -> None:
    dossier = desk.open(officer=desk.officer)
    Pause.objects.create(dossier=dossier, asked_at=at("2026-10-05T08:00"))
    clock("2026-10-06T09:00")
    request_supplement(dossier_id=dossier.pk, items=ITEMS, by=desk.officer)
    ends = Pause.objects.order_by("asked_at").values_list("completed_at", flat=True)
    assert list(ends) == [at("2026-10-06T09:00"), None]


def test_requests_of_before_become_pauses(desk: Desk, clock: Clock) -> None:
    waiting, _ = asked(desk)
    answered, _ = asked(desk)
    closed, _ = asked(desk)
    clock("2026-10-07T09:00")
    supplement_received(dossier_id=answered.pk, by=desk.clerk)
    withdraw(dossier_id=closed.pk, cause="own_wish", text="", by=desk.clerk)
    facts = ("dossier", "asked_at", "completed_at", "moves_due")
    before = list(Pause.objects.order_by("dossier").values_list(*facts))
    Pause.objects.all().delete()
    fill = import_module("dossiers.migrations.0031_pauses_of_requests").fill
    fill(apps, connection.schema_editor())
    fill(apps, connection.schema_editor())
    assert list(Pause.objects.order_by("dossier").values_list(*facts)) == before
    assert Pause.objects.get(dossier=waiting).completed_at is None
