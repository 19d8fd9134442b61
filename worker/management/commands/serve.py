"""`motlan serve`: the pages on the loopback address, with a worker beside them."""

import ctypes
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NoReturn

import uvicorn
from django.conf import settings

from config import wiring
from worker.command import RecordsCommand

PR_SET_PDEATHSIG = 1
STOP_WITHIN_S = 30
START_AGAIN_AFTER_S = 5.0


class Command(RecordsCommand):
    help = "Mở các trang tại http://127.0.0.1:8000, kèm một worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="worker chạy riêng")

    def handle(self, *args: Any, **options: Any) -> None:
        # Uvicorn ends in order and then raises the signal again; without this the process would end
        # there, and the worker would be left to itself.
        signal.signal(signal.SIGTERM, _end)
        children = [] if options["no_worker"] else [Child("worker", self.tell)]
        if children and wiring.broker() is not None:
            # A worker that is told what is due leaves search and rates to another.
            children.append(Child("indexer", self.tell))
        self.tell(f"Motlan: http://{options['host']}:{options['port']} (dừng bằng Ctrl+C)")
        try:
            uvicorn.run(
                "config.asgi:application",
                host=options["host"],
                port=options["port"],
                log_config=None,  # through the settings' own, which masks personal ids
                access_log=False,
                server_header=False,
                # Else anybody on this machine could say which address they come from.
                proxy_headers=settings.MOTLAN_HTTPS,
                forwarded_allow_ips=settings.MOTLAN_PROXIES,
                lifespan="off",
                timeout_graceful_shutdown=5,
            )
        finally:
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop()


class Child:
    """`motlan worker` or `motlan indexer` as a child, started again when it ends by itself.

    It is told to end when this process stops, and when it dies: PR_SET_PDEATHSIG follows the thread
    that started the child, and this one lives as long as the process.
    """

    def __init__(self, verb: str, tell: Callable[[str], None]) -> None:
        self._verb, self._tell, self._stopping = verb, tell, threading.Event()
        self._libc = ctypes.CDLL(
            None
        )  # loaded here, since little may be done between fork and exec
        self._keeper = threading.Thread(target=self._keep, name=verb, daemon=True)
        self._keeper.start()

    def ask_to_stop(self) -> None:
        """Ask it to end, without waiting."""
        self._stopping.set()

    def stop(self) -> None:
        """End it; one that does not end in time is killed, which loses nothing."""
        self.ask_to_stop()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            child = self._start()
            while child.poll() is None and not self._stopping.wait(0.2):
                pass
            if self._stopping.is_set():
                _end_child(child)
                return
            self._tell(
                f"{self._verb.capitalize()} đã dừng (mã {child.returncode}); đang khởi động lại."
            )
            self._stopping.wait(START_AGAIN_AFTER_S)

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own verbs only
            [sys.executable, "-m", "worker.cli", self._verb],
            preexec_fn=lambda: self._libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - one call
        )


def _end_child(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(timeout=STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _end(*_: object) -> NoReturn:
    sys.exit(0)
