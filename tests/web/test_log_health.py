"""Sức khỏe and the figures tell of events that wait too long for an anchor."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import wiring
from dossiers.events import record
from ingest.log import anchoring
from tests.records import make_agency
from web.health import metrics, probes
from web.health.findings import Word

pytestmark = pytest.mark.django_db


def test_events_that_wait_too_long_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    agency = make_agency()
    assert probes.log_anchors() == probes.GOOD
    record(agency=agency, actor="user:x", verb="a.b", about=agency)
    assert probes.log_anchors() == probes.GOOD
    figures = {each.name: each for each in metrics.of_records()}
    (sample,) = figures["motlan_log_unanchored_events"].samples
    assert sample.value == 1
    later = timezone.now() + timedelta(hours=27)
    monkeypatch.setattr(probes.timezone, "now", lambda: later)
    word, code, told = probes.log_anchors() or probes.GOOD
    assert (word, code, told) == (Word.ATTENTION, "health.log_waits", "1 sự kiện chờ")
    assert anchoring.due(every=timedelta(hours=24))


def test_where_nothing_is_anchored_by_itself_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wiring, "anchor_every", lambda: None)
    assert probes.log_anchors() is None
