"""A time-stamping authority over real HTTP on this machine that misbehaves as it is told."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPLY = "application/timestamp-reply"
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def say(
    request: BaseHTTPRequestHandler, data: bytes, *, status: int = 200, kind: str = REPLY
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


@contextmanager
def serving(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that lets `answer` deal with each request."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                answer(self, body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Callers hang up on it; that is what it is for."""

    server = Server(("127.0.0.1", 0), Door)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/tsa?x=1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip_body(request: BaseHTTPRequestHandler, _: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Type", REPLY)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b"0")
        request.wfile.flush()
        time.sleep(0.05)


def drip_head(request: BaseHTTPRequestHandler, _: bytes) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for letter in b"X-Slow: " + b"a" * 200:
        request.wfile.write(bytes([letter]))
        request.wfile.flush()
        time.sleep(0.05)


def silent(_: BaseHTTPRequestHandler, __: bytes) -> None:
    time.sleep(5)


def endless(request: BaseHTTPRequestHandler, _: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Type", REPLY)
    request.end_headers()
    while True:
        request.wfile.write(b"0" * 65536)


def redirect(request: BaseHTTPRequestHandler, _: bytes) -> None:
    request.send_response(307)
    request.send_header("Location", "http://127.0.0.1:1/")
    request.end_headers()


def hang_up(request: BaseHTTPRequestHandler, _: bytes) -> None:
    request.wfile.write(b"HTTP/1.1 2")
    request.wfile.flush()
    request.connection.close()
