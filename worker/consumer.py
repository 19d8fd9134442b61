"""A Celery worker in a thread of this process: hears the messages that name papers, and passes them on."""

import logging
import threading
from collections.abc import Callable

from celery import Celery
from celery.worker import WorkController, state
from celery.worker.consumer import Consumer as CeleryConsumer

from config.broker import TAKE

log = logging.getLogger(__name__)
STARTED_AGAIN_AFTER_S = 5.0
EXIT = 0


class QuietConsumer(CeleryConsumer):  # type: ignore[misc]  # Celery is not typed
    """Celery's consumer with what a wake needs: a connection, the two queues, the loop.

    Celery adds dozens of queues for delayed messages once it sees a quorum queue; no wake is delayed.
    """

    class Blueprint(CeleryConsumer.Blueprint):  # type: ignore[misc]  # as above
        """The steps of the consumer."""

        default_steps = (
            "celery.worker.consumer.connection:Connection",
            "celery.worker.consumer.tasks:Tasks",
            "celery.worker.consumer.consumer:Evloop",
        )


class Listening:
    """Hears messages until it is stopped; reconnects for ever, and begins anew should Celery end by itself."""

    def __init__(self, app: Celery, *, jobs: int, take: Callable[[int], None]) -> None:
        self._app, self._jobs = app, jobs
        self._stopping = threading.Event()

        def run(paper: object) -> None:
            if isinstance(paper, int):
                take(paper)
            else:
                log.warning("a message that names no paper was dropped")

        app.task(run, name=TAKE)
        self._thread = threading.Thread(target=self._listen, name="broker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more messages; what was not begun goes back to the queue."""
        self._stopping.set()
        state.should_stop = EXIT

    def join(self, *, within_s: float) -> None:
        """Wait for the connection to close and for the steps under way to end."""
        self._thread.join(within_s)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            state.should_stop = None
            if self._stopping.is_set():  # since the line before
                return
            worker = WorkController(
                app=self._app,
                pool_cls="threads",
                concurrency=self._jobs,
                task_events=False,
                without_mingle=True,
                without_gossip=True,
                without_heartbeat=True,
            )
            worker.start()
            if not self._stopping.wait(0.0):
                log.error("the broker's client ended by itself; it begins anew")
                self._stopping.wait(STARTED_AGAIN_AFTER_S)
