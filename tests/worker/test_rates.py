"""The thread that counts: what is new shows within a second, and no trouble ends it."""

import time
from datetime import date

import pytest
from django.db import OperationalError

from targets.models import AgencyMonth
from targets.rollup import follow
from tests.targets.world import World
from worker import rates


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_shows_within_a_second() -> None:
    world = World()
    with rates.following_rates():
        begun = time.monotonic()
        world.dossier(world.commune, date(2025, 3, 4))
        while not AgencyMonth.objects.filter(agency=world.commune, received=1).exists():
            assert time.monotonic() - begun < 5, "the bar is one second, on a quiet machine"
            time.sleep(0.02)
    assert follow() == 0


@pytest.mark.parametrize("error", [OperationalError("database is locked"), ValueError("ours")])
def test_no_trouble_ends_it(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: float) -> int:
        raise error

    monkeypatch.setattr(rates, "follow", fail)
    monkeypatch.setattr("worker.rates.connection.close", lambda: None)
    assert rates.look() == rates.TROUBLED_S
    assert "the rates wait" in caplog.text


def test_it_looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "follow", lambda **_: 0)
    assert rates.look() == rates.LOOK_S
