"""RabbitMQ, from Debian's package, with a node, a port mapper and a cookie of its own."""

import json
import secrets
import shutil
import subprocess
from pathlib import Path

from tests.services.loopback import HOST, free_port
from tests.services.server import Missing, Server

_PROGRAMS = Path("/usr/lib/rabbitmq/bin")


class Rabbitmq(Server):
    """One node; its user may do all in every virtual host made here."""

    name = "rabbitmq"
    unprivileged = True
    ready_within_s = 120

    def __init__(self) -> None:
        super().__init__()
        self.user = "motlan"
        self.vhost = "motlan"
        self._distribution_port = free_port()
        self._mapper_port = free_port()
        self._mapper: subprocess.Popen[bytes] | None = None
        self._node = f"motlan{secrets.token_hex(4)}@localhost"

    @property
    def url(self) -> str:
        """The broker's address with the first virtual host; the password has a setting of its own."""
        return self.url_of(self.vhost)

    def url_of(self, vhost: str) -> str:
        """The broker's address with a virtual host."""
        return f"amqp://{self.user}@{HOST}:{self.port}/{vhost}"

    def environment(self, vhost: str = "motlan") -> dict[str, str]:
        """The settings that make Motlan use a virtual host of it; create others than the first before."""
        return {"MOTLAN_BROKER_URL": self.url_of(vhost), "MOTLAN_BROKER_PASSWORD": self.password}

    def create_vhost(self, name: str) -> str:
        """Make a virtual host that the user may use; returns its address. Takes some seconds."""
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "vhosts": [{"name": name}],
            "permissions": [{"user": self.user, "vhost": name, **everything}],
        }
        self.control("import_definitions", stdin=json.dumps(definitions))
        return self.url_of(name)

    def control(self, *arguments: str, stdin: str = "") -> str:
        """Run rabbitmqctl against the node; returns what it printed."""
        program = _PROGRAMS / "rabbitmqctl"
        return self._run(program, "--node", self._node, "--quiet", *arguments, stdin=stdin)

    def _prepare(self) -> None:
        if not (_PROGRAMS / "rabbitmq-server").exists() or not shutil.which("epmd"):
            raise Missing("RabbitMQ is not installed (package rabbitmq-server)")
        for name in ("data", "logs"):
            (self.folder / name).mkdir()
        self._write(".erlang.cookie", secrets.token_hex(20), mode=0o400)
        settings = {
            f"listeners.tcp.{self.name}": f"{HOST}:{self.port}",
            "default_user": self.user,
            "default_pass": self.password,
            "default_vhost": self.vhost,
            "loopback_users": "none",
            "log.console": "true",
            "log.console.level": "info",
            "log.file": "false",
            # The machine's disk is not this server's concern.
            "disk_free_limit.absolute": "50MB",
        }
        self._write(
            "rabbitmq.conf",
            "".join(f"{name} = {value}\n" for name, value in settings.items()),
            mode=0o600,
        )
        self._write("enabled_plugins", "[].\n", mode=0o600)

    def _write(self, name: str, text: str, *, mode: int) -> None:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(mode)

    def _variables(self) -> dict[str, str]:
        folder = self.folder
        return {
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/logs",
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/none",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            # The distribution protocol would listen on every address.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": HOST,
        }

    def _beside(self) -> None:
        # Started by Erlang itself it would stay behind as a daemon that nobody owns.
        self._mapper = self._spawn(["epmd"], log=self.folder / "epmd.txt")

    def _stop_beside(self) -> None:
        mapper, self._mapper = self._mapper, None
        if mapper is not None:
            mapper.terminate()
            mapper.wait(10)

    def _command(self) -> list[str | Path]:
        return [_PROGRAMS / "rabbitmq-server"]

    def _ready(self) -> bool:
        # Asking with rabbitmqctl starts a virtual machine each time, which delays what it asks for.
        return "Server startup complete" in self.printed()
