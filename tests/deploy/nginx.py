"""The real nginx with the deployed configuration; only ports, paths and the pages' address are put in."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.services.loopback import HOST, free_port, http_status
from tests.services.server import Missing, Server

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "deploy" / "nginx" / "nginx.conf"
SITE = "motlan.test"


class Nginx(Server):
    """The proxy on `port` (https) and `plain_port` (http), in front of pages on a port of this machine."""

    name = "nginx"

    def __init__(self, *, pages_port: int) -> None:
        super().__init__()
        self.plain_port = free_port()
        self._pages_port = pages_port

    @property
    def ca(self) -> Path:
        """The authority of its certificate."""
        return self.folder / "secrets" / "ca.crt"

    @property
    def access_log(self) -> Path:
        """Its lines, one a request."""
        return self.folder / "access.log"

    @property
    def configuration(self) -> Path:
        """The deployed configuration with what is put in."""
        return self.folder / "nginx.conf"

    def _prepare(self) -> None:
        if program() is None:
            raise Missing("nginx is not installed")
        secrets, sites = self.folder / "secrets", f"{SITE} {HOST}"
        subprocess.run(
            [ROOT / "deploy" / "make-secrets.sh", secrets],
            env={"PATH": os.environ["PATH"], "SITE_NAME": sites},
            check=True,
            capture_output=True,
        )
        text = CONFIGURATION.read_text()
        for deployed, here in (
            ("/tmp/", f"{self.folder}/"),  # first: what is put in may lie there too
            ("listen 8080;", f"listen {HOST}:{self.plain_port};"),
            ("listen 8443 ", f"listen {HOST}:{self.port} "),
            ("/run/secrets/site_certificate", f"{secrets}/site.crt"),
            ("/run/secrets/site_key", f"{secrets}/site.key"),
            ("set $pages web:8000;", f"set $pages {HOST}:{self._pages_port};"),
            ("/dev/stdout", str(self.access_log)),
        ):
            assert deployed in text, deployed
            text = text.replace(deployed, here)
        self.configuration.write_text(text)

    def _command(self) -> list[str | Path]:
        # As root nginx gives its work to another user, who may not enter the test's folder.
        mine = " user root;" if os.geteuid() == 0 else ""
        return [program() or "nginx", "-c", self.configuration, "-g", f"daemon off;{mine}"]

    def _ready(self) -> bool:
        return http_status(self.port, "/proxy/live", ca=self.ca) == 200


def program() -> str | None:
    """Where nginx is; Debian puts it outside the path of people."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
