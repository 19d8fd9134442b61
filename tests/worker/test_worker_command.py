"""`motlan worker` beside troubled records: it tells once, waits, and goes on."""

import io
import threading
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from worker.management.commands import worker
from worker.management.commands.worker import IDLE_S, TROUBLED_S, Command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    made = Command(stderr=io.StringIO(), no_color=True)
    made._told = set()
    monkeypatch.setattr(made, "_follow", lambda _tools: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    return made


def test_trouble_is_told_once_and_its_end_too(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles: Iterator[Exception | None] = iter(
        [
            OperationalError("database is locked"),
            OperationalError("database is locked"),
            OperationalError("database or disk is full"),
            DatabaseError("database disk image is malformed"),
            InterfaceError("connection already closed"),
            None,
            None,
        ]
    )

    def drain(*_: object, **__: object) -> None:
        trouble = next(troubles)
        if trouble is not None:
            raise trouble

    monkeypatch.setattr(worker, "drain", drain)
    stop = threading.Event()
    waits = [command._work(None, jobs=1, stop=stop) for _ in range(7)]
    assert waits == [TROUBLED_S] * 5 + [IDLE_S] * 2
    told = command.stderr._out.getvalue()
    for code in ("records.busy", "records.full", "records.failed"):
        assert told.count(f"[{code}]") == 1
    assert told.count("Đã làm việc lại bình thường") == 1
