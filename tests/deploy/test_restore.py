"""The records of a backup come back by the commands of docs/deploy.md, with the rights of both roles."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.deploy.test_roles import ROLES, ROOT, Deployed
from tests.services.postgresql import Postgresql

pytestmark = pytest.mark.service

OWNER = {"user": "motlan_owner", "secret": "database_owner_password"}
APPLICATION = {"user": "motlan", "secret": "database_password"}


class Server(Postgresql):
    """As the compose file starts it: the superuser is postgres, and roles.sql has run."""

    def __init__(self, secrets: Path) -> None:
        super().__init__()
        self.user, self._secrets = "postgres", secrets

    def prepare(self) -> Deployed:
        """Roles and the empty database."""
        script = ROLES.read_text().replace("/run/secrets", str(self._secrets))
        self.run(["psql", "-q", "-U", "postgres", "-d", "postgres"], script.encode())
        return Deployed(self, self._secrets)

    def run(self, command: list[str], given: bytes = b"") -> bytes:
        """One of the server's programs, as in its container."""
        environment = {
            "PATH": os.environ["PATH"],
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGPASSWORD": self.password,
        }
        done = subprocess.run(command, env=environment, input=given, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout


def documented(program: str) -> list[str]:
    """The command of docs/deploy.md, as far as the server's container sees it."""
    text = (ROOT / "docs" / "deploy.md").read_text()
    [line] = re.findall(rf"docker compose exec -T postgres ({program} [^<>`]+)", text)
    return shlex.split(line)


def test_records_come_back(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    made = [ROOT / "deploy" / "make-secrets.sh", secrets]
    subprocess.run(made, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    person = ("--role", "clerk", "--agency", "H90")
    with Server(secrets) as old, Server(secrets) as new:
        deployed = old.prepare()
        agency = ("migrate", "--agency", "H90", "--name", "Tỉnh Mẫu")
        deployed.motlan(*agency, home=tmp_path, **OWNER)
        deployed.motlan("add_user", "lan", *person, home=tmp_path, **APPLICATION)
        records = old.run(documented("pg_dump"))

        restored = new.prepare()
        for _ in range(2):  # over records that are there, too
            new.run(documented("pg_restore"), records)
        restored.motlan("migrate", home=tmp_path, **OWNER)
        restored.motlan("add_user", "hoa", *person, home=tmp_path, **APPLICATION)
        restored.motlan("audit", "verify", home=tmp_path, **APPLICATION)
        with restored.connect("motlan", "database_password") as connection:
            assert connection.execute("SELECT count(*) FROM dossiers_event").fetchone() == (2,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM dossiers_event")
