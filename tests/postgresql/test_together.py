"""Several at once on PostgreSQL: no deadlock, no gap in a chain, nothing done twice."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import Agency
from dossiers.chain import breaks
from dossiers.events import record
from dossiers.models import Event, Paper, ReceivedFile
from dossiers.states import State, WrongMove
from ingest.intake import open_batch, register
from ingest.review import Review, accept, return_paper
from ingest.runner import claim
from storage.keys import key_of
from storage.ports import Held
from targets.models import Cursor
from targets.rollup import follow
from tests.records import make_agency, make_batch, make_paper, make_paper_type
from web.sign_in import throttle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]

THREADS = 6


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all in threads of their own that begin at the same moment; an error of one is raised here."""
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            begin.wait(20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(60) for each in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def agency() -> Agency:
    return make_agency("H90.1")


def test_who_waits_for_a_number_takes_it_when_the_first_is_rolled_back(agency: Agency) -> None:
    record(agency=agency, actor="user:x", verb="a.b", about=agency)
    taken, waits = threading.Event(), threading.Event()

    def gives_up() -> None:
        with transaction.atomic():
            assert record(agency=agency, actor="user:first", verb="a.b", about=agency).seq == 2
            taken.set()
            assert waits.wait(20)
            assert not Event.objects.exclude(actor__in=["user:x", "user:first"]).exists()
            transaction.set_rollback(True)

    def waits_for_it() -> int:
        assert taken.wait(20)
        threading.Timer(0.3, waits.set).start()
        return record(agency=agency, actor="user:second", verb="a.b", about=agency).seq

    assert at_once(gives_up, waits_for_it) == [None, 2]
    assert list(breaks(agency)) == []


def test_events_of_one_agency_have_no_gap_and_nobody_waits_for_ever(agency: Agency) -> None:
    met = threading.Barrier(THREADS)

    def act() -> None:
        for turn in range(5):
            with transaction.atomic():
                # A row that names the agency, written by all of them before any locks the agency.
                make_batch(agency)
                if turn == 0:
                    met.wait(20)
                record(agency=agency, actor="worker", verb="a.b", about=agency)

    at_once(*[act] * THREADS)
    seqs = Event.objects.filter(agency=agency).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, 5 * THREADS + 1))
    assert list(breaks(agency)) == []


def test_what_is_rolled_back_leaves_no_gap(agency: Agency) -> None:
    def act(*, undo: bool) -> None:
        for _ in range(5):
            with transaction.atomic():
                record(agency=agency, actor="worker", verb="a.b", about=agency)
                transaction.set_rollback(undo)

    at_once(*[lambda: act(undo=True), lambda: act(undo=False)] * 3)
    assert Event.objects.filter(agency=agency).count() == 15
    assert list(breaks(agency)) == []


def test_the_same_bytes_are_kept_once(agency: Agency) -> None:
    digest = hashlib.sha256(b"the same").hexdigest()
    held = Held(key=key_of(digest), sha256=digest, size_bytes=8)
    batch = open_batch(agency=agency, created_by="user:thu")
    at_once(*[lambda: register(held, batch=batch, name="a.pdf", source="")] * THREADS)
    outcomes = sorted(ReceivedFile.objects.values_list("outcome", flat=True))
    assert outcomes == ["duplicate"] * (THREADS - 1) + ["kept"]
    assert Paper.objects.count() == 1


def test_every_paper_is_claimed_once(agency: Agency) -> None:
    papers = {make_paper(agency, State.RECEIVED).pk for _ in range(3 * THREADS)}

    def act() -> list[int]:
        return [paper.pk for paper in iter(lambda: claim(threading.current_thread().name), None)]

    taken = [pk for each in at_once(*[act] * THREADS) for pk in each]  # type: ignore[attr-defined]
    assert sorted(taken) == sorted(papers)


def test_of_two_clerks_one_is_told_that_the_other_was_quicker(agency: Agency) -> None:
    paper = make_paper(agency, State.TO_REVIEW, paper_type=make_paper_type(), version=1)
    review = Review(paper_type="quyet_dinh", values={"title": "Quyết định"})

    def act(how: Callable[[], object]) -> str:
        try:
            how()
        except WrongMove:
            return "too late"
        return "done"

    acts = [
        lambda: accept(paper.pk, review=review, by="user:a", version=1),
        lambda: return_paper(paper.pk, reason="mờ", by="user:b"),
    ]
    told = at_once(*[lambda how=how: act(how) for how in acts * 2])  # type: ignore[misc]
    assert sorted(map(str, told)) == ["done", "too late", "too late", "too late"]
    assert Event.objects.filter(object_type="paper", object_id=paper.pk).count() == 1


def test_rates_follow_events_while_they_are_written(agency: Agency) -> None:
    other = make_agency("H90.2")

    def write(to: Agency) -> None:
        for _ in range(10):
            record(agency=to, actor="worker", verb="a.b", about=to)

    at_once(lambda: write(agency), lambda: write(other), follow, follow, follow)
    follow()
    assert set(Cursor.objects.values_list("agency", "seq")) == {(agency.pk, 10), (other.pk, 10)}


def test_tries_to_sign_in_at_one_moment_count_like_tries_in_a_row() -> None:
    def act() -> list[bool]:
        return [throttle.admit("lan", "10.0.0.1") for _ in range(4)]

    admitted = [each for one in at_once(*[act] * THREADS) for each in one]  # type: ignore[attr-defined]
    assert admitted.count(True) == throttle.TRIES
