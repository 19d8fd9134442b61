"""The thread that counts: what is new shows within a second, and no trouble ends it."""

import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from django.db import OperationalError, transaction

from targets.models import AgencyMonth
from targets.rollup import follow
from tests.targets.world import World
from worker import rates

LONGEST_S = 10.0

T = TypeVar("T")


def patiently(act: Callable[[], T], *, begun: float) -> T:
    """What `act` gives: the SQLite of the tests is shared memory, which refuses at once where a file waits."""
    while True:
        try:
            with transaction.atomic():
                return act()
        except OperationalError:
            if time.monotonic() - begun > LONGEST_S:
                raise
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_shows_while_the_thread_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "TROUBLED_S", 0.05)
    world = World()
    shown = AgencyMonth.objects.filter(agency=world.commune, received=1)
    begun = time.monotonic()
    with rates.following_rates():
        patiently(lambda: world.dossier(world.commune, date(2025, 3, 4)), begun=begun)
        while not patiently(shown.exists, begun=begun):
            assert time.monotonic() - begun < LONGEST_S, "the bar is one second, on a quiet machine"
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
