"""RabbitMQ through Celery: the queues, the messages, and how this process sends them.

A message names a paper and says no more than "look now": the records say what is due, and a message
that is lost, late or comes twice does no harm. What is done on a message is registered in `worker`.
"""

import atexit
import logging
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from celery import Celery
from kombu.entity import Exchange, Queue

log = logging.getLogger(__name__)

# Papers of a waiting dossier, and all others. Quorum queues have no priorities before RabbitMQ 4.
COUNTER, BACKLOG = "counter", "backlog"
# The name of the only task; its argument is the id of a paper.
TAKE = "motlan.take"
# More wakes than this tell a worker nothing new: the oldest are dropped, `sweep` brings them again.
MOST_WAITING = 100_000
# Seconds until the broker has taken a message, or it counts as unreachable.
SEND_WITHIN_S = 2.0
# Seconds in which nothing is sent after the broker could not be reached.
REST_S = 15.0
# Seconds that the end of a process waits for messages that are still to be sent.
FLUSH_WITHIN_S = 2.0


def celery_app(*, url: str, password: str, ca_file: Path | None = None) -> Celery:
    """The Celery app: quorum queues, confirmed messages, JSON only, no results and no chatter.

    Args:
        url: amqp://USER@HOST:PORT/VHOST, or amqps: then the server's certificate is checked.
        password: goes into the connection only; Celery hides it where it prints the address.
    """
    app = Celery("motlan", set_as_current=False, fixups=[], broker=_with_password(url, password))
    exchange = Exchange("motlan", type="direct", durable=True)  # type: ignore[no-untyped-call]
    app.conf.update(
        task_queues=[_queue(name, exchange) for name in (COUNTER, BACKLOG)],
        task_default_queue=BACKLOG,
        task_default_exchange="motlan",
        task_create_missing_queues=False,
        task_ignore_result=True,
        task_acks_late=False,
        task_serializer="json",
        accept_content=["json"],
        broker_transport_options={"confirm_publish": True},
        broker_connection_timeout=SEND_WITHIN_S,
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_heartbeat=30,
        worker_consumer="worker.consumer:QuietConsumer",
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    if url.startswith("amqps:"):
        # The client checks nothing unless it is told to.
        app.conf.broker_use_ssl = {
            "cert_reqs": ssl.CERT_REQUIRED,
            "ca_certs": str(ca_file) if ca_file else None,
            "server_hostname": urlsplit(url).hostname,
        }
    return app


def _queue(name: str, exchange: Exchange) -> Queue:
    arguments = {"x-queue-type": "quorum", "x-max-length": MOST_WAITING}
    return Queue(  # type: ignore[no-untyped-call]
        name, exchange, routing_key=name, queue_arguments=arguments
    )


def _with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    if not password:
        return url
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))


class Sender:
    """Sends messages on a connection of its own and asks how many wait; for one thread at a time."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._connection: Any = None

    def send(self, paper: int, queue: str) -> None:
        """Send one message; returns when the broker has it for good.

        Raises:
            Exception: the broker is not there, or does not answer; of many classes, of many libraries.
        """
        began = time.monotonic()
        fresh = self._connection is None
        try:
            self._send(paper, queue)
        except Exception:
            self.close()
            # A connection that went stale while nothing was sent fails at once; a new one may work.
            if fresh or time.monotonic() - began > SEND_WITHIN_S / 2:
                raise
            self._send(paper, queue)

    def _send(self, paper: int, queue: str) -> None:
        with self._app.amqp.Producer(self._channel()) as producer:
            self._app.send_task(
                TAKE,
                args=(paper,),
                queue=queue,
                producer=producer,
                retry=False,
                confirm_timeout=SEND_WITHIN_S,
            )

    def waiting(self, queue: str) -> int:
        """How many messages wait in the queue.

        Raises:
            Exception: as for `send`.
        """
        try:
            declared = self._app.amqp.queues[queue](self._channel()).queue_declare()
        except Exception:
            self.close()
            raise
        return int(declared.message_count)

    def close(self) -> None:
        """Drop the connection; the next call makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.collect(socket_timeout=SEND_WITHIN_S)

    def _channel(self) -> Any:
        if self._connection is None:
            connection = self._app.connection_for_write()
            connection.connect()
            self._connection = connection
        return self._connection.default_channel


class Waker:
    """Sends wakes from a thread of its own, so that no request waits for a broker.

    After a failure nothing is tried for `rest_s`; what is told meanwhile is left to `sweep` and to the
    workers, which look by themselves every few seconds.
    """

    def __init__(
        self,
        send: Callable[[int, str], None],
        *,
        waiting: Callable[[str], int],
        rest_s: float = REST_S,
    ) -> None:
        self._send, self._count, self._rest_s = send, waiting, rest_s
        self._told: deque[tuple[int, str]] = deque(maxlen=MOST_WAITING)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._sending = False
        self._rest_until: float | None = None

    def tell(self, paper: int, *, at_counter: bool) -> None:
        """Wake a worker for this paper; never blocks and never fails."""
        with self._changed:
            if self._rest_until is not None and time.monotonic() < self._rest_until:
                return
            self._told.append((paper, COUNTER if at_counter else BACKLOG))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self._thread.start()
                atexit.register(self.flush)
            self._changed.notify_all()

    def flush(self, within_s: float = FLUSH_WITHIN_S) -> bool:
        """Wait until nothing is left to send; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._told and not self._sending, within_s)

    def waiting(self, *, at_counter: bool) -> int | None:
        """How many messages wait in a queue; None when the broker cannot be asked."""
        try:
            return self._count(COUNTER if at_counter else BACKLOG)
        except Exception as error:  # noqa: BLE001 - as in `_run`
            log.debug("the broker cannot be asked: %s", type(error).__name__)
            return None

    def _run(self) -> None:
        while True:
            with self._changed:
                self._sending = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._told))
                paper, queue = self._told.popleft()
                self._sending = True
            try:
                self._send(paper, queue)
            except Exception as error:  # noqa: BLE001 - client and sockets raise classes of many libraries
                self._rest(error)
            else:
                self._go_on()

    def _rest(self, error: Exception) -> None:
        with self._changed:
            self._told.clear()
            first, self._rest_until = self._rest_until is None, time.monotonic() + self._rest_s
        if first:
            # Not the error's own words: they may quote the address.
            log.warning("broker.unreachable: %s; workers look by themselves", type(error).__name__)

    def _go_on(self) -> None:
        with self._changed:
            rested, self._rest_until = self._rest_until is not None, None
        if rested:
            log.warning("broker.reachable: workers are woken again")
