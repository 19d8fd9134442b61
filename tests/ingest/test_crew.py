"""A crew takes papers that are named to it, the counter's first, gives back what it leaves, and wakes others."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import Error, OperationalError
from django.utils import timezone

from dossiers.models import Paper
from dossiers.states import State
from ingest import crew as crews
from ingest import waking
from ingest.crew import Crew
from ingest.pipeline import LIFE
from ingest.tools import Done, Tools
from tests.ingest.test_waking import FakeWaker
from tests.records import make_agency, make_dossier, make_paper

pytestmark = pytest.mark.django_db
STEPS = {State.RECEIVED: State.KEPT, State.KEPT: State.PREPARED}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Steps up to PREPARED that only note that they ran; what follows needs no more steps."""
    noted: list[tuple[int, str]] = []

    def step_to(state: State) -> Callable[[Paper, Tools], Done]:
        def step(paper: Paper, _tools: Tools) -> Done:
            noted.append((paper.pk, paper.state))
            return Done(state)

        return step

    for before, after in STEPS.items():
        monkeypatch.setitem(LIFE, before, dataclasses.replace(LIFE[before], step=step_to(after)))
    monkeypatch.setattr("ingest.runner.MACHINE_STATES", tuple(STEPS))
    # The test's own connection is the one that a thread of a worker would close.
    monkeypatch.setattr(crews.connection, "close", lambda: None)
    return noted


@pytest.fixture
def troubles() -> list[Error]:
    return []


@pytest.fixture
def crew(tools: Tools, troubles: list[Error], done: list[tuple[int, str]]) -> Crew:
    return Crew(tools, jobs=1, on_trouble=troubles.append)


@pytest.fixture
def waker() -> Iterator[FakeWaker]:
    before, made = waking.waker(), FakeWaker()
    waking.tell_through(made)
    yield made
    waking.tell_through(before)


def test_a_named_paper_goes_as_far_as_it_goes_by_itself(
    crew: Crew, done: list[tuple[int, str]]
) -> None:
    agency = make_agency()
    named, other = make_paper(agency, State.RECEIVED), make_paper(agency, State.RECEIVED)
    crew.take(named.pk)
    assert done == [(named.pk, State.RECEIVED), (named.pk, State.KEPT)]
    crew.take(named.pk)  # the same message again
    crew.take(987654)  # a paper that is not there
    assert len(done) == 2
    named.refresh_from_db()
    other.refresh_from_db()
    assert (named.state, named.lease_owner, other.state) == (State.PREPARED, "", State.RECEIVED)


def test_before_each_step_the_counter_goes_first(
    crew: Crew, done: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency()
    named = make_paper(agency, State.RECEIVED)
    arrived: list[Paper] = []
    step = LIFE[State.RECEIVED].step
    assert step is not None

    def somebody_comes(paper: Paper, tools: Tools) -> Done:
        if not arrived:
            arrived.append(make_paper(agency, State.KEPT, dossier=make_dossier(agency)))
        return step(paper, tools)

    row = dataclasses.replace(LIFE[State.RECEIVED], step=somebody_comes)
    monkeypatch.setitem(LIFE, State.RECEIVED, row)
    crew.take(named.pk)
    assert [paper for paper, _ in done] == [named.pk, arrived[0].pk, named.pk]


def test_a_look_takes_up_whatever_is_due(crew: Crew, done: list[tuple[int, str]]) -> None:
    agency = make_agency()
    due = [make_paper(agency, State.KEPT) for _ in range(3)]
    held = make_paper(
        agency,
        State.KEPT,
        lease_owner="elsewhere/1/1/1",
        lease_until=timezone.now() + timedelta(minutes=1),
    )
    crew.look()
    assert [paper for paper, _ in done] == [paper.pk for paper in due]
    held.refresh_from_db()
    assert held.lease_owner


def test_a_look_waits_for_no_place(crew: Crew, done: list[tuple[int, str]]) -> None:
    make_paper(make_agency(), State.KEPT)
    with crew._free:
        crew.look()
    assert done == []


def test_what_met_troubled_records_is_given_back_once_they_are_well(
    crew: Crew, troubles: list[Error], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_paper(make_agency(), State.KEPT)

    def troubled(_paper: Paper, _tools: Tools) -> Done:
        raise OperationalError("database is locked")

    row = dataclasses.replace(LIFE[State.KEPT], step=troubled)
    monkeypatch.setitem(LIFE, State.KEPT, row)
    crew.take(paper.pk)
    assert len(troubles) == 1
    paper.refresh_from_db()
    assert (paper.state, paper.lease_owner) == (State.KEPT, crew.owner)
    crew.renew()
    paper.refresh_from_db()
    assert paper.lease_owner == ""


def test_who_leaves_begins_nothing_and_wakes_others(
    crew: Crew,
    done: list[tuple[int, str]],
    waker: FakeWaker,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    agency = make_agency()
    named, under_way = make_paper(agency, State.KEPT), make_paper(agency, State.KEPT)
    until = timezone.now() + timedelta(minutes=1)
    Paper.objects.filter(pk=under_way.pk).update(lease_owner=crew.owner, lease_until=until)
    crew._under_way.add(under_way.pk)
    crew._stopping.set()
    crew.take(named.pk)
    with django_capture_on_commit_callbacks(execute=True):
        crew.leave(within_s=0.0)
    assert done == []
    assert sorted(waker.told) == [(named.pk, False), (under_way.pk, False)]
    under_way.refresh_from_db()
    assert under_way.lease_owner == ""
