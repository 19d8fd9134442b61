"""deploy/postgres/roles.sql on a real PostgreSQL, with the secrets that make-secrets makes: who may do what."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.services.postgresql import Postgresql

pytestmark = pytest.mark.service

ROOT = Path(__file__).resolve().parents[2]
ROLES = ROOT / "deploy" / "postgres" / "roles.sql"


class Deployed:
    """The server after its first start and `motlan migrate`, both as in the compose file."""

    def __init__(self, server: Postgresql, secrets: Path) -> None:
        self._server, self._secrets = server, secrets

    def password(self, name: str) -> str:
        return (self._secrets / name).read_text().strip()

    def connect(self, user: str, secret: str) -> psycopg.Connection:
        return psycopg.connect(
            host=self._server.host,
            port=self._server.port,
            user=user,
            password=self.password(secret),
            dbname="motlan",
            autocommit=True,
        )

    def motlan(self, *arguments: str, user: str, secret: str, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        address = f"{self._server.host}:{self._server.port}"
        environment = {
            **kept,
            "MOTLAN_HOME": str(home),
            "MOTLAN_DATABASE_URL": f"postgresql://{user}@{address}/motlan",
            "MOTLAN_DATABASE_PASSWORD_FILE": str(self._secrets / secret),
            "MOTLAN_DATABASE_APP_ROLE": "motlan" if user == "motlan_owner" else "",
        }
        done = subprocess.run(
            [sys.executable, "-m", "worker.cli", *arguments],
            env=environment,
            input="mot-mat-khau-dai-that\n",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("roles")
    secrets = folder / "secrets"
    command = [ROOT / "deploy" / "make-secrets.sh", secrets]
    subprocess.run(command, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    script = folder / "roles.sql"
    script.write_text(ROLES.read_text().replace("/run/secrets", str(secrets)))
    server = Postgresql()
    server.user = "postgres"  # as in the image
    with server:
        login = {"PGPASSWORD": server.password, "PATH": os.environ["PATH"]}
        at = ["-h", server.host, "-p", str(server.port), "-U", server.user, "-d", "postgres"]
        made = subprocess.run(
            ["psql", "-q", *at, "-f", script], env=login, capture_output=True, text=True
        )
        assert (made.returncode, made.stderr) == (0, "")
        found = Deployed(server, secrets)
        found.motlan(
            *("migrate", "--agency", "H90", "--name", "Tỉnh Mẫu"),
            user="motlan_owner",
            secret="database_owner_password",
            home=folder / "home",
        )
        yield found


@pytest.fixture
def application(deployed: Deployed) -> Iterator[psycopg.Connection]:
    with deployed.connect("motlan", "database_password") as connection:
        yield connection


def test_the_application_works(deployed: Deployed, tmp_path: Path) -> None:
    deployed.motlan(
        *("add_user", "lan", "--role", "clerk", "--agency", "H90"),
        user="motlan",
        secret="database_password",
        home=tmp_path,
    )
    with deployed.connect("motlan", "database_password") as connection:
        assert connection.execute("SELECT count(*) FROM dossiers_event").fetchone() == (1,)


@pytest.mark.parametrize(
    "forbidden",
    [
        "DELETE FROM dossiers_event",
        "UPDATE dossiers_event SET verb = 'x'",
        "TRUNCATE dossiers_event",
        "DROP TABLE dossiers_event",
        "ALTER TABLE dossiers_event DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE another",
        "COPY dossiers_event TO PROGRAM 'cat'",
    ],
)
def test_what_the_application_may_not_do(application: psycopg.Connection, forbidden: str) -> None:
    with pytest.raises(psycopg.errors.Error) as refused:
        application.execute(forbidden)
    assert isinstance(
        refused.value, psycopg.errors.InsufficientPrivilege | psycopg.errors.RaiseException
    ), refused.value


def test_neither_role_is_a_superuser(deployed: Deployed) -> None:
    with deployed.connect("motlan_owner", "database_owner_password") as connection:
        found = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'motlan%'"
        ).fetchall()
    assert sorted(found) == [("motlan", False, False, False), ("motlan_owner", False, False, False)]
