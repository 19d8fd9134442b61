"""`motlan sweep --retry CODE`: all papers that stopped with the code go on at once, and no others."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers.models import Event, Paper
from dossiers.states import State
from tests.records import make_agency, make_paper
from worker.cli import main

pytestmark = pytest.mark.django_db


def test_all_that_stopped_with_a_code_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    agency = make_agency()

    def stopped(code: str) -> Paper:
        return make_paper(agency, State.FAILED, failed_from=State.PREPARED, failure_code=code)

    papers = [stopped("ocr.language_missing") for _ in range(3)]
    other = stopped("paper.no_text")
    later = timezone.now() + timedelta(minutes=30)
    waiting = make_paper(
        agency, State.KEPT, failure_code="ocr.language_missing", attempts=5, not_before=later
    )
    command = ["sweep", "--retry", "ocr.language_missing", "--json"]

    assert main([*command, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out) == {"stopped": 3, "retried": 0, "waiting": 1}
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {"stopped": 3, "retried": 3, "waiting": 1}
    waiting.refresh_from_db()
    assert (waiting.state, waiting.not_before) == (State.KEPT, None)

    again = Paper.objects.filter(state=State.PREPARED, failure_code="", failed_from="")
    assert {paper.pk for paper in again} == {paper.pk for paper in papers}
    other.refresh_from_db()
    assert other.state == State.FAILED
    verbs = Event.objects.values_list("verb", "actor")
    assert {verb for verb, _ in verbs} == {"paper.retried"}
    assert all(actor.startswith("cli:") for _, actor in verbs)
