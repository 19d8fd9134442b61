"""The settings of the records: SQLite on this machine, or PostgreSQL where MOTLAN_DATABASE_URL names one."""

from pathlib import Path
from typing import Any

import dj_database_url

from config import env


def settings(home: Path) -> dict[str, Any]:
    """The entry of DATABASES; `home` is where the SQLite file lies."""
    url = env.url("MOTLAN_DATABASE_URL", schemes=["postgresql", "postgres"])
    return postgresql(url) if url else sqlite(home / "motlan.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite for a records system: WAL, writers take their turn, every commit on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL through a pool of connections in each process; the password comes from a file or variable."""
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    most = env.number("MOTLAN_DATABASE_POOL", default=8, at_least=1, at_most=500)
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "application_name": "motlan",
        **found.get("OPTIONS", {}),
        "pool": {"min_size": 0, "max_size": most, "timeout": 10},
    }
    password = env.confidential("MOTLAN_DATABASE_PASSWORD")
    return {**found, "PASSWORD": password, "CONN_MAX_AGE": 0, "OPTIONS": options}
