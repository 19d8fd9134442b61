"""Each step is timed and counted by what came of it; each line logged in it names the paper."""

import logging

import pytest

from dossiers.models import Paper
from dossiers.states import State
from ingest import runner
from ingest.log_facts import current_facts, log_facts
from ingest.measures import REGISTRY
from ingest.pipeline import Row
from ingest.runner import advance, claim
from ingest.tools import Done
from storage.errors import StoreUnreachable
from tests.records import make_agency, make_paper


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (None, "done", ""),
        (StoreUnreachable(), "retry", "storage.unreachable"),
        (ValueError("no"), "failed", "ingest.unexpected"),
    ],
)
def test_a_step_is_counted_and_named_in_its_lines(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception | None,
    outcome: str,
    code: str,
) -> None:
    make_paper(make_agency(), State.KEPT)
    seen = []

    def step(_paper: Paper, _tools: object) -> Done:
        seen.append(dict(current_facts()))
        if error is not None:
            raise error
        return Done(State.PREPARED)

    monkeypatch.setitem(runner.LIFE, State.KEPT, Row("fake", (State.PREPARED,), step))
    before = counted("motlan_steps_total", state="kept", outcome=outcome)
    errors = counted("motlan_errors_total", code=code)
    times = counted("motlan_step_seconds_count", state="kept")
    paper = claim("me")
    assert paper is not None
    with caplog.at_level(logging.CRITICAL):
        advance(paper, None, owner="me")  # type: ignore[arg-type]
    assert seen == [{"paper": paper.pk, "state": "kept"}]
    assert counted("motlan_steps_total", state="kept", outcome=outcome) == before + 1
    assert counted("motlan_step_seconds_count", state="kept") == times + 1
    assert code == "" or counted("motlan_errors_total", code=code) == errors + 1
    assert current_facts() == {}


def test_facts_nest_and_end_with_their_block() -> None:
    with log_facts(request_id="a"):
        with log_facts(paper=3):
            assert current_facts() == {"request_id": "a", "paper": 3}
        assert current_facts() == {"request_id": "a"}
    assert current_facts() == {}
