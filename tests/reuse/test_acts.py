"""The other acts: request or exception, a database's answer, a paper refused, an alarm settled."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dossiers.models import (
    AcceptedData,
    DataSource,
    DossierStatus,
    Event,
    LawfulException,
    Notification,
    Paper,
    PaperRefusal,
    Reuse,
    ReuseMode,
)
from dossiers.states import State
from ingest.review import withdraw
from reuse.checklist import Line, Standing, checklist
from reuse.decision import Status
from reuse.measures import ACTS
from reuse.services import (
    Grounds,
    revoke_reuse,
    settle_alarm,
    take_refusal_back,
)
from tests.records import make_agency, make_dossier, make_user
from tests.reuse.acting import ask, code, recorded, refer, refuse, reuse
from tests.reuse.cases import Case, held_paper

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def line_of(case: Case) -> Line:
    [line] = checklist(case.dossier, viewer=case.officer, on=timezone.localdate())
    return line


def source(case: Case, **facts: object) -> DataSource:
    """A database that answers for the component."""
    found, _ = DataSource.objects.get_or_create(
        code="thu", defaults={"name": "Cơ sở dữ liệu thử", **facts}
    )
    AcceptedData.objects.get_or_create(component=case.component, source=found)
    return found


# At whose wish


@pytest.mark.parametrize(
    ("request_", "exception", "refused"),
    [
        ("counter", "", ""),
        ("online", "", ""),
        ("written", "", ""),
        ("exception", "con-dung", ""),
        ("exception", "", "reuse.exception_needed"),
        ("exception", "het-han", "reuse.exception_needed"),
        ("exception", "chua-den", "reuse.exception_needed"),
        ("exception", "khong-co", "reuse.exception_needed"),
        ("counter", "con-dung", "reuse.request_needed"),
        ("unrecorded", "", "reuse.request_needed"),
        ("", "", "reuse.request_needed"),
        ("bia-ra", "", "reuse.request_needed"),
    ],
)
def test_the_holder_asked_or_an_exception_of_today_is_named(
    case: Case, request_: str, exception: str, refused: str
) -> None:
    for key, since, until in (
        ("con-dung", TODAY, TODAY),
        ("het-han", None, TODAY - DAY),
        ("chua-den", TODAY + DAY, None),
    ):
        facts = {"name": key, "legal_basis": "Luật", "valid_from": since, "valid_to": until}
        LawfulException.objects.create(code=key, **facts)
    grounds = Grounds("Giải quyết hồ sơ", "Luật", request=request_, exception=exception)
    answer = reuse(case, grounds=grounds)
    if refused:
        assert code(answer) == refused
        assert not Reuse.objects.exists()
        return
    [row] = recorded(case, grounds=grounds)
    assert (row.request, row.exception_id) == (request_, exception or None)
    event = Event.objects.get(verb="reuse.recorded")
    assert event.facts["request"] == request_
    assert event.facts.get("exception", "") == exception


def test_the_exceptions_and_databases_of_a_new_installation_say_what_they_stand_on(
    db: None,
) -> None:
    for each in (*LawfulException.objects.all(), *DataSource.objects.all()):
        assert each.legal_basis
        assert each.valid_from is not None
    assert LawfulException.objects.get(pk="da-cung-cap").valid_from == date(2026, 7, 1)


# By reference


def test_a_database_answers_where_nothing_is_held(case: Case) -> None:
    Paper.objects.all().update(state=State.WITHDRAWN)
    found = source(case)
    line = line_of(case)
    assert (line.standing, line.check.sources) == (Standing.LOOK_UP, (found,))
    assert not line.still_needed
    row = refer(case, found)
    assert isinstance(row, Reuse)
    assert (row.mode, row.source, row.reference, row.paper) == (
        ReuseMode.DATA_LOOKUP,
        found,
        "TC-2026-0001",
        None,
    )
    assert refer(case, found) == row
    assert line_of(case).standing is Standing.REUSED
    event = Event.objects.get(verb="reuse.recorded")
    # The number of a look-up may be anybody's: the chain names the database only.
    assert "TC-2026-0001" not in str(event.facts)
    assert event.facts["source"] == "thu"


def test_a_component_that_is_not_held_names_the_database_instead_of_the_citizen(
    case: Case,
) -> None:
    Paper.objects.all().update(holder=None)
    source(case)
    check = line_of(case).check
    assert check.status is Status.MISSING
    assert [(each.code, each.name) for each in check.decision.reasons] == [
        ("reuse.lookup_possible", "Cơ sở dữ liệu thử")
    ]


@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        ({"valid_from": TODAY, "valid_to": TODAY}, True),
        ({"valid_from": TODAY + DAY}, False),
        ({"valid_to": TODAY - DAY}, False),
    ],
)
def test_a_database_answers_in_its_dates_only(
    case: Case, facts: dict[str, object], answers: bool
) -> None:
    Paper.objects.all().update(holder=None)
    found = source(case, **facts)
    assert (line_of(case).standing is Standing.LOOK_UP) is answers
    answer = refer(case, found)
    assert isinstance(answer, Reuse) if answers else code(answer) == "reuse.source_not_accepted"


def test_a_database_that_the_catalogue_does_not_name_is_refused(case: Case) -> None:
    foreign = DataSource.objects.create(code="khac", name="Khác")
    assert code(refer(case, foreign)) == "reuse.source_not_accepted"
    assert code(refer(case, None, mode="data_lookup")) == "reuse.source_not_accepted"
    assert code(refer(case, foreign, mode="citizen_store")) == "reuse.source_not_accepted"
    assert code(refer(case, reference=" ")) == "reuse.reference_needed"
    assert code(refer(case, mode="prior_file")) == "reuse.reference_needed"
    assert not Reuse.objects.exists()


def test_a_document_of_the_citizens_own_store_is_used_by_its_number(case: Case) -> None:
    row = refer(case)
    assert isinstance(row, Reuse)
    assert row.mode == ReuseMode.CITIZEN_STORE
    assert code(refer(case, reference="KHO-2")) == "reuse.already_used"
    assert code(reuse(case)) == "reuse.already_used"
    revoke_reuse(reuse_id=row.pk, reason="Bấm nhầm", officer=case.officer)
    assert recorded(case)


# A paper refused


def test_a_refused_paper_is_not_offered_again_for_this_component_of_this_dossier(
    case: Case,
) -> None:
    first = refuse(case, note="Mờ trang 2")
    assert isinstance(first, PaperRefusal)
    assert refuse(case, "doubt") == first
    check = line_of(case).check
    assert check.status is Status.NOT_USABLE
    assert [each.code for each in check.decision.reasons] == ["reuse.refused_here"]
    assert code(reuse(case)) == "reuse.not_usable"
    other = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    assert recorded(case, dossier=other)
    assert Event.objects.filter(verb="paper.refused").count() == 1


def test_the_next_paper_is_offered_in_its_place(case: Case) -> None:
    older = case.another_paper(issued_on=date(2020, 1, 1))
    refuse(case)
    assert line_of(case).check.papers == (older,)


def test_a_refusal_can_be_taken_back_once(case: Case) -> None:
    row = refuse(case)
    assert isinstance(row, PaperRefusal)
    stranger = make_user("officer", make_agency("H97"))
    assert code(take_refusal_back(refusal_id=row.pk, officer=stranger)) == "reuse.unknown"
    first = take_refusal_back(refusal_id=row.pk, officer=case.officer)
    again = take_refusal_back(refusal_id=row.pk, officer=case.officer)
    assert isinstance(first, PaperRefusal)
    assert isinstance(again, PaperRefusal)
    assert first.revoked_at == again.revoked_at
    assert Event.objects.filter(verb="paper.refusal_taken_back").count() == 1
    assert line_of(case).standing is Standing.USABLE
    assert isinstance(refuse(case), PaperRefusal)


@pytest.mark.parametrize("reason", ["wrong_person", "doubt", "unreadable", "not_wanted"])
def test_a_doubt_is_told_to_the_clerk_who_accepted_the_paper(case: Case, reason: str) -> None:
    clerk = make_user("clerk", case.agency)
    Paper.objects.filter(pk=case.paper.pk).update(accepted_by=f"user:{clerk.username}")
    refuse(case, reason)
    told = Notification.objects.filter(kind="paper.doubted").values_list("user", flat=True)
    assert list(told) == ([clerk.pk] if reason in {"wrong_person", "doubt"} else [])


def test_a_doubt_about_a_paper_that_no_person_accepted_is_told_to_the_agencys_clerks(
    case: Case,
) -> None:
    clerk = make_user("clerk", case.agency)
    Paper.objects.filter(pk=case.paper.pk).update(accepted_by="automatic")
    refuse(case, "doubt")
    assert Notification.objects.get(kind="paper.doubted").user == clerk


def test_what_is_refused_needs_a_reason_and_a_paper_of_this_component(case: Case) -> None:
    assert code(refuse(case, "")) == "reuse.reason_needed"
    assert code(refuse(case, "vì thích")) == "reuse.reason_needed"
    foreign = case.another_paper(holder=make_dossier(case.agency).holder)
    assert code(refuse(case, paper=foreign)) == "reuse.paper_unknown"
    hidden = held_paper(make_agency("H97"), holder=case.holder, paper_type=case.kind)
    assert code(refuse(case, paper=hidden)) == "reuse.paper_unknown"
    recorded(case)
    assert code(refuse(case)) == "reuse.already_used"


# An alarm


def test_an_alarm_is_settled_with_a_reason_or_by_taking_the_reuse_back(case: Case) -> None:
    [row] = recorded(case)
    settle = {"reuse_id": row.pk, "officer": case.officer}
    assert code(settle_alarm(reason="Đã xem", **settle)) == "reuse.no_alarm"
    withdraw(case.paper.pk, reason="Sai tên", by="user:can-bo")
    assert line_of(case).alarms
    assert code(settle_alarm(reason=" ", **settle)) == "reuse.reason_needed"
    stranger = make_user("officer", make_agency("H97"))
    answer = settle_alarm(reuse_id=row.pk, reason="Đã xem", officer=stranger)
    assert code(answer) == "reuse.unknown"
    done = settle_alarm(reason="Không ảnh hưởng kết quả", **settle)
    again = settle_alarm(reason="Lý do khác", **settle)
    assert isinstance(done, Reuse)
    assert isinstance(again, Reuse)
    assert again.settled_reason == "Không ảnh hưởng kết quả"
    assert Event.objects.filter(verb="reuse.alarm_settled").count() == 1
    line = line_of(case)
    assert (line.standing, line.alarms) == (Standing.REUSED, ())
    # What stands against the paper is told all the same.
    assert [each.code for each in line.doubts] == ["reuse.withdrawn"]


def test_what_was_taken_back_has_nothing_to_settle(case: Case) -> None:
    [row] = recorded(case)
    withdraw(case.paper.pk, reason="Sai tên", by="user:can-bo")
    revoke_reuse(reuse_id=row.pk, reason="Giấy sai", officer=case.officer)
    answer = settle_alarm(reuse_id=row.pk, reason="Đã xem", officer=case.officer)
    assert code(answer) == "reuse.unknown"


# The dossier


@pytest.mark.parametrize("status", [3, 7, 8])
def test_nothing_is_recorded_in_a_dossier_that_was_withdrawn_or_stopped(
    case: Case, status: int
) -> None:
    case.dossier.status = DossierStatus(status)
    case.dossier.save()
    for answer in (reuse(case), refer(case), refuse(case), ask(case)):
        assert code(answer) == "reuse.dossier_closed"


def test_acts_are_counted_by_what_came_of_them(case: Case) -> None:
    def count(outcome: str) -> float:
        return ACTS.labels("record", outcome)._value.get()

    done, refused = count("done"), count("reuse.grounds_needed")
    recorded(case)
    reuse(case, grounds=Grounds("", ""))
    assert (count("done"), count("reuse.grounds_needed")) == (done + 1, refused + 1)
