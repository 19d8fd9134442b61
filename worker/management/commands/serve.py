"""`motlan serve`: the pages on the loopback address, with a worker beside them."""

import ctypes
import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn

from worker.command import RecordsCommand

PR_SET_PDEATHSIG = 1


class Command(RecordsCommand):
    help = "Mở các trang tại http://127.0.0.1:8000, kèm một worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="worker chạy riêng")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = None if options["no_worker"] else _start_worker()
        self.tell(f"Motlan: http://{options['host']}:{options['port']} (dừng bằng Ctrl+C)")
        try:
            uvicorn.run(
                "config.asgi:application",
                host=options["host"],
                port=options["port"],
                log_level="warning",
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=5,
            )
        finally:
            if worker is not None:
                worker.terminate()
                worker.wait(timeout=60)


def _start_worker() -> "subprocess.Popen[bytes]":
    """A worker that drains when this process stops, and when it dies."""
    return subprocess.Popen(
        [sys.executable, "-m", "worker.cli", "worker"],
        preexec_fn=lambda: ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - no threads yet
    )
