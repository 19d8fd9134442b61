"""Who works: a process is on the list while it works, off it when it ends, and told when it was killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from ingest import heartbeats
from ingest.heartbeats import Kind, alive, beat, beating, leave
from ingest.leases import owner_name
from ingest.models import Heartbeat

BEATS = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0) if not {migrated} else None
import time
from ingest import heartbeats
with heartbeats.beating(heartbeats.Kind.WORKER, jobs=3):
    print("works", flush=True)
    time.sleep(60)
"""


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.django_db
def test_a_beat_is_one_row_however_often_it_is_written() -> None:
    for _ in range(3):
        beat(Kind.WORKER, jobs=2)
    (row,) = alive(Kind.WORKER)
    assert (row.owner, row.jobs) == (owner_name(), 2)
    assert alive(Kind.INDEXER) == []
    beat(Kind.INDEXER)
    leave(Kind.WORKER)
    assert alive(Kind.WORKER) == []
    assert len(alive(Kind.INDEXER)) == 1


@pytest.mark.django_db
def test_a_silent_process_is_not_alive_and_is_forgotten_later() -> None:
    now = timezone.now()
    for owner, ago in (
        ("other/7/1", heartbeats.SILENT + timedelta(seconds=1)),
        ("gone/8/1", heartbeats.FORGET + timedelta(seconds=1)),
        ("other/9/1", timedelta(seconds=1)),
    ):
        Heartbeat.objects.create(owner=owner, kind=Kind.WORKER, started_at=now, seen_at=now - ago)
    assert [each.owner for each in alive(Kind.WORKER)] == ["other/9/1"]
    beat(Kind.INDEXER)
    assert not Heartbeat.objects.filter(owner="gone/8/1").exists()
    assert Heartbeat.objects.filter(owner="other/7/1").exists()


def test_a_process_is_on_the_list_while_it_works_and_seen_to_be_killed(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "MOTLAN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
    }

    def asked(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    list_them = (
        "from ingest.heartbeats import alive, Kind; from ingest.models import Heartbeat\n"
        "print(len(alive(Kind.WORKER)), Heartbeat.objects.count())"
    )
    for migrated, ending, left in ((False, signal.SIGINT, "0 0"), (True, signal.SIGKILL, "0 1")):
        process = subprocess.Popen(
            [sys.executable, "-c", BEATS.format(migrated=migrated)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "works"
        until(lambda: asked(list_them) == "1 1")
        process.send_signal(ending)
        process.wait(10)
        process.stdout.close()
        assert asked(list_them) == left


def test_records_that_cannot_be_written_do_not_stop_the_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(heartbeats, "beat", broken)
    monkeypatch.setattr(heartbeats, "leave", broken)
    monkeypatch.setattr(heartbeats, "BEAT_S", 0.01)
    with beating(Kind.WORKER):
        until(lambda: caplog.text.count("no heartbeat") > 2)
