"""The few answers of an Elasticsearch that our client needs, from a server that is too busy at first."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from search.adapters.elasticsearch_mapping import MAPPINGS

# Servers like to cite what they could not take.
_REASON = "preview of the value: 048219001234"


class BusyServer:
    """Refuses some requests with `status`, then answers."""

    def __init__(
        self,
        status: int,
        *,
        times: int = 1_000,
        only_batches: bool = False,
        lines_only: bool = False,
    ) -> None:
        self._status = status
        self._times = times
        self._only_batches = only_batches
        self._lines_only = lines_only
        self.refused = 0
        self.written: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: bytes) -> tuple[int, Any]:
        """Status and answer for a request."""
        batch = path.startswith("/_bulk")
        busy = self.refused < self._times and (batch or not self._only_batches)
        self.refused += busy
        if busy and not (batch and self._lines_only):
            return self._status, {
                "error": {"type": "busy", "reason": _REASON},
                "status": self._status,
            }
        if batch:
            return 200, self._batch(body, busy=busy)
        if path.endswith("/_mapping"):
            return 200, {"motlan-1-first": {"mappings": MAPPINGS}}
        return 200, {"count": 7}

    def _batch(self, body: bytes, *, busy: bool) -> dict[str, Any]:
        """The first line of a batch is written; the others are refused while the server is busy."""
        lines = [json.loads(line) for line in body.splitlines()]
        items: list[dict[str, Any]] = []
        for line in lines[::2]:
            paper = line["index"]["_id"]
            if busy and items:
                result = {"_id": paper, "status": self._status, "error": {"type": "busy"}}
            else:
                self.written.add(paper)
                result = {"_id": paper, "status": 201}
            items.append({"index": result})
        return {"errors": busy, "items": items}

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Answering(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, told = answer(self.path, body)
                data = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("x-elastic-product", "Elasticsearch")
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = _answer  # noqa: N815 - named by the library

            def log_message(self, *_: object) -> None:
                """Nothing: the test tells what it needs."""

        return Answering
