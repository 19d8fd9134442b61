"""Workers hear of a paper when it is due and the records are committed; what they miss is found again."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dossiers.models import Paper
from dossiers.states import State
from ingest import waking
from ingest.intake import open_batch, receive_upload
from ingest.review import retry, return_paper
from ingest.sweeping import FORGOTTEN, sweep
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_dossier, make_paper

pytestmark = pytest.mark.django_db


class FakeWaker:
    """Notes what it is told; the queues are as long as a test says."""

    def __init__(self) -> None:
        self.told: list[tuple[int, bool]] = []
        self.waits: int | None = 0
        self.fails = False

    def tell(self, paper: int, *, at_counter: bool) -> None:
        if self.fails:
            raise RuntimeError("no broker")
        self.told.append((paper, at_counter))

    def waiting(self, *, at_counter: bool) -> int | None:
        return self.waits

    def flush(self) -> bool:
        return True


@pytest.fixture
def waker() -> Iterator[FakeWaker]:
    before, made = waking.waker(), FakeWaker()
    waking.tell_through(made)
    yield made
    waking.tell_through(before)


def upload(dossier=None, agency=None) -> Paper:
    agency = agency or make_agency()
    batch = open_batch(agency=agency, created_by="user:can-bo", dossier=dossier)
    content = b"%PDF-1.7 scan"
    file = receive_upload(
        io.BytesIO(content), name="a.pdf", size_bytes=13, batch=batch, store=MemoryStore()
    )
    return file.papers.get()


def test_a_file_that_was_taken_in_wakes_a_worker_once(
    waker: FakeWaker, django_capture_on_commit_callbacks: Callable
) -> None:
    agency = make_agency()
    with django_capture_on_commit_callbacks(execute=True):
        paper = upload(agency=agency)
        assert waker.told == []  # not before the rows are there
        batch = open_batch(agency=agency, created_by="user:can-bo")
        receive_upload(
            io.BytesIO(b"%PDF-1.7 scan"),
            name="b.pdf",
            size_bytes=13,
            batch=batch,
            store=MemoryStore(),
        )
    assert waker.told == [(paper.pk, False)]


def test_a_paper_of_a_dossier_is_for_the_counter(
    waker: FakeWaker, django_capture_on_commit_callbacks: Callable
) -> None:
    agency = make_agency()
    with django_capture_on_commit_callbacks(execute=True):
        paper = upload(make_dossier(agency), agency)
    assert waker.told == [(paper.pk, True)]


def test_what_is_rolled_back_wakes_nobody(
    waker: FakeWaker, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        upload()
        transaction.set_rollback(True)
    assert waker.told == []


def test_a_wake_that_fails_fails_no_request(
    waker: FakeWaker, django_capture_on_commit_callbacks: Callable
) -> None:
    waker.fails = True
    with django_capture_on_commit_callbacks(execute=True):
        paper = upload()
    assert Paper.objects.get().pk == paper.pk


def test_a_retry_wakes_and_a_return_does_not(
    waker: FakeWaker, django_capture_on_commit_callbacks: Callable
) -> None:
    agency = make_agency()
    failed, waiting = make_paper(agency, State.FAILED), make_paper(agency, State.TO_REVIEW)
    with django_capture_on_commit_callbacks(execute=True):
        retry(failed.pk, by="user:can-bo")
        return_paper(waiting.pk, reason="mờ", by="user:can-bo")
    assert waker.told == [(failed.pk, False)]


def long_ago() -> None:
    Paper.objects.update(state_since=timezone.now() - 2 * FORGOTTEN)


def test_sweep_wakes_for_what_nobody_heard_of(waker: FakeWaker) -> None:
    agency = make_agency()
    papers = [make_paper(agency, State.KEPT) for _ in range(3)]
    make_paper(agency, State.TO_REVIEW)
    resting = make_paper(agency, State.KEPT, not_before=timezone.now() + timedelta(hours=1))
    at_counter = make_paper(agency, State.KEPT, dossier=make_dossier(agency))
    assert sweep().forgotten == 0  # they have only just become due
    long_ago()
    assert sweep(dry_run=True).forgotten == 4
    assert waker.told == []
    assert sweep().woken == 4
    assert sorted(waker.told) == sorted(
        [(at_counter.pk, True), *[(paper.pk, False) for paper in papers]]
    )
    assert resting.pk not in dict(waker.told)


def test_sweep_fills_no_queue_that_is_long_enough(waker: FakeWaker) -> None:
    agency = make_agency()
    for _ in range(3):
        make_paper(agency, State.KEPT)
    long_ago()
    waker.waits = 2
    assert sweep().woken == 1
    waker.waits = 3
    assert sweep().woken == 0
    waker.waits = None  # the broker is away
    assert sweep().woken == 0


def test_sweep_ends_the_leases_that_ran_out(waker: FakeWaker) -> None:
    agency, now = make_agency(), timezone.now()
    ran_out = make_paper(
        agency, State.KEPT, lease_owner="elsewhere/1/1/1", lease_until=now - timedelta(seconds=1)
    )
    held = make_paper(
        agency, State.KEPT, lease_owner="elsewhere/1/1/1", lease_until=now + timedelta(hours=1)
    )
    long_ago()
    assert sweep(dry_run=True).released == 1
    swept = sweep()
    assert (swept.released, swept.woken) == (1, 1)
    assert waker.told == [(ran_out.pk, False)]
    held.refresh_from_db()
    assert held.lease_owner
