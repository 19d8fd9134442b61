"""A runner that is told to stop leaves in time; a step that is cut off there is done again, once."""

import dataclasses
import threading
import time

import pytest

from dossiers.models import Event, Paper
from dossiers.states import State
from ingest import runner
from ingest.pipeline import LIFE
from ingest.runner import advance, claim, drain, give_back
from ingest.tools import Done, Tools
from tests.records import make_agency, make_paper


def test_a_long_step_is_left_when_a_stop_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tools: Tools
) -> None:
    papers = [Paper(pk=7, state=State.RECEIVED)]
    given_back: list[int] = []
    free = threading.Event()
    monkeypatch.setattr(runner, "STOP_WITHIN_S", 0.2)
    monkeypatch.setattr(runner, "release_dead", lambda: 0)
    monkeypatch.setattr(runner, "claim", lambda _owner: papers.pop() if papers else None)
    monkeypatch.setattr(runner, "give_back", lambda _owner, papers: given_back.extend(papers))
    monkeypatch.setattr(runner, "_advance_in_thread", lambda *_: free.wait(30))
    stop = threading.Event()
    began = time.monotonic()
    drain(tools, jobs=1, stop=stop, meanwhile=stop.set)
    assert time.monotonic() - began < 5
    assert given_back == [7]
    free.set()


@pytest.mark.django_db
def test_what_a_step_brings_after_its_paper_was_given_back_is_dropped(
    monkeypatch: pytest.MonkeyPatch, tools: Tools
) -> None:
    paper = make_paper(make_agency(), State.KEPT)
    claimed = claim("one")
    assert claimed is not None

    def late(_paper: Paper, _tools: Tools) -> Done:
        give_back("one", [paper.pk])
        return Done(State.PREPARED)

    def fails_late(_paper: Paper, _tools: Tools) -> Done:
        give_back("one", [paper.pk])
        raise RuntimeError("the sandbox was closed")

    for step in (late, fails_late):
        row = dataclasses.replace(LIFE[State.KEPT], step=step)
        monkeypatch.setitem(LIFE, State.KEPT, row)
        assert advance(claimed, tools, owner="one") == State.KEPT
        now = Paper.objects.get()
        assert (now.state, now.failure_code, now.attempts) == (State.KEPT, "", 0)
        assert not Event.objects.exists()
        claimed = claim("one")
        assert claimed is not None


@pytest.mark.django_db
def test_a_failed_paper_is_due_for_the_index(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    make_paper(make_agency(), State.REVIEWED, version=3, indexed_version=3)
    claimed = claim("one")
    assert claimed is not None

    def breaks(_paper: Paper, _tools: Tools) -> Done:
        raise RuntimeError

    monkeypatch.setitem(
        LIFE, State.REVIEWED, dataclasses.replace(LIFE[State.REVIEWED], step=breaks)
    )
    assert advance(claimed, tools, owner="one") == State.FAILED
    now = Paper.objects.get()
    assert now.indexed_version < now.version
