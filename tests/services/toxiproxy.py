"""toxiproxy stands between a client and a server and breaks the line as a test asks."""

import http.client
import json
from pathlib import Path
from typing import Any

from tests.services import cache
from tests.services.loopback import HOST, free_port, http_status
from tests.services.server import Server


class Toxiproxy(Server):
    """The server of proxies; its tests must be allowed sockets."""

    name = "toxiproxy"

    def __init__(self) -> None:
        super().__init__()
        self._program: Path | None = None

    def proxy(self, name: str, upstream: str) -> "Proxy":
        """A new line to `upstream` ("127.0.0.1:PORT"); one of that name that is there is replaced."""
        port = free_port()
        self.call("DELETE", f"/proxies/{name}", allowed=(204, 404))
        listen = f"{HOST}:{port}"
        body = {"name": name, "listen": listen, "upstream": upstream, "enabled": True}
        self.call("POST", "/proxies", body, allowed=(201,))
        return Proxy(self, name, port)

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        allowed: tuple[int, ...] = (200, 204),
    ) -> None:
        """One request to its own interface; another status than those allowed is an error."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            told = answer.read().decode()
        finally:
            connection.close()
        if answer.status not in allowed:
            raise RuntimeError(f"toxiproxy: {method} {path}: {answer.status} {told}")

    def _prepare(self) -> None:
        self._program = cache.program(cache.TOXIPROXY)

    def _command(self) -> list[str | Path]:
        assert self._program is not None
        return [self._program, "-host", HOST, "-port", str(self.port)]

    def _ready(self) -> bool:
        return http_status(self.port, "/version") == 200


class Proxy:
    """One line: `.address` is what a client connects to instead of the server."""

    def __init__(self, server: Toxiproxy, name: str, port: int) -> None:
        self._server = server
        self._path = f"/proxies/{name}"
        self._toxics: list[str] = []
        self.name = name
        self.port = port
        self.address = f"{HOST}:{port}"

    def down(self) -> None:
        """Cut every connection and refuse new ones."""
        self._server.call("POST", self._path, {"enabled": False})

    def up(self) -> None:
        """Accept connections again."""
        self._server.call("POST", self._path, {"enabled": True})

    def add_toxic(
        self, kind: str, *, stream: str = "downstream", toxicity: float = 1.0, **attributes: int
    ) -> str:
        """Disturb the line; returns the toxic's name.

        Args:
            kind: latency (latency, jitter in ms), timeout (timeout in ms, 0: swallow all), bandwidth
                (rate in kB/s), limit_data (bytes), reset_peer (timeout in ms), slow_close (delay in ms),
                slicer (average_size, size_variation in bytes, delay in µs).
            stream: downstream (from the server) or upstream (to it).
            toxicity: the share of connections that it meets.
            attributes: as named above.
        """
        name = f"{kind}-{stream}-{len(self._toxics)}"
        toxic = {
            "name": name,
            "type": kind,
            "stream": stream,
            "toxicity": toxicity,
            "attributes": attributes,
        }
        self._server.call("POST", f"{self._path}/toxics", toxic)
        self._toxics.append(name)
        return name

    def heal(self) -> None:
        """Take all toxics away and accept connections."""
        while self._toxics:
            self._server.call("DELETE", f"{self._path}/toxics/{self._toxics.pop()}")
        self.up()
