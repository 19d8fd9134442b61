"""Late dossiers: told once for each promised day, an apology quiets it, and its limits."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Role
from counter.apologies import apologise, draft, may_apologise
from counter.results import Refused
from counter.supplements import Item, request_supplement
from counter.watch import LATE, Watched, late_without_apology, watch
from dossiers.models import Dossier, Event, IssuedForm, Notification
from dossiers.notices import SENTENCES
from tests.counter.desk import Desk, at
from tests.records import make_agency, make_user

Clock = Callable[[str], None]


@pytest.fixture
def late(desk: Desk, clock: Clock) -> Dossier:
    """Due on Monday the 12th at five, it is Tuesday."""
    dossier = desk.open(officer=desk.officer)
    clock("2026-10-13T09:00")
    return dossier


def sorry(desk: Desk, dossier: Dossier, day: date, text: str = "Chờ xác minh") -> object:
    return apologise(dossier_id=dossier.pk, new_due_on=day, text=text, by=desk.officer)


def test_the_alarm_has_a_sentence() -> None:
    assert LATE in SENTENCES


def test_officers_are_told_once(desk: Desk, late: Dossier) -> None:
    assert watch(dry_run=True) == Watched(late=1, told=1)
    assert not Notification.objects.exists()
    assert watch() == Watched(late=1, told=1)
    assert watch() == Watched(late=1, told=0)
    told = Notification.objects.get()
    assert (told.user, told.dossier, told.kind) == (desk.officer, late, LATE)


def test_where_the_agency_has_no_officer_those_of_the_nearest_above_are_told(
    desk: Desk, clock: Clock
) -> None:
    desk.open()
    clock("2026-10-13T09:00")
    Role.objects.filter(user=desk.officer).delete()
    assert watch() == Watched(late=1, told=0)
    above = make_user("officer", desk.province)
    assert watch() == Watched(late=1, told=1)
    assert watch() == Watched(late=1, told=0)
    assert Notification.objects.get().user == above
    merged_into = make_agency("H99.43", parent=desk.province)
    desk.agency.successor = merged_into
    desk.agency.save()
    successor = make_user("officer", merged_into)
    desk.open()
    clock("2026-10-30T09:00")
    assert watch() == Watched(late=2, told=1)
    assert Notification.objects.filter(user=successor).count() == 1


def test_an_apology_quiets_the_alarm_until_its_day_is_over(
    desk: Desk, late: Dossier, clock: Clock
) -> None:
    assert may_apologise(late)
    prefilled = draft(late)
    assert prefilled.new_due_on == date(2026, 10, 16)
    form = sorry(desk, late, prefilled.new_due_on, prefilled.text)
    assert isinstance(form, IssuedForm)
    assert sorry(desk, late, prefilled.new_due_on, prefilled.text) == form
    assert Event.objects.filter(verb="dossier.apologised").count() == 1
    assert watch() == Watched(late=0, told=0)
    late.refresh_from_db()
    # The due date of the law stays.
    assert late.due_at == at("2026-10-12T17:00")
    clock("2026-10-19T09:00")
    assert watch() == Watched(late=1, told=1)
    assert late_without_apology(Dossier.objects.all(), now=at("2026-10-16T12:00")).count() == 0


def test_what_stands_against_an_apology(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    assert not may_apologise(dossier)
    assert sorry(desk, dossier, date(2026, 10, 20)) == Refused("counter.not_late")
    clock("2026-10-08T09:00")  # two working days left
    assert may_apologise(dossier)
    assert sorry(desk, dossier, date(2026, 10, 12)) == Refused("counter.new_date_too_early")
    assert sorry(desk, dossier, date(2026, 10, 17)) == Refused("counter.not_a_working_day")
    assert sorry(desk, dossier, date(2026, 10, 16), " ") == Refused("counter.text_needed")
    assert isinstance(sorry(desk, dossier, date(2026, 10, 16)), IssuedForm)


def test_a_dossier_that_waits_for_its_applicant_is_not_late(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    items = [Item(cause="applicant", text="Bổ sung")]
    request_supplement(dossier_id=dossier.pk, items=items, by=desk.officer)
    clock("2026-10-20T09:00")
    assert watch() == Watched(late=0, told=0)
    assert not may_apologise(Dossier.objects.get())
