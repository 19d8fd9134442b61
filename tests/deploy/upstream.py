"""Stands behind the proxy in place of the pages, and tells what reached it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EVENTS = 4
BETWEEN_EVENTS_S = 0.3


class Told(BaseHTTPRequestHandler):
    """GET /events sends server-sent events slowly; everything else gets its own headers and body size back."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/events":
            self._events()
        else:
            self._tell(0)

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        got = 0
        while got < size:
            got += len(self.rfile.read(min(65_536, size - got)))
        self._tell(got)

    def _tell(self, body_bytes: int) -> None:
        headers = [(name.lower(), value) for name, value in self.headers.items()]
        answer = json.dumps({"headers": headers, "body_bytes": body_bytes}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("X-Accel-Buffering", "no")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(EVENTS):
            self.wfile.write(f"data: {number}\n\n".encode())
            self.wfile.flush()
            time.sleep(BETWEEN_EVENTS_S)

    def log_message(self, *_: object) -> None:
        """Say nothing: the proxy's log is the one that is read."""


@contextmanager
def upstream() -> Iterator[int]:
    """Its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
