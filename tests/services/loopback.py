"""Ports and probes on the loopback address.

Servers start in the background while other tests run, for which `socket.socket` is blocked. The true class,
taken here before any test begins, is not.
"""

import secrets
import ssl
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

HOST = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections: a server that is stopped
# finds its port free when it starts again.
_PORTS = range(20_000, 32_000)
_taken: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, given to one asker only."""
    while True:
        port = secrets.choice(_PORTS)
        if port not in _taken and is_free(port):
            _taken.add(port)
            return port


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket(AF_INET, SOCK_STREAM) as probe:
        probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def http_status(port: int, path: str, *, headers: str = "", ca: Path | None = None) -> int:
    """The status of a GET; 0 while nobody answers. `ca` means HTTPS under that authority."""
    request = f"GET {path} HTTP/1.0\r\nHost: {HOST}\r\n{headers}\r\n"
    try:
        with socket(AF_INET, SOCK_STREAM) as plain:
            plain.settimeout(5)
            plain.connect((HOST, port))
            if ca is None:
                return _status_of(plain, request)
            context = ssl.create_default_context(cafile=ca)
            with context.wrap_socket(plain, server_hostname=HOST) as wrapped:
                return _status_of(wrapped, request)
    except OSError:
        return 0


def _status_of(connection: socket, request: str) -> int:
    connection.sendall(request.encode())
    words = connection.recv(64).split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
