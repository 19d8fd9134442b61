"""The waker: no call waits or fails, a broker that is away is left alone a while, messages keep their order."""

import logging
import threading
import time

import pytest

from config.broker import BACKLOG, COUNTER, Waker, celery_app


class FakeBroker:
    """Takes messages unless it is away."""

    def __init__(self) -> None:
        self.got: list[tuple[int, str]] = []
        self.away = False
        self.tried = 0
        self.hangs = threading.Event()
        self.hangs.set()

    def send(self, paper: int, queue: str) -> None:
        self.tried += 1
        self.hangs.wait(30)
        if self.away:
            raise ConnectionRefusedError("amqp://user:secret@host")
        self.got.append((paper, queue))

    def waiting(self, queue: str) -> int:
        if self.away:
            raise ConnectionRefusedError
        return sum(each == queue for _, each in self.got)


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker()


def waker_of(broker: FakeBroker, *, rest_s: float = 30.0) -> Waker:
    return Waker(broker.send, waiting=broker.waiting, rest_s=rest_s)


def test_papers_of_a_dossier_go_to_the_counter(broker: FakeBroker) -> None:
    waker = waker_of(broker)
    waker.tell(1, at_counter=True)
    waker.tell(2, at_counter=False)
    assert waker.flush(5)
    assert broker.got == [(1, COUNTER), (2, BACKLOG)]
    assert (waker.waiting(at_counter=True), waker.waiting(at_counter=False)) == (1, 1)


def test_nobody_waits_for_a_broker_that_hangs(broker: FakeBroker) -> None:
    waker = waker_of(broker)
    broker.hangs.clear()
    began = time.monotonic()
    for paper in range(1000):
        waker.tell(paper, at_counter=False)
    assert not waker.flush(0.1)
    assert time.monotonic() - began < 5
    broker.hangs.set()
    assert waker.flush(5)
    assert [paper for paper, _ in broker.got] == list(range(1000))


def test_a_broker_that_is_away_is_tried_once_and_told_of_once(
    broker: FakeBroker, caplog: pytest.LogCaptureFixture
) -> None:
    waker = waker_of(broker)
    broker.away = True
    for paper in range(100):
        waker.tell(paper, at_counter=False)
        assert waker.flush(5)
    assert broker.tried == 1
    assert waker.waiting(at_counter=False) is None
    told = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(told) == 1
    assert "secret" not in told[0]


def test_after_the_rest_it_is_tried_again(
    broker: FakeBroker, caplog: pytest.LogCaptureFixture
) -> None:
    waker = waker_of(broker, rest_s=0.05)
    broker.away = True
    for paper in (1, 2):
        waker.tell(paper, at_counter=False)
        assert waker.flush(5)
        time.sleep(0.1)
    broker.away = False
    waker.tell(3, at_counter=False)
    assert waker.flush(5)
    assert broker.got == [(3, BACKLOG)]
    told = [each.getMessage() for each in caplog.records]
    assert [each.split(":")[0] for each in told] == ["broker.unreachable", "broker.reachable"]


def test_the_password_is_escaped_and_not_shown() -> None:
    app = celery_app(url="amqp://motlan@host:5672/office", password="a/b@c:d")
    with app.connection_for_write() as connection:
        assert connection.password == "a/b@c:d"
        assert (connection.hostname, connection.virtual_host) == ("host", "office")
        assert "a/b@c:d" not in connection.as_uri()


def test_a_broker_over_tls_must_show_its_certificate() -> None:
    app = celery_app(url="amqps://motlan@host/office", password="")
    with app.connection_for_write() as connection:
        assert connection.ssl["cert_reqs"]
        assert connection.ssl["server_hostname"] == "host"
    plain = celery_app(url="amqp://motlan@host/office", password="")
    with plain.connection_for_write() as connection:
        assert not connection.ssl
