"""A process that works is on the list, and gives out its own figures where a port is set."""

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ingest.heartbeats import Kind
from ingest.measures import count_error
from worker import presence


@pytest.fixture(autouse=True)
def beats(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Kind, int]]:
    seen: list[tuple[Kind, int]] = []

    @contextmanager
    def beating(kind: Kind, *, jobs: int) -> Iterator[None]:
        seen.append((kind, jobs))
        yield

    monkeypatch.setattr(presence, "beating", beating)
    return seen


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_without_a_port_no_socket_is_opened(beats: list[tuple[Kind, int]]) -> None:
    with presence.present(Kind.WORKER, jobs=3):
        assert beats == [(Kind.WORKER, 3)]


@pytest.mark.service
def test_figures_on_a_port_until_the_work_ends(settings: Any) -> None:
    settings.MOTLAN_METRICS_PORT = free_port()
    address = f"http://127.0.0.1:{settings.MOTLAN_METRICS_PORT}/metrics"
    count_error("storage.unreachable")
    with presence.present(Kind.INDEXER):
        with urllib.request.urlopen(address) as answer:
            text = answer.read().decode()
        assert 'motlan_errors_total{code="storage.unreachable"}' in text
        assert "python_info" not in text
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address)


@pytest.mark.service
def test_a_port_that_is_taken_does_not_stop_the_work(
    settings: Any, caplog: pytest.LogCaptureFixture, beats: list[tuple[Kind, int]]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.MOTLAN_METRICS_PORT = other.getsockname()[1]
        with presence.present(Kind.WORKER):
            assert beats == [(Kind.WORKER, 1)]
    assert "no figures" in caplog.text
