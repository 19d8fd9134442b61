"""What goes wrong or is tried on purpose: each has one answer, and a sentence for whoever meets it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from config.messages import UNKNOWN, message
from dossiers.models import Dossier, Event, Holder, Notification, Paper, PaperType, Reuse
from dossiers.states import State
from ingest.checks import Problem
from ingest.review import replace, withdraw
from reuse.check import Circumstances, check
from reuse.checklist import Standing, checklist
from reuse.decision import Status
from reuse.reasons import sentence
from reuse.services import Refused, revoke_reuse
from reuse.sight import Sight
from tests.records import make_agency, make_dossier, make_holder, make_paper_type, make_user
from tests.reuse.acting import ask, code, recorded, refuse, reuse
from tests.reuse.cases import Case, held_paper

DAY = timedelta(days=1)


def said(answer: object) -> str:
    """The sentence that a refused act is told with; never the one for what has no name."""
    assert isinstance(answer, Refused)
    told = message(answer.code)
    assert told is not UNKNOWN
    return told.sentence


def look(case: Case, **facts: object) -> list[str]:
    """The sentences of the check for the case's officer today."""
    found = check(
        **{
            "holder": case.holder,
            "version": case.dossier.version,
            "on": timezone.localdate(),
            "sight": Sight(known=Paper.objects.visible_to(case.officer)),
            **facts,
        }
    )
    return [sentence(reason) for reason in found[0].decision.reasons]


# Two papers valid at once


def test_of_two_valid_papers_the_newest_is_taken_and_the_other_offered(case: Case) -> None:
    today = timezone.localdate()
    Paper.objects.filter(pk=case.paper.pk).update(issued_on=today - 400 * DAY)
    newer = case.another_paper(issued_on=today - DAY)
    [line] = checklist(case.dossier, viewer=case.officer, on=today)
    assert line.check.papers == (newer,)
    assert line.check.parts[0].part.others == (case.paper.pk,)
    assert "Có 2 giấy tờ cùng loại còn dùng được; đây là bản cấp mới nhất." in look(case)
    told = look(case, within=Circumstances(prefer={case.paper.pk}))
    assert "Còn bản cùng loại cấp mới hơn cũng dùng được." in told
    [row] = recorded(case, case.paper)
    assert row.paper == case.paper


def test_a_paper_that_may_not_be_seen_is_not_offered_beside_another(case: Case) -> None:
    PaperType.objects.update(access=PaperType.Access.AGENCY)
    neighbour = make_agency("H98.2", parent=case.province)
    held_paper(neighbour, holder=case.holder, paper_type=case.kind)
    [line] = checklist(case.dossier, viewer=case.officer, on=timezone.localdate())
    assert (line.check.papers, line.check.parts[0].part.others) == ((case.paper,), ())


# Valid on intake, expired at the decision


def test_a_paper_that_ends_before_the_decision_is_usable_with_a_warning_and_checked_again(
    case: Case,
) -> None:
    today = timezone.localdate()
    ends, due = today + 10 * DAY, today + 30 * DAY
    Paper.objects.update(valid_to=ends)
    case.dossier.due_at = timezone.now() + 30 * DAY
    case.dossier.save()
    [line] = checklist(case.dossier, viewer=case.officer, on=today)
    assert line.standing is Standing.USABLE
    warned = [sentence(each) for each in line.check.decision.reasons]
    assert (
        f"Chỉ dùng được đến hết {ends:%d/%m/%Y}, trước ngày hẹn trả {due:%d/%m/%Y}; "
        "kiểm tra lại khi giải quyết."
    ) in warned
    [row] = recorded(case)
    dossier = Dossier.objects.get(pk=case.dossier.pk)
    [line] = checklist(dossier, viewer=case.officer, on=ends)
    assert (line.reuses, line.doubts) == ((row,), ())
    [line] = checklist(dossier, viewer=case.officer, on=due)
    assert line.standing is Standing.REUSED
    assert [sentence(each) for each in line.doubts] == [
        f"Đã hết hiệu lực, ngày cuối là {ends:%d/%m/%Y}."
    ]


def test_a_paper_too_old_at_the_decision_is_warned_of_alike(case: Case) -> None:
    today = timezone.localdate()
    case.component.accepted.update(max_age_days=30)
    Paper.objects.update(issued_on=today - 25 * DAY)
    told = look(case, within=Circumstances(due=today + 6 * DAY))
    assert any(
        each.startswith(f"Chỉ dùng được đến hết {today + 5 * DAY:%d/%m/%Y}") for each in told
    )
    assert not any("hẹn trả" in each for each in look(case, within=Circumstances(due=today)))


def test_a_paper_that_expired_since_is_not_recorded(case: Case) -> None:
    Paper.objects.update(valid_to=timezone.localdate() - DAY)
    assert said(reuse(case)) == "Giấy tờ vừa không còn dùng được nên chưa ghi gì."


# A merged agency, a merged holder


def test_the_papers_of_a_merged_agency_go_on_at_its_successor(case: Case) -> None:
    heir = make_agency("H98.8", parent=case.province)
    officer = make_user("officer", heir)
    dossier = make_dossier(heir, procedure=case.procedure, holder=case.holder)
    mine = {"dossier": dossier, "officer": officer}
    assert said(reuse(case, **mine)) == "Giấy tờ vừa không còn dùng được nên chưa ghi gì."
    case.agency.valid_to, case.agency.successor = timezone.localdate() - DAY, heir
    case.agency.save()
    officer = User.objects.get(pk=officer.pk)
    [row] = recorded(case, **{**mine, "officer": officer})
    assert row.paper == case.paper


def test_a_dossier_of_a_merged_holder_finds_the_papers_of_the_one_who_stays(case: Case) -> None:
    once = make_holder("Nguyễn Thị Mây", personal_id=None, old_personal_id="123456780")
    dossier = make_dossier(case.agency, procedure=case.procedure, holder=once)
    assert code(reuse(case, dossier=dossier)) == "reuse.not_usable"
    Holder.objects.filter(pk=once.pk).update(merged_into=case.holder)
    dossier = Dossier.objects.get(pk=dossier.pk)
    [line] = checklist(dossier, viewer=case.officer, on=timezone.localdate())
    assert line.standing is Standing.USABLE
    [row] = recorded(case, dossier=dossier)
    assert row.paper == case.paper
    [line] = checklist(dossier, viewer=case.officer, on=timezone.localdate())
    assert (line.standing, line.doubts) == (Standing.REUSED, ())


# Revoked in mid-use


def test_a_paper_revoked_after_it_was_used_marks_every_dossier_and_tells_their_officers(
    case: Case,
) -> None:
    other = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    colleague = make_user("officer", case.agency)
    other.officer = colleague
    other.save()
    mine, theirs = recorded(case), recorded(case, dossier=other)
    taken_back = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    [gone] = recorded(case, dossier=taken_back)
    revoke_reuse(reuse_id=gone.pk, reason="Bấm nhầm", officer=case.officer)
    withdraw(case.paper.pk, reason="Quyết định thu hồi 12/QĐ", by="user:x", revoked=True)
    alarms = dict(Reuse.objects.values_list("pk", "alarm"))
    assert alarms == {
        mine[0].pk: "reuse.paper_withdrawn",
        theirs[0].pk: "reuse.paper_withdrawn",
        gone.pk: "",
    }
    told = Notification.objects.values_list("user", "dossier", "kind", "paper")
    kind = "reuse.paper_withdrawn"
    assert set(told) == {
        (case.officer.pk, case.dossier.pk, kind, case.paper.pk),
        (case.officer.pk, other.pk, kind, case.paper.pk),
        (colleague.pk, other.pk, kind, case.paper.pk),
    }
    event = Event.objects.get(verb="paper.withdrawn")
    assert event.facts == {"dossiers": [case.dossier.pk, other.pk], "revoked": True}
    today = timezone.localdate()
    assert look(case) == [f"Đã bị thu hồi ngày {today:%d/%m/%Y}."]
    assert message(kind) is not UNKNOWN


def test_a_replaced_paper_names_the_new_one(case: Case) -> None:
    recorded(case)
    newer = case.another_paper()
    assert replace(case.paper.pk, by_paper=newer.pk, by="user:x") is None
    case.paper.refresh_from_db()
    assert (case.paper.replaced_by, case.paper.state) == (newer, State.WITHDRAWN)
    assert Reuse.objects.get().alarm == "reuse.paper_replaced"
    told = Notification.objects.get()
    assert (told.kind, told.paper, told.user) == ("reuse.paper_replaced", newer, case.officer)
    assert Event.objects.get(verb="paper.withdrawn").facts["replaced_by"] == newer.pk


def test_only_a_paper_of_the_same_person_and_type_in_use_takes_anothers_place(case: Case) -> None:
    others = [
        case.paper,
        case.another_paper(holder=make_holder()),
        case.another_paper(paper_type=make_paper_type("cong_van", name="Công văn")),
        case.another_paper(state=State.TO_REVIEW),
        case.another_paper(replaced_by=case.another_paper()),
    ]
    for each in others:
        problem = replace(case.paper.pk, by_paper=each.pk, by="user:x")
        assert problem == Problem("by_paper", "paper.not_a_successor")
    gone = replace(case.paper.pk, by_paper=10**9, by="user:x")
    assert gone == Problem("by_paper", "paper.not_a_successor")
    case.paper.refresh_from_db()
    assert (case.paper.replaced_by, case.paper.state) == (None, State.AVAILABLE)


# Two officers, one after the other with the same page open; at once: tests/postgresql/test_reuse_at_once.py


def test_a_second_officer_with_the_same_page_open_gets_the_first_ones_row(case: Case) -> None:
    colleague = make_user("officer", case.agency)
    [first] = recorded(case)
    assert recorded(case, officer=colleague) == [first]
    assert first.officer == "user:can-bo"


def test_a_second_officer_with_another_paper_is_told_that_one_was_used(case: Case) -> None:
    other = case.another_paper()
    recorded(case, case.paper)
    answer = reuse(case, other, officer=make_user("officer", case.agency))
    assert said(answer) == "Thành phần này đã dùng lại giấy tờ hoặc dữ liệu khác."
    assert Reuse.objects.count() == 1


# An officer of another commune, foreign ids, a replayed request


def test_an_officer_of_another_commune_is_answered_as_if_there_were_no_dossier(case: Case) -> None:
    neighbour = make_user("officer", make_agency("H98.2", parent=case.province))
    for answer in (
        reuse(case, officer=neighbour),
        refuse(case, officer=neighbour),
        ask(case, officer=neighbour),
    ):
        assert said(answer) == "Không có hồ sơ này."


def test_an_officer_whose_role_ended_is_a_stranger(case: Case) -> None:
    Role.objects.filter(user=case.officer).update(valid_to=timezone.localdate() - DAY)
    officer = User.objects.get(pk=case.officer.pk)
    assert code(reuse(case, officer=officer)) == "reuse.not_your_dossier"


def test_foreign_ids_change_nothing(case: Case) -> None:
    elsewhere = make_agency("H97")
    theirs = make_dossier(elsewhere, procedure=case.procedure)
    hidden = held_paper(elsewhere, holder=case.holder, paper_type=case.kind)
    assert code(reuse(case, hidden)) == "reuse.changed"
    assert code(reuse(case, case.paper, hidden)) == "reuse.changed"
    assert code(reuse(case, dossier=theirs)) == "reuse.not_your_dossier"
    gone = Dossier(pk=10**9)
    assert code(reuse(case, dossier=gone)) == "reuse.not_your_dossier"
    assert code(revoke_reuse(reuse_id=10**9, reason="Thử", officer=case.officer)) == "reuse.unknown"
    assert not Reuse.objects.exists()
    assert not Event.objects.exists()


def test_a_replayed_request_is_answered_with_what_was_done(case: Case) -> None:
    [first] = recorded(case)
    for _ in range(3):
        assert recorded(case) == [first]
    revoke_reuse(reuse_id=first.pk, reason="Bấm nhầm", officer=case.officer)
    events = Event.objects.count()
    revoke_reuse(reuse_id=first.pk, reason="Bấm nhầm", officer=case.officer)
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", ["Nguyễn Thị Mây", "Nguyễn Thị Mây Hồng"])
def test_a_holder_who_changed_the_name_keeps_the_papers(case: Case, name: str) -> None:
    case.holder.name = name
    case.holder.save()
    assert recorded(case)


def test_nothing_held_is_missing(case: Case) -> None:
    [found] = check(
        holder=make_holder(),
        version=case.dossier.version,
        on=timezone.localdate(),
        sight=Sight(known=Paper.objects.all()),
    )
    assert found.status is Status.MISSING
