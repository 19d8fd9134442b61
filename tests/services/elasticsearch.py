"""Elasticsearch, its core distribution from the Maven repository, one node."""

import base64
import hashlib
import os
import re
import zipfile
from pathlib import Path

from tests.services import cache
from tests.services.certificates import Certificates, issue
from tests.services.loopback import HOST, free_port, http_status
from tests.services.server import Missing, Server

_LEAST_JAVA = 21
# As deploy/elasticsearch/user.sh makes it: everything in its own indices, nothing outside.
_ROLES = """\
motlan:
  cluster: ["monitor"]
  indices:
    - names: ["motlan", "motlan-*"]
      privileges: ["all"]
"""


class Elasticsearch(Server):
    """One node; `secure=True` speaks TLS and knows one user, who may use the indices `motlan` and `motlan-*` only."""

    name = "elasticsearch"
    unprivileged = True
    ready_within_s = 180

    def __init__(self, *, secure: bool = False) -> None:
        super().__init__()
        self.user = "motlan" if secure else ""
        self._secure = secure
        self._transport_port = free_port()
        self._certificates: Certificates | None = None
        self._java: Path | None = None

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"{'https' if self._secure else 'http'}://{HOST}:{self.port}"

    @property
    def ca_file(self) -> Path | None:
        """The authority to trust; None for plain HTTP."""
        return self._certificates.ca if self._certificates else None

    def environment(self, index: str = "motlan") -> dict[str, str]:
        """The settings that make Motlan use it."""
        settings = {"MOTLAN_ELASTICSEARCH_URL": self.url, "MOTLAN_ELASTICSEARCH_INDEX": index}
        if self.ca_file:
            settings |= {
                "MOTLAN_ELASTICSEARCH_USER": self.user,
                "MOTLAN_ELASTICSEARCH_PASSWORD": self.password,
                "MOTLAN_ELASTICSEARCH_CA_FILE": str(self.ca_file),
            }
        return settings

    def _prepare(self) -> None:
        self._java = _find_java()
        # Into its own folder every time (two seconds): it runs as another user, who may not look into ours.
        with zipfile.ZipFile(cache.fetched(cache.ELASTICSEARCH)) as archive:
            archive.extractall(self.folder)
        [home] = self.folder.glob("elasticsearch-*")
        home.rename(self._home)
        for program in (self._home / "bin").iterdir():
            program.chmod(0o755)
        for name in ("data", "logs", "scratch"):
            (self.folder / name).mkdir()
        config = self._home / "config"
        if self._secure:
            self._certificates = issue(config / "certificates")
            (config / "users").write_text(f"{self.user}:{_hashed(self.password)}\n")
            (config / "users_roles").write_text(f"motlan:{self.user}\n")
            (config / "roles.yml").write_text(_ROLES)
        lines = [f"{name}: {value}\n" for name, value in self._settings().items()]
        (config / "elasticsearch.yml").write_text("".join(lines))

    @property
    def _home(self) -> Path:
        return self.folder / "elasticsearch"

    def _settings(self) -> dict[str, str]:
        settings = {
            "discovery.type": "single-node",
            "network.host": HOST,
            "http.port": str(self.port),
            "transport.port": str(self._transport_port),
            "path.data": f"{self.folder}/data",
            "path.logs": f"{self.folder}/logs",
            # The machine's disk is not this server's concern.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "xpack.security.enabled": "true" if self._secure else "false",
            "xpack.security.autoconfiguration.enabled": "false",
        }
        if self._certificates:
            settings |= {
                "xpack.security.http.ssl.enabled": "true",
                "xpack.security.http.ssl.certificate": "certificates/public.crt",
                "xpack.security.http.ssl.key": "certificates/private.key",
                "xpack.security.http.ssl.certificate_authorities": "certificates/ca.pem",
            }
        return settings

    def _command(self) -> list[str | Path]:
        return [self._home / "bin" / "elasticsearch"]

    def _variables(self) -> dict[str, str]:
        return {
            "ES_JAVA_HOME": str(self._java),
            "ES_JAVA_OPTS": "-Xms1g -Xmx1g",
            "ES_TMPDIR": f"{self.folder}/scratch",
            "ES_PATH_CONF": f"{self._home}/config",
        }

    def _ready(self) -> bool:
        headers = ""
        if self._secure:
            token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers = f"Authorization: Basic {token}\r\n"
        path = "/_cluster/health"
        return http_status(self.port, path, headers=headers, ca=self.ca_file) == 200


def _find_java() -> Path:
    """The home of a JDK that is new enough."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if name in os.environ]
    for home in [*named, *sorted(Path("/usr/lib/jvm").glob("*"))]:
        release = home / "release"
        if release.is_file():
            version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
            if version and int(version[1]) >= _LEAST_JAVA:
                return home
    raise Missing(f"no JDK {_LEAST_JAVA} or later is installed; Elasticsearch runs on it")


def _hashed(password: str) -> str:
    """The password as the file of users holds it."""
    rounds, salt = 10_000, os.urandom(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    parts = [str(rounds), base64.b64encode(salt).decode(), base64.b64encode(derived).decode()]
    return "{PBKDF2}" + "$".join(parts)
