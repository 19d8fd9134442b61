"""PostgreSQL, from Debian's package, with a cluster of its own."""

import shutil
import signal
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.loopback import HOST
from tests.services.server import Missing, Server


class Postgresql(Server):
    """One cluster with one superuser; passwords are checked by SCRAM.

    Args:
        settings: more of them, by their names in postgresql.conf.
    """

    name = "postgresql"
    unprivileged = True
    stop_signal = signal.SIGINT  # "fast": does not wait for clients that hold connections

    def __init__(self, **settings: str) -> None:
        super().__init__()
        self._settings = settings
        self.host = HOST
        self.user = "motlan"
        self._programs: Path | None = None

    def url(self, database: str) -> str:
        """The address of a database; the password has a setting of its own."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{database}"

    def environment(self, database: str = "motlan") -> dict[str, str]:
        """The settings that make Motlan use a database of it; create the database first."""
        return {
            "MOTLAN_DATABASE_URL": self.url(database),
            "MOTLAN_DATABASE_PASSWORD": self.password,
        }

    def create_database(self, name: str) -> str:
        """Make an empty database, in place of one of that name; returns its URL."""
        with self.connect("postgres") as connection:
            each = sql.Identifier(name)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(each))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(each))
        return self.url(name)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as superuser, each statement its own transaction."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    @property
    def programs(self) -> Path:
        """The folder of initdb, pg_dump and the others."""
        if self._programs is None:
            raise RuntimeError("postgresql was never started")
        return self._programs

    def _prepare(self) -> None:
        self._programs = _find_programs()
        secret = self.folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        self._give()
        self._run(
            *(self.programs / "initdb", "-D", self.folder / "data", "-U", self.user),
            *("-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"),
            *("--data-checksums", "--no-sync"),
        )
        secret.unlink()

    def _command(self) -> list[str | Path]:
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            # A killed process loses nothing by this, only a machine without power does; the tests kill
            # processes, and are much quicker without waiting for the disk.
            "fsync": "off",
            "full_page_writes": "off",
            **self._settings,
        }
        command: list[str | Path] = [self.programs / "postgres", "-D", self.folder / "data"]
        return command + [f"--{name}={value}" for name, value in settings.items()]

    def _ready(self) -> bool:
        try:
            with self.connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _find_programs() -> Path:
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        raise Missing("PostgreSQL is not installed (package postgresql)")
    return Path(initdb).resolve().parent
