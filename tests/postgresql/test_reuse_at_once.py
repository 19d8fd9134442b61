"""Several officers, a clerk and a replayed request at the same moment: one outcome, no deadlock."""

import pytest

from accounts.models import User
from dossiers.chain import breaks
from dossiers.models import Event, HandOver, Notification, Paper, PaperRefusal, Rendition, Reuse
from dossiers.states import State
from ingest.review import withdraw
from reuse.services import HandedOver, Refused, evidence_by_link, hand_over, revoke_reuse
from tests.postgresql.test_together import at_once
from tests.records import make_dossier, make_user
from tests.reuse.acting import ask, code, recorded, refuse, reuse
from tests.reuse.cases import Case, make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


@pytest.fixture
def case(transactional_db: None) -> Case:
    return make_case()


def officers(case: Case, count: int) -> list[User]:
    return [make_user("officer", case.agency) for _ in range(count)]


def test_two_officers_with_the_same_paper_share_one_row(case: Case) -> None:
    acts = [lambda who=who: reuse(case, officer=who) for who in officers(case, 4)]
    answers = at_once(*acts)
    [row] = Reuse.objects.all()
    assert answers == [[row]] * 4
    assert Event.objects.filter(verb="reuse.recorded").count() == 1
    assert list(breaks(case.agency)) == []


def test_two_officers_with_two_papers_use_one(case: Case) -> None:
    other = case.another_paper()
    first, second = officers(case, 2)
    answers = at_once(
        lambda: reuse(case, case.paper, officer=first), lambda: reuse(case, other, officer=second)
    )
    assert Reuse.objects.count() == 1
    [refused] = [each for each in answers if isinstance(each, Refused)]
    assert refused.code == "reuse.already_used"


def test_one_uses_and_the_other_asks_or_refuses(case: Case) -> None:
    for other in (ask, refuse):
        dossier = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
        first, second = officers(case, 2)
        used, asked = at_once(
            lambda who=first, where=dossier: reuse(case, dossier=where, officer=who),
            lambda who=second, where=dossier, act=other: act(case, dossier=where, officer=who),
        )
        if isinstance(asked, Refused):
            assert (asked.code, isinstance(used, list)) == ("reuse.already_used", True)
        elif isinstance(asked, PaperRefusal):
            assert code(used) == "reuse.not_usable"
        else:
            assert isinstance(used, list)


def test_a_paper_withdrawn_while_it_is_used_is_either_refused_or_alarmed(case: Case) -> None:
    for _ in range(3):
        paper = case.another_paper()
        dossier = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
        used, _none = at_once(
            lambda paper=paper, where=dossier: reuse(case, paper, dossier=where),
            lambda paper=paper: withdraw(paper.pk, reason="Sai tên", by="user:x"),
        )
        if isinstance(used, Refused):
            assert used.code in {"reuse.not_usable", "reuse.changed"}
        else:
            row = Reuse.objects.get(dossier=dossier)
            assert row.alarm == "reuse.paper_withdrawn"
            assert Notification.objects.filter(dossier=dossier, user=case.officer).count() == 1
    assert list(breaks(case.agency)) == []


def test_many_withdrawals_and_settlements_of_one_agency_do_not_wait_for_each_other_for_ever(
    case: Case,
) -> None:
    papers = [case.another_paper() for _ in range(3)]
    rows = []
    for paper in papers:
        dossier = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
        rows += recorded(case, paper, dossier=dossier)
    withdrawals = [
        lambda pk=each.pk: withdraw(pk, reason="Sai tên", by="user:x") for each in papers
    ]
    taken_back = [
        lambda pk=each.pk: revoke_reuse(reuse_id=pk, reason="Nhầm", officer=case.officer)
        for each in rows
    ]
    at_once(*withdrawals, *taken_back)
    assert not Paper.objects.filter(pk__in=[each.pk for each in papers], state=State.AVAILABLE)
    assert Reuse.objects.filter(revoked_at__isnull=False).count() == 3
    assert list(breaks(case.agency)) == []


def test_of_links_made_at_once_by_one_person_one_holds(case: Case) -> None:
    Rendition.objects.create(
        paper=case.paper,
        kind=Rendition.Kind.SIGNED,
        key="key",
        sha256="0" * 64,
        size_bytes=1,
        media_type="application/pdf",
    )
    [row] = recorded(case)
    made = at_once(*[lambda: hand_over(reuse=row, kind=HandOver.Kind.LINK, by="user:x")] * 4)
    tokens = [each.token for each in made if isinstance(each, HandedOver)]
    assert len(set(tokens)) == 4
    assert sum(evidence_by_link(token) is not None for token in tokens) == 1
    copies = at_once(*[lambda: hand_over(reuse=row, kind=HandOver.Kind.COPY, by="user:x")] * 4)
    assert all(isinstance(each, HandedOver) for each in copies)
    assert HandOver.objects.filter(kind=HandOver.Kind.COPY).count() == 1
