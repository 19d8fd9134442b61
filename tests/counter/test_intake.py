"""A dossier is opened: its number, holder, due date, version; what stands against it."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Agency
from counter.intake import Places
from counter.numbers import next_number
from counter.results import Refused
from dossiers.identity.registering import Claim
from dossiers.models import DayOff, Dossier, DossierStatus, Event, Holder, ProcedureVersion
from tests.counter.desk import APPLICANT, Desk, at
from tests.records import make_agency, make_dossier, make_procedure, make_user, make_version
from vietnamese.dossier_number import parse_dossier_number

Clock = Callable[[str], None]


def test_a_dossier_gets_number_holder_due_date_and_event(desk: Desk, clock: Clock) -> None:
    dossier = desk.open()
    assert dossier.number == "H99.41-261005-0001"
    assert parse_dossier_number(dossier.number) is not None
    assert dossier.status == DossierStatus.RECEIVED
    assert dossier.version == desk.procedure.versions.get()
    assert dossier.due_at is not None
    assert f"{dossier.due_at.astimezone():%F}" == "2026-10-12"
    assert Holder.objects.get().name == "Trần Thị Mơ"
    event = Event.objects.get(verb="dossier.opened")
    assert (event.object_id, event.actor) == (dossier.pk, "user:mot-cua")
    assert "Mơ" not in str(event.facts)


def test_serials_run_through_the_day_and_begin_anew(desk: Desk, clock: Clock) -> None:
    numbers = [desk.open().number[-4:] for _ in range(3)]
    assert numbers == ["0001", "0002", "0003"]
    clock("2026-10-06T08:00")
    assert desk.open().number == "H99.41-261006-0001"


def test_numbers_that_came_by_import_are_passed_over(desk: Desk, clock: Clock) -> None:
    make_dossier(desk.agency, "H99.41-261005-0001")
    assert desk.open().number == "H99.41-261005-0002"


def test_a_number_that_an_import_takes_meanwhile_is_passed_over(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = make_dossier(desk.agency, "H99.41-261005-0001").number
    looked: list[str] = []

    def as_it_was_before_the_import(agency: Agency, day: date) -> str | None:
        looked.append("")
        return taken if len(looked) == 1 else next_number(agency, day)

    monkeypatch.setattr("counter.intake.next_number", as_it_was_before_the_import)
    assert desk.open().number == "H99.41-261005-0002"
    assert Event.objects.filter(verb="dossier.opened").count() == 1


def test_where_every_number_is_taken_meanwhile_nothing_is_opened(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = make_dossier(desk.agency, "H99.41-261005-0001").number
    monkeypatch.setattr("counter.intake.next_number", lambda *_: taken)
    assert desk.try_to_open() == Refused("counter.number_taken")
    assert Dossier.objects.count() == 1
    assert not Holder.objects.filter(name=APPLICANT.name).exists()


def test_a_refused_opening_leaves_no_gap(desk: Desk, clock: Clock) -> None:
    desk.open()
    refused = desk.try_to_open(applicant=Claim(number="12", name="Sai Số"))
    assert isinstance(refused, Refused)
    assert desk.open().number.endswith("-0002")


def test_a_form_sent_twice_opens_one_dossier(desk: Desk, clock: Clock) -> None:
    assert desk.open(key="abc") == desk.open(key="abc")
    assert desk.open(key="abd").number.endswith("-0002")
    # Another person's key is another key.
    assert desk.open(key="abc", by=desk.officer).number.endswith("-0003")
    assert Dossier.objects.count() == 3


def test_a_form_sent_again_for_another_person_opens_another_dossier(
    desk: Desk, clock: Clock
) -> None:
    first = desk.open(key="abc")
    # Went back in the browser, and the form came with its old key.
    other = Claim(number="079190054321", name="Phạm Thị Hai")
    second = desk.open(key="abc", applicant=other)
    assert second.holder != first.holder
    assert desk.open(key="abc", applicant=other) == second
    third = desk.open(key="abc", procedure=make_procedure("1.004195", processing_days=1))
    assert Dossier.objects.get(pk=third.pk).procedure.code == "1.004195"


def test_what_waited_past_midnight_belongs_to_the_new_day(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock("2026-10-05T23:59")
    new = make_version(desk.procedure, valid_from=date(2026, 10, 6), processing_days=1)

    def wait(*_agencies: object) -> None:
        clock("2026-10-06T00:01")

    monkeypatch.setattr("counter.intake.lock_agencies", wait)
    dossier = desk.open()
    assert dossier.number.endswith("-261006-0001")
    assert dossier.version == new
    assert dossier.due_at == at("2026-10-07T17:00")


def test_holidays_do_not_count_and_days_made_up_do(desk: Desk, clock: Clock) -> None:
    DayOff.objects.create(day="2026-10-07", name="Nghỉ")
    DayOff.objects.create(day="2026-10-08", name="Nghỉ")
    DayOff.objects.create(day="2026-10-10", kind=DayOff.Kind.MAKE_UP)
    # Tue 6, Fri 9, Sat 10 (made up), Mon 12, Tue 13.
    due = desk.open().due_at
    assert due is not None
    assert f"{due.astimezone():%F}" == "2026-10-13"


def test_the_holder_on_record_is_taken_and_a_name_that_differs_is_not_told(
    desk: Desk, clock: Clock
) -> None:
    first = desk.open()
    assert desk.open().holder == first.holder
    other = desk.try_to_open(applicant=Claim(number=APPLICANT.number, name="Người Khác Hẳn"))
    assert isinstance(other, Refused)
    assert other.code == "holder.not_certain"
    assert Holder.objects.count() == 1


def test_a_birth_year_that_the_id_denies_needs_a_look(desk: Desk, clock: Clock) -> None:
    wrong = Claim(number=APPLICANT.number, name="Trần Thị Mơ", birth_date=None, sex="male")
    refused = desk.try_to_open(applicant=wrong)
    assert isinstance(refused, Refused)
    assert refused.code == "holder.sex_differs"


def test_without_published_version_nothing_is_opened(desk: Desk, clock: Clock) -> None:
    ProcedureVersion.objects.update(published_at=None)
    assert desk.try_to_open() == Refused("counter.procedure_not_published")


def test_a_procedure_that_has_not_begun_takes_nothing_in(desk: Desk, clock: Clock) -> None:
    ProcedureVersion.objects.update(valid_from="2026-10-06")
    assert desk.try_to_open() == Refused("counter.procedure_not_begun", ("06/10/2026",))
    assert not Dossier.objects.exists()
    clock("2026-10-06T09:00")
    assert desk.open().version.number == 1


def test_the_version_of_the_day_is_kept(desk: Desk, clock: Clock) -> None:
    before = desk.open()
    make_version(desk.procedure, valid_from="2026-10-06", processing_days=1)
    clock("2026-10-06T09:00")
    after = desk.open()
    assert before.version.number == 1
    assert after.version.number == 2
    assert after.due_at is not None
    assert f"{after.due_at.astimezone():%F}" == "2026-10-07"


def test_a_dossier_may_come_in_elsewhere_unless_the_procedure_says_no(
    desk: Desk, clock: Clock
) -> None:
    other = make_agency("H99.42", parent=desk.province)
    clerk = make_user("clerk", other)
    places = Places(intake=other, deciding=desk.agency, support=other)
    dossier = desk.open(places=places, by=clerk)
    assert dossier.number.startswith("H99.42-")
    assert (dossier.place_of_support, dossier.deciding_agency) == (other, desk.agency)
    ProcedureVersion.objects.update(intake_place=ProcedureVersion.IntakePlace.DECIDING)
    refused = desk.try_to_open(places=places, by=clerk)
    assert isinstance(refused, Refused)
    assert refused.code == "counter.other_place_of_intake"


@pytest.mark.parametrize("kind", ["clerk", "officer", "manager", "auditor", "administrator", None])
def test_only_people_of_the_place_open_dossiers(desk: Desk, clock: Clock, kind: str | None) -> None:
    elsewhere = make_user(kind, make_agency("H98.1"))
    assert desk.try_to_open(by=elsewhere) == Refused("counter.not_your_agency")
    here = make_user(kind, desk.agency)
    opened = desk.try_to_open(by=here)
    assert isinstance(opened, Dossier) == (kind in {"clerk", "officer"})


def test_only_officers_of_the_deciding_agency_handle_a_dossier(desk: Desk, clock: Clock) -> None:
    assert desk.open(officer=desk.officer).officer == desk.officer
    stranger = make_user("officer", make_agency("H98.1"))
    assert desk.try_to_open(officer=stranger) == Refused("counter.not_an_officer_there")
    assert desk.try_to_open(officer=desk.clerk) == Refused("counter.not_an_officer_there")


def test_an_agency_whose_code_makes_no_number_takes_nothing_in(desk: Desk, clock: Clock) -> None:
    deep = make_agency("H99.41.1.2.3.4", parent=desk.agency)
    places = Places(intake=deep, deciding=desk.agency)
    refused = desk.try_to_open(places=places)
    assert isinstance(refused, Refused)
    assert refused.code == "counter.code_makes_no_number"
    assert not Holder.objects.exists()


def test_no_dossier_is_laid_before_another_province(desk: Desk, clock: Clock) -> None:
    far = make_agency("H98.1", parent=make_agency("H98", level="province"))
    refused = desk.try_to_open(places=Places(intake=desk.agency, deciding=far))
    assert isinstance(refused, Refused)
    assert refused.code == "counter.decides_elsewhere"
    assert not Holder.objects.exists()


def test_an_agency_that_has_ended_decides_nothing(desk: Desk, clock: Clock) -> None:
    ended = make_agency("H99.43", parent=desk.province, valid_to="2025-06-30")
    places = Places(intake=desk.agency, deciding=ended)
    assert desk.try_to_open(places=places) == Refused("counter.agency_ended")
