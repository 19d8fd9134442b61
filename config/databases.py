"""The settings of the records: SQLite on this machine, or PostgreSQL where MOTLAN_DATABASE_URL names one."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connection

from config import env

# Connections beside those of the steps: the main thread's, the heartbeat's, and those of looks.
_SPARE_CONNECTIONS = 4


def settings(home: Path) -> dict[str, Any]:
    """The entry of DATABASES; `home` is where the SQLite file lies."""
    url = env.url("MOTLAN_DATABASE_URL", schemes=["postgresql", "postgres"])
    return postgresql(url) if url else sqlite(home / "motlan.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite for a records system: WAL, writers take their turn, every commit on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # A new connection reads the whole schema; one that is kept notices by itself when it changes.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL through a pool of connections in each process; the password comes from a file or variable."""
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    pool = {
        "min_size": 0,
        "max_size": env.number("MOTLAN_DATABASE_POOL", default=8, at_least=1, at_most=500),
        # How long a request or a step waits for a connection before it is told that there is none.
        "timeout": 10,
        # Attempts are given up early and begun anew by whoever comes next: the pause between them
        # doubles, and work would else wait for minutes after a server has come back.
        "reconnect_timeout": 4,
    }
    options: dict[str, Any] = {
        "connect_timeout": 5,
        # A server that vanished without a word is noticed within a minute, not after hours.
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "application_name": "motlan",
        **found.get("OPTIONS", {}),
        "pool": pool,
    }
    return {
        **found,
        "PASSWORD": env.confidential("MOTLAN_DATABASE_PASSWORD"),
        "OPTIONS": options,
        # The pool keeps connections, not the thread; one is tried before it is handed out, so that
        # the first request after a restart of the server does not meet a dead one.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        # Behind PgBouncer in transaction mode two statements may meet two connections.
        "DISABLE_SERVER_SIDE_CURSORS": env.flag("MOTLAN_DATABASE_PGBOUNCER", default=False),
    }


def make_room(jobs: int) -> None:
    """Let the pool grow to a connection for each step, which keeps its own until it ends.

    With fewer, steps would wait for each other, and leases and heartbeat for all of them.
    """
    pool, needed = getattr(connection, "pool", None), jobs + _SPARE_CONNECTIONS
    if pool is not None and pool.max_size < needed:
        pool.resize(pool.min_size, needed)
