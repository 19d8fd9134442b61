"""The servers for a developer, or for one command.

    python -m tests.services [SERVER…]                starts them, tells the settings, ends them at Ctrl+C
    python -m tests.services [SERVER…] -- COMMAND…    runs the command with the settings, then ends them

Without names: MinIO, PostgreSQL, RabbitMQ, Elasticsearch and toxiproxy. Exit status 2 where one cannot start.
"""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql
from tests.services.rabbitmq import Rabbitmq
from tests.services.server import Missing, NotStarted, Server
from tests.services.starting import KINDS, Servers
from tests.services.toxiproxy import Toxiproxy

USUAL = ("minio", "postgresql", "rabbitmq", "elasticsearch", "toxiproxy")
FILE = Path("var/services.env")


def main(arguments: list[str]) -> int:
    """Returns the command's exit status; without one, 0 after Ctrl+C or SIGTERM."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    names, command = arguments[:split] or list(USUAL), arguments[split + 1 :]
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        _tell(f"no such server: {', '.join(unknown)}; there are {', '.join(KINDS)}")
        return 2
    for each in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a shell's background job begins with SIGINT ignored
        signal.signal(each, signal.default_int_handler)
    servers = Servers()
    try:
        settings = _start(servers, names)
        return _run(command, settings) if command else _stay(settings)
    except (Missing, NotStarted) as failed:
        _tell(str(failed))
        return 2
    except KeyboardInterrupt:
        return 0 if not command else 130
    finally:
        servers.close()


def _start(servers: Servers, names: list[str]) -> dict[str, str]:
    """Start them side by side; returns the settings that make Motlan use them."""
    for name in names:
        servers.begin(name)
    settings: dict[str, str] = {}
    for name in names:
        settings |= _settings(servers.get(name))
    return settings


def _settings(server: Server) -> dict[str, str]:
    match server:
        case Postgresql():
            server.create_database("motlan")
            return server.environment()
        case Toxiproxy():
            return {"TOXIPROXY_URL": f"http://127.0.0.1:{server.port}"}
        case Minio() | Elasticsearch() | Rabbitmq():
            return server.environment()
    raise AssertionError(server)


def _run(command: list[str], settings: dict[str, str]) -> int:
    with subprocess.Popen(command, env={**os.environ, **settings}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # A Ctrl+C reached the command too; a SIGTERM reached only us.
            process.send_signal(signal.SIGINT)
            process.wait()
            raise


def _stay(settings: dict[str, str]) -> int:
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in settings.items()]
    FILE.parent.mkdir(exist_ok=True)
    FILE.unlink(missing_ok=True)
    FILE.touch(mode=0o600)
    FILE.write_text("".join(lines))
    try:
        sys.stdout.writelines(lines)
        sys.stdout.flush()
        _tell(f"To use them in another terminal:  . {FILE}\nCtrl+C ends them and their data.")
        signal.pause()
        return 0
    finally:
        FILE.unlink(missing_ok=True)


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
