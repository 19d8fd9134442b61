"""The installation that is moved: read from a copy of its records, so that it stays as it is to the byte."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from config import databases, wiring
from dossiers.models import Lease, Paper
from ingest.leases import is_dead
from ingest.models import Heartbeat

ALIAS = "source"
# A worker says every few seconds that it lives; after this long it is gone.
ALIVE = timedelta(minutes=2)
_CHUNK_BYTES = 1 << 20


def database_files(home: Path) -> list[Path]:
    """The SQLite file of a home, and what was not yet written back into it."""
    names = ("motlan.sqlite3", "motlan.sqlite3-wal")
    return [path for path in (home / name for name in names) if path.exists()]


def fingerprint(home: Path) -> str:
    """SHA-256 over the records of a home; it differs as soon as somebody writes there."""
    digest = hashlib.sha256()
    for path in database_files(home):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def opened(home: Path) -> Iterator[None]:
    """The records of `home` under the alias `source`, brought up to this version of Motlan.

    Even reading a SQLite database writes beside it, and one of an older version must be migrated; both
    happen to a copy in the scratch folder, which goes with the block.
    """
    scratch = wiring.home() / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        for path in database_files(home):
            shutil.copyfile(path, Path(folder) / path.name)
        settings = {ALIAS: databases.sqlite(Path(folder) / "motlan.sqlite3"), "default": {}}
        connections.settings[ALIAS] = connections.configure_settings(settings)[ALIAS]
        try:
            call_command("migrate", database=ALIAS, verbosity=0, skip_checks=True)
            yield
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]


def workers() -> list[str]:
    """Who still works on the source, by name; nobody when it was stopped."""
    now = timezone.now()
    leases = Lease.objects.using(ALIAS).filter(until__gt=now).exclude(owner="")
    papers = Paper.objects.using(ALIAS).filter(lease_until__gt=now).exclude(lease_owner="")
    beats = Heartbeat.objects.using(ALIAS).filter(seen_at__gt=now - ALIVE)
    owners = {
        *leases.values_list("owner", flat=True),
        *papers.values_list("lease_owner", flat=True),
        *beats.values_list("owner", flat=True),
    }
    return sorted(owner for owner in owners if not is_dead(owner))
