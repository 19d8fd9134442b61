"""Reuse as an act: once, checked again when it is recorded, revocable; asking for a held paper says why."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dossiers.chain import breaks
from dossiers.models import (
    AcceptedPaper,
    Event,
    Paper,
    PaperRequest,
    PaperType,
    Reuse,
    ReuseMode,
)
from dossiers.states import State
from ingest.review import withdraw
from reuse.checklist import Standing, checklist
from reuse.services import Grounds, Refused, revoke_reuse
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_paper_type,
    make_procedure,
    make_user,
)
from tests.reuse.acting import GROUNDS, ask, code, recorded, reuse
from tests.reuse.cases import Case, held_paper


def test_a_reuse_is_recorded_with_its_event(case: Case) -> None:
    [row] = recorded(case)
    assert (row.paper, row.paper_version, row.mode) == (
        case.paper,
        case.paper.version,
        ReuseMode.PRIOR_FILE,
    )
    assert (row.purpose, row.legal_basis, row.officer) == (
        GROUNDS.purpose,
        GROUNDS.legal_basis,
        "user:can-bo",
    )
    event = Event.objects.get(verb="reuse.recorded")
    assert (event.agency, event.actor, event.object_type, event.object_id) == (
        case.agency,
        "user:can-bo",
        "reuse",
        row.pk,
    )
    assert event.facts == {
        "paper": case.paper.pk,
        "dossier": case.dossier.pk,
        "component": case.component.pk,
        "mode": "prior_file",
        "paper_version": case.paper.version,
        "request": "counter",
    }
    assert list(breaks(case.agency)) == []


def test_the_event_stands_in_the_deciding_agencys_chain(case: Case) -> None:
    PaperType.objects.update(access=PaperType.Access.SHARED)
    elsewhere = make_agency("H98.7", parent=case.province)
    officer = make_user("officer", elsewhere)
    dossier = make_dossier(elsewhere, procedure=case.procedure, holder=case.holder)
    assert isinstance(reuse(case, dossier=dossier, officer=officer), list)
    assert Event.objects.get(verb="reuse.recorded").agency == elsewhere


def test_a_result_of_an_earlier_dossier_is_a_prior_result(case: Case) -> None:
    Paper.objects.filter(pk=case.paper.pk).update(is_result=True)
    assert recorded(case)[0].mode == ReuseMode.PRIOR_RESULT


def test_a_result_of_the_backlog_is_told_by_its_type(case: Case) -> None:
    make_procedure(result_type=case.kind)
    assert recorded(case)[0].mode == ReuseMode.PRIOR_RESULT


def test_a_second_call_returns_the_same_row(case: Case) -> None:
    assert recorded(case) == recorded(case)
    assert Event.objects.filter(verb="reuse.recorded").count() == 1
    # Even when the paper has gone out of force since: the act was done.
    Paper.objects.update(valid_to=date(2020, 1, 1))
    assert len(recorded(case)) == 1


def test_what_is_not_usable_now_is_refused_with_its_reasons(case: Case) -> None:
    Paper.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    answer = reuse(case)
    assert code(answer) == "reuse.not_usable"
    assert isinstance(answer, Refused)
    assert [reason.code for reason in answer.reasons] == ["reuse.expired"]
    assert not Reuse.objects.exists()
    assert not Event.objects.exists()


def test_a_withdrawn_paper_is_refused_and_its_dossiers_are_marked(case: Case) -> None:
    [row] = recorded(case)
    withdraw(case.paper.pk, reason="Sai tên", by="user:can-bo")
    row.refresh_from_db()
    assert row.alarm == "reuse.paper_withdrawn"
    other = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    assert code(reuse(case, dossier=other)) == "reuse.not_usable"


def test_a_paper_of_somebody_else_is_refused(case: Case) -> None:
    foreign = held_paper(case.agency, paper_type=case.kind)
    assert code(reuse(case, foreign)) == "reuse.changed"


def test_the_paper_that_was_looked_at_is_the_one_recorded(case: Case) -> None:
    case.another_paper(issued_on=date(2026, 1, 1))
    [row] = recorded(case, case.paper)
    assert row.paper == case.paper


def test_all_papers_of_an_alternative_are_recorded_together(case: Case) -> None:
    card = make_paper_type("cccd_copy", name="Căn cước công dân")
    AcceptedPaper.objects.create(component=case.component, alternative=1, paper_type=card)
    assert code(reuse(case)) == "reuse.not_usable"
    second = case.another_paper(paper_type=card)
    assert code(reuse(case)) == "reuse.changed"
    rows = recorded(case, case.paper, second)
    assert {row.paper for row in rows} == {case.paper, second}
    assert recorded(case, case.paper, second) == rows


def test_a_paper_handed_in_with_this_dossier_is_not_reused(case: Case) -> None:
    Paper.objects.update(dossier=case.dossier)
    assert code(reuse(case)) == "reuse.own_dossier"
    [line] = checklist(case.dossier, viewer=case.officer, on=timezone.localdate())
    assert line.standing is Standing.SUBMITTED
    assert not line.still_needed


def test_what_was_handed_in_with_the_dossier_counts_before_what_was_held(case: Case) -> None:
    case.another_paper(dossier=case.dossier, issued_on=date(2010, 1, 1))
    [line] = checklist(case.dossier, viewer=case.officer, on=timezone.localdate())
    assert line.standing is Standing.SUBMITTED


def test_with_a_paper_handed_in_now_only_the_held_one_is_counted(case: Case) -> None:
    card = make_paper_type("cccd_copy", name="Căn cước công dân")
    AcceptedPaper.objects.create(component=case.component, alternative=1, paper_type=card)
    brought = case.another_paper(paper_type=card, dossier=case.dossier)
    rows = recorded(case, case.paper, brought)
    assert [row.paper for row in rows] == [case.paper]
    assert recorded(case, case.paper, brought) == rows
    assert Event.objects.filter(verb="reuse.recorded").count() == 1


@pytest.mark.parametrize("grounds", [Grounds(" ", "Luật"), Grounds("Giải quyết", "")])
def test_no_reuse_without_purpose_and_legal_basis(case: Case, grounds: Grounds) -> None:
    assert code(reuse(case, grounds=grounds)) == "reuse.grounds_needed"


def test_only_an_officer_of_the_dossiers_agency_records(case: Case) -> None:
    clerk = make_user("clerk", case.agency)
    neighbour = make_user("officer", make_agency("H98.2", parent=case.province))
    for person in (clerk, neighbour, make_user(None)):
        assert code(reuse(case, officer=person)) == "reuse.not_your_dossier"
        assert code(ask(case, officer=person)) == "reuse.not_your_dossier"


def test_a_component_of_another_procedure_is_refused(case: Case) -> None:
    other = make_component(make_dossier(case.agency).procedure, case.kind)
    assert code(reuse(case, component=other)) == "reuse.other_procedure"


def test_a_reuse_can_be_taken_back_once_and_recorded_again(case: Case) -> None:
    [row] = recorded(case)
    assert code(revoke_reuse(reuse_id=row.pk, reason=" ", officer=case.officer)) == (
        "reuse.reason_needed"
    )
    first = revoke_reuse(reuse_id=row.pk, reason="Bấm nhầm", officer=case.officer)
    again = revoke_reuse(reuse_id=row.pk, reason="Bấm nhầm", officer=case.officer)
    assert isinstance(first, Reuse)
    assert isinstance(again, Reuse)
    assert first.revoked_at == again.revoked_at
    assert Event.objects.get(verb="reuse.revoked").purpose == "Bấm nhầm"
    [second] = recorded(case)
    assert second.pk != row.pk


def test_nobody_else_takes_a_reuse_back(case: Case) -> None:
    [row] = recorded(case)
    for person in (make_user("clerk", case.agency), make_user("officer", make_agency("H97"))):
        answer = revoke_reuse(reuse_id=row.pk, reason="Bấm nhầm", officer=person)
        assert code(answer) == "reuse.unknown"
    row.refresh_from_db()
    assert row.revoked_at is None


def test_asking_for_a_held_paper_needs_a_reason_and_is_recorded_once(case: Case) -> None:
    assert code(ask(case, reason="")) == "reuse.reason_needed"
    assert code(ask(case, reason="vì thích")) == "reuse.reason_needed"
    first, again = ask(case, note="Ảnh mờ"), ask(case, reason="doubt")
    assert isinstance(first, PaperRequest)
    assert first == again
    assert (first.paper, first.reason, first.note) == (case.paper, "unreadable", "Ảnh mờ")
    event = Event.objects.get(verb="paper.asked")
    assert event.facts == {
        "paper": case.paper.pk,
        "dossier": case.dossier.pk,
        "component": case.component.pk,
        "reason": "unreadable",
    }


def test_what_is_not_held_is_asked_for_without_a_record(case: Case) -> None:
    Paper.objects.update(state=State.WITHDRAWN)
    assert code(ask(case)) == "reuse.nothing_held"
    assert not PaperRequest.objects.exists()


def test_what_was_reused_is_not_asked_for(case: Case) -> None:
    recorded(case)
    assert code(ask(case)) == "reuse.already_used"


def test_the_checklist_tells_what_was_done(case: Case) -> None:
    def line() -> Standing:
        [found] = checklist(case.dossier, viewer=case.officer, on=timezone.localdate())
        return found.standing

    assert line() is Standing.USABLE
    ask(case)
    assert line() is Standing.ASKED
    [row] = recorded(case)
    assert line() is Standing.REUSED
    revoke_reuse(reuse_id=row.pk, reason="Bấm nhầm", officer=case.officer)
    assert line() is Standing.ASKED
