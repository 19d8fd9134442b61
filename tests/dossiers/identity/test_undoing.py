"""A wrong link is told to whom it concerns; what was changed goes back as long as nothing newer stands on it."""

import pytest

from dossiers.answers import Refused
from dossiers.chain import breaks
from dossiers.citizens.own import standing_for
from dossiers.citizens.sessions import open_session, session_of
from dossiers.identity.access import holders_kept_by, holders_visible_to
from dossiers.identity.changes import Grounds
from dossiers.models import CitizenSession, Event, Holder, HolderChange, Notification, Paper
from dossiers.states import State
from tests.dossiers.identity.acts import correct, done, merge, relink, take_back
from tests.dossiers.identity.cases import (
    Case,
    make_case,
    state,
    use,
)
from tests.records import make_dossier, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


def test_a_wrong_link_raises_the_alarm_and_tells_everyone(case: Case) -> None:
    change = done(relink(case, case.other))
    case.reuse.refresh_from_db()
    case.paper.refresh_from_db()
    assert case.paper.holder == case.other
    assert case.reuse.alarm == "reuse.wrong_holder"
    told = set(Notification.objects.values_list("user__username", "kind", "dossier"))
    assert told == {
        (case.officer.username, "reuse.wrong_holder", case.dossier.pk),
        (case.clerk.username, "paper.wrong_holder", None),
    }
    event = Event.objects.get(verb="paper.relinked")
    assert (event.facts["from"], event.facts["to"]) == (case.holder.pk, case.other.pk)
    assert relink(case, case.other) == change
    assert Event.objects.count() == 1
    assert Notification.objects.count() == 2


def test_a_paper_may_be_nobodys(case: Case) -> None:
    done(relink(case, None, grounds=Grounds("undetermined", "Không rõ là ai.")))
    case.reuse.refresh_from_db()
    assert case.reuse.alarm == "reuse.wrong_holder"
    assert relink(case, None) == HolderChange.objects.get()


def test_a_use_for_the_right_person_gets_no_alarm(case: Case) -> None:
    right = make_dossier(case.agency, holder=case.other, procedure=case.dossier.procedure)
    reuse = use(case.paper, right, case.reuse.component_id, case.officer)
    done(relink(case, case.other))
    reuse.refresh_from_db()
    assert reuse.alarm == ""


def test_what_was_used_for_the_new_holder_is_told_when_the_link_goes_back(case: Case) -> None:
    change = done(relink(case, case.other))
    right = make_dossier(case.agency, holder=case.other, procedure=case.dossier.procedure)
    reuse = use(case.paper, right, case.reuse.component_id, case.officer)
    done(take_back(case, change))
    reuse.refresh_from_db()
    case.reuse.refresh_from_db()
    assert (reuse.alarm, case.reuse.alarm) == ("reuse.wrong_holder", "")


@pytest.mark.parametrize("kind", ["correct", "merge", "relink", "nobody"])
def test_undone_everything_is_as_it_was(case: Case, kind: str) -> None:
    before = state()
    acts = {
        "correct": lambda: correct(case, {"name": "Nguyễn Thị Mai", "personal_id": "038190000888"}),
        "merge": lambda: merge(case),
        "relink": lambda: relink(case, case.other),
        "nobody": lambda: relink(case, None),
    }
    change = done(acts[kind]())
    assert state() != before
    back = done(take_back(case, change))
    assert state() == before
    assert back.undone_by == f"user:{case.clerk.username}"
    events = Event.objects.count()
    assert take_back(case, change) == back  # a second time nothing happens
    assert (Event.objects.count(), events) == (2, 2)
    assert list(breaks(case.agency)) == []


def test_what_a_newer_change_stands_on_is_not_taken_back(case: Case) -> None:
    corrected = correct(case, {"name": "Nguyễn Thị Mai"})
    merged = merge(case, confirmed=True)
    moved = relink(case, case.other, paper=case.old_paper)
    before, newer = state(), Refused("holder.newer_change")
    assert take_back(case, corrected) == newer
    assert take_back(case, merged) == newer
    assert state() == before
    for change in (moved, merged, corrected):
        done(take_back(case, change))


def test_what_an_import_wrote_since_is_not_lost_by_undoing(case: Case) -> None:
    change = correct(case, {"address": "Thôn Đông"})
    Holder.objects.filter(pk=case.holder.pk).update(address="Thôn Tây")
    assert take_back(case, change) == Refused("holder.newer_change")


def test_what_came_after_a_merger_stays_with_who_it_came_for(case: Case) -> None:
    change = merge(case)
    newer = make_paper(case.agency, State.AVAILABLE, holder=case.holder, accepted_by="user:x")
    done(take_back(case, change))
    newer.refresh_from_db()
    case.old_paper.refresh_from_db()
    assert (newer.holder, case.old_paper.holder) == (case.holder, case.old_row)


def test_a_use_across_a_wrong_merger_gets_the_alarm(case: Case) -> None:
    change = done(merge(case))
    across = use(case.old_paper, case.dossier, case.reuse.component_id, case.officer)
    done(take_back(case, change))
    across.refresh_from_db()
    case.reuse.refresh_from_db()
    assert (across.alarm, case.reuse.alarm) == ("reuse.wrong_holder", "")
    told = Notification.objects.get(kind="reuse.wrong_holder")
    assert (told.user, told.dossier) == (case.officer, case.dossier)


def test_who_signed_in_as_the_merged_person_is_signed_out(case: Case) -> None:
    change = done(merge(case))
    way = CitizenSession.Way.SLIP
    key = open_session(holder=standing_for(case.old_row), way=way, agency=case.agency)
    elsewhere = open_session(holder=case.other, way=way, agency=case.agency)
    done(take_back(case, change))
    assert session_of(key) is None
    assert session_of(elsewhere) is not None


def test_a_holder_without_papers_left_is_still_seen_by_who_may_link_it_back(case: Case) -> None:
    other_paper = Paper.objects.get(holder=case.other)
    change = done(relink(case, case.holder, paper=other_paper))
    assert case.other in holders_visible_to(case.clerk)
    assert case.other in holders_kept_by(case.clerk)
    done(take_back(case, change))
