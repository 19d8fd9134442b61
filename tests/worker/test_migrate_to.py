"""`motlan migrate-to`: everything arrives, the old installation stays as it is, and it may be cut at any time."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.elasticsearch import Elasticsearch
from tests.services.minio import Minio
from tests.services.postgresql import Postgresql

ROOT = Path(__file__).resolve().parents[2]


class Home:
    """An installation, by its folder and its settings."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTLAN_")}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "MOTLAN_HOME": str(folder),
            **(settings or {}),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def motlan(self, *arguments: str, status: int = 0) -> str:
        returned, out, err = self.run("worker.cli", *arguments)
        assert returned == status, out + err
        return out if status == 0 else out + err

    def move(self, old: "Home") -> dict[str, object]:
        told: dict[str, object] = json.loads(
            self.motlan("migrate-to", "--from", str(old.folder), "--json")
        )
        return told


def bytes_of(folder: Path) -> dict[str, str]:
    """Every file with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied(home: Home, folder: Path) -> Home:
    """A copy of an installation."""
    subprocess.run(["cp", "-a", str(home.folder), str(folder)], check=True)
    return Home(folder)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("old"))
    status, _, err = home.run("tests.worker.embedded")
    assert status == 0, err
    return home


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("prepared"))
    home.motlan("migrate")
    return home


@pytest.fixture
def new(prepared: Home, tmp_path: Path) -> Home:
    return copied(prepared, tmp_path / "new")


WRONG = ["damaged_objects", "missing_objects", "differing_tables", "broken_chains"]


def is_whole(told: Mapping[str, object]) -> bool:
    flags = [told["index_differs"], told["source_changed"]]
    return not any(told[name] for name in WRONG) and not any(flags)


def test_everything_arrives_and_the_old_stays_as_it_is(old: Home, new: Home) -> None:
    before = bytes_of(old.folder)
    told = new.move(old)
    assert is_whole(told)
    assert bytes_of(old.folder) == before
    assert told["papers_indexed"] == 30
    assert told["objects"] == len([name for name in before if len(Path(name).name) == 64])
    assert new.move(old) == told
    assert list((new.folder / "scratch").iterdir()) == []
    # Once the new one is in use, nothing is written over.
    new.motlan("migrate", "--agency", "H26.02", "--name", "Xã Gió")
    assert "move.target_in_use" in new.motlan("migrate-to", "--from", str(old.folder), status=2)


def test_an_installation_of_an_older_version_arrives_as_if_it_had_been_brought_up_to_date_first(
    new: Home, tmp_path: Path
) -> None:
    older = Home(tmp_path / "older")
    status, _, err = older.run("tests.worker.embedded_before")
    assert status == 0, err
    before = bytes_of(older.folder)
    assert is_whole(new.move(older))
    assert bytes_of(older.folder) == before
    with closing(sqlite3.connect(new.folder / "motlan.sqlite3")) as records:
        asked = "SELECT processing_days, legal_basis FROM dossiers_procedureversion v"
        of_dossier = f"{asked} JOIN dossiers_dossier d ON d.version_id = v.id"
        of_component = f"{asked} JOIN dossiers_component c ON c.version_id = v.id"
        for each in (of_dossier, of_component):
            assert records.execute(each).fetchall() == [(5, "Luật Hộ tịch")]
        assert records.execute("SELECT count(*) FROM dossiers_formedition").fetchone() == (12,)


def test_a_target_with_records_of_its_own_is_left_alone(old: Home, new: Home) -> None:
    new.motlan("migrate", "--agency", "H26.02", "--name", "Xã Gió")
    before = bytes_of(new.folder)
    assert "move.target_in_use" in new.motlan("migrate-to", "--from", str(old.folder), status=2)
    after = bytes_of(new.folder)
    assert before["motlan.sqlite3"] == after["motlan.sqlite3"]
    assert not any(name.startswith("store") for name in after)


def test_wrong_places_are_refused(old: Home, tmp_path: Path) -> None:
    told = Home(tmp_path / "unprepared").motlan("migrate-to", "--from", str(old.folder), status=2)
    assert "records.not_ready" in told
    assert "move.same" in old.motlan("migrate-to", "--from", str(old.folder), status=2)
    assert "move.no_source" in old.motlan("migrate-to", "--from", str(tmp_path / "x"), status=2)


def test_a_worker_at_the_source_must_be_stopped(old: Home, new: Home, tmp_path: Path) -> None:
    busy = copied(old, tmp_path / "busy")
    with closing(sqlite3.connect(busy.folder / "motlan.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO ingest_heartbeat (owner, kind, jobs, started_at, seen_at)"
            " VALUES ('elsewhere/x/1/1', 'worker', 1, datetime('now'), datetime('now'))"
        )
    assert "move.source_busy" in new.motlan("migrate-to", "--from", str(busy.folder), status=2)


def test_a_damaged_object_is_told_and_the_rest_arrives(
    old: Home, new: Home, tmp_path: Path
) -> None:
    spoilt = copied(old, tmp_path / "spoilt")
    path = min(path for path in (spoilt.folder / "store").rglob("*") if len(path.name) == 64)
    path.chmod(0o640)
    path.write_bytes(b"spoilt")
    told = json.loads(
        new.motlan("migrate-to", "--from", str(spoilt.folder), "--json", status=3).split("\n")[0]
    )
    assert list(told["damaged_objects"].values()) == ["storage.damaged"]
    assert told["missing_objects"] == list(told["damaged_objects"])
    assert told["differing_tables"] == []


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.95])
def test_killed_anywhere_it_is_run_again(
    old: Home, new: Home, whole_run_s: float, share: float
) -> None:
    process = new.start("worker.cli", "migrate-to", "--from", str(old.folder), "--json")
    time.sleep(share * whole_run_s)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert is_whole(new.move(old))


@pytest.fixture(scope="module")
def whole_run_s(old: Home, prepared: Home, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a move takes here and now."""
    target = copied(prepared, tmp_path_factory.mktemp("timed") / "new")
    began = time.monotonic()
    target.move(old)
    return time.monotonic() - began


def test_a_crash_between_any_two_batches_leaves_the_records_as_they_were(
    old: Home, new: Home
) -> None:
    """One transaction: whatever was written before it ends is as if it had never been."""
    for batches in (1, 5, 12):
        status, _, err = new.run(
            "tests.worker.crashing_move", str(batches), "--from", str(old.folder)
        )
        assert status == 9, err
        with closing(sqlite3.connect(new.folder / "motlan.sqlite3")) as database:
            assert database.execute("SELECT count(*) FROM accounts_agency").fetchone() == (0,)
            assert database.execute("SELECT count(*) FROM dossiers_papertype").fetchone() > (5,)
    assert is_whole(new.move(old))


@pytest.mark.service
def test_to_the_real_servers(
    old: Home,
    minio: Minio,
    postgresql: Postgresql,
    elasticsearch: Elasticsearch,
    tmp_path: Path,
) -> None:
    name = f"moved_{os.getpid()}"
    postgresql.create_database(name)
    settings = {
        **postgresql.environment(name),
        **minio.environment(bucket=f"moved-{os.getpid()}"),
        **elasticsearch.environment(index=f"moved-{os.getpid()}"),
    }
    new = Home(tmp_path / "servers", settings)
    new.motlan("migrate")
    new.motlan("setup-store")
    before = bytes_of(old.folder)
    told = new.move(old)
    assert is_whole(told)
    assert new.move(old) == told
    assert bytes_of(old.folder) == before
    # The sequences stand behind what was moved: new rows do not collide.
    new.motlan("migrate", "--agency", "H26.02", "--name", "Xã Gió")
