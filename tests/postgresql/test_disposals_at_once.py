"""Two people act on the end of a paper at once on PostgreSQL: one list names it, one word counts."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from dossiers.models import Disposal, DisposalItem, Paper, ReceivedFile
from dossiers.retention.disposals import Grounds, decide, propose
from dossiers.retention.errors import RetentionRefused
from dossiers.states import State
from ingest import disposing
from ingest.disposing import dispose
from storage.adapters.memory import MemoryStore
from tests.postgresql.test_together import at_once
from tests.records import make_agency, make_paper, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


def listed(by: User, paper: Paper) -> str:
    try:
        propose(by=by, agency_id=paper.agency_id, papers=[paper.pk], grounds=Grounds("a", "b"))
    except RetentionRefused as error:
        return error.code
    return ""


def decided(by: User, disposal: Disposal, *, approve: bool) -> str:
    try:
        decide(by=by, disposal_id=disposal.pk, approve=approve, reason="x")
    except RetentionRefused as error:
        return error.code
    return ""


def test_of_two_at_once_one_counts() -> None:
    agency = make_agency()
    over = timezone.now() - timedelta(days=1)
    paper = make_paper(agency, State.AVAILABLE, retain_until=over)
    keepers = [make_user("administrator", agency, full_name=f"Người Giữ {n}") for n in "AB"]
    answers = at_once(*[lambda by=by: listed(by, paper) for by in keepers])
    assert sorted(answers) == ["", "disposal.not_due"]
    made = Disposal.objects.get()
    chiefs = [make_user("manager", agency, full_name=f"Lãnh Đạo {n}") for n in "CD"]
    answers = at_once(
        lambda: decided(chiefs[0], made, approve=True),
        lambda: decided(chiefs[1], made, approve=False),
    )
    assert sorted(answers) == ["", "disposal.decided_already"]


def test_of_two_papers_of_a_file_one_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that go on at one moment: neither may think that the other's paper is still there."""
    agency, store = make_agency(), MemoryStore()
    over = timezone.now() - timedelta(days=1)
    first = make_paper(agency, State.AVAILABLE, retain_until=over, store=store)
    second = make_paper(agency, State.AVAILABLE, retain_until=over, first_page=2, last_page=2)
    Paper.objects.filter(pk=second.pk).update(received_file=first.received_file)
    keeper = make_user("administrator", agency, full_name="Người Giữ")
    chief = make_user("manager", agency, full_name="Lãnh Đạo")
    for paper in (first, second):
        assert listed(keeper, paper) == ""
        assert decided(chief, Disposal.objects.latest("pk"), approve=True) == ""
    both, asked = threading.Barrier(2), disposing.is_last_of_its_file

    def meanwhile(paper: Paper) -> bool:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return asked(paper)

    monkeypatch.setattr(disposing, "is_last_of_its_file", meanwhile)
    one, other = DisposalItem.objects.order_by("pk")
    at_once(lambda: disposing._write_off(one), lambda: disposing._write_off(other))
    assert ReceivedFile.objects.get(pk=first.received_file_id).disposed_at is not None
    dispose(store)
    assert list(store.keys()) == []
