"""`motlan import dossiers --in-parts`: what it tells, how it ends, and a kill -9 in the middle."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.messages import MESSAGES
from dossiers.models import Dossier, ImportRun
from tests.imports.parts.conftest import read_bad, row, write_csv
from tests.records import make_agency

ROOT = Path(__file__).resolve().parents[3]


def motlan(path: Path, *options: str, kind: str = "dossiers") -> tuple[int, list[Any], str]:
    """The exit status, the JSON lines, and what was told."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import", kind, str(path), "--json", *options, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


@pytest.mark.usefixtures("province")
def test_a_run_is_told_in_one_object(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tep.csv", [row(1), row(2, status="11"), row(3, status="")])
    status, (told,), progress = motlan(path, "--in-parts", "--part-rows", "2")
    assert status == 3
    assert told.pop("seconds") > 0
    assert told.pop("rows_per_s") > 0
    assert told == {
        "file": str(path),
        "kind": "dossiers",
        "run": ImportRun.objects.get().pk,
        "resumed": False,
        "parts": 2,
        "rows": 3,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "bad": 2,
        "problems": {"cell.missing": 1, "cell.not_a_choice": 1},
        "errors_file": f"{path}.loi.csv",
        "dry_run": False,
    }
    assert "tep.csv: đến dòng 4 (100 %)" in progress
    assert read_bad(Path(told["errors_file"]))[0]["loi_noi_dung"] == (
        MESSAGES["cell.not_a_choice"].sentence
    )


@pytest.mark.usefixtures("province")
def test_how_it_ends(tmp_path: Path) -> None:
    right = write_csv(tmp_path / "dung.csv", [row()])
    wrong = write_csv(tmp_path / "sai.csv", [row(status="11")])
    elsewhere = tmp_path / "cho-khac.csv"
    assert motlan(right, "--in-parts", "--dry-run")[0] == 0
    assert not Dossier.objects.exists()
    assert motlan(right, "--in-parts", "--agency", "H61.10")[0] == 0
    assert motlan(wrong, "--in-parts", "--errors", str(elsewhere))[0] == 1
    assert elsewhere.exists()
    wrong.write_bytes(b"\xff")
    status, (told,), _progress = motlan(wrong, "--in-parts")
    assert (status, told["error"]["code"]) == (1, "table.not_utf8")


@pytest.mark.usefixtures("province")
def test_wrong_use(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "tep.csv", [row()])
    with pytest.raises(CommandError, match="parts_of_dossiers_only"):
        motlan(path, "--in-parts", kind="holders")
    with pytest.raises(CommandError, match="parts_of_dossiers_only"):
        motlan(path, "--part-rows", "10")
    make_agency("H62", level="province")
    with pytest.raises(CommandError, match="several_roots"):
        motlan(path, "--in-parts")


@pytest.mark.usefixtures("province")
def test_what_is_too_large_for_one_transaction_is_pointed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.imports.table.MAX_ROWS", 1)
    path = write_csv(tmp_path / "tep.csv", [row(1), row(2)])
    told = [motlan(path), motlan(path.rename(tmp_path / "tep.parquet"))]
    assert [(status, lines[0]["error"]["code"]) for status, lines, _progress in told] == [
        (1, "table.needs_parts"),
        (1, "table.needs_parts"),
    ]


class Office:
    """An embedded installation with the catalogue of the examples, run in processes of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**os.environ, "MOTLAN_HOME": str(home), "PYTHONPATH": str(ROOT)}
        for name in ("DJANGO_SETTINGS_MODULE", "MOTLAN_DATABASE_URL"):
            self.environment.pop(name, None)
        self.wait("migrate")
        for kind in ("agencies", "paper_types", "procedures", "holders"):
            self.wait("import", kind, str(ROOT / "docs" / "examples" / f"{kind}.csv"))

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "worker.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def wait(self, *arguments: str) -> str:
        process = self.start(*arguments)
        told = process.communicate(timeout=300)[0]
        assert process.returncode in {0, 3}, arguments
        return told

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.home / "motlan.sqlite3")) as records:
            return int(records.execute(f"SELECT count(*) FROM dossiers_{table}").fetchone()[0])


@pytest.mark.slow
def test_after_kill_9_the_same_command_goes_on(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    rows = [
        row(
            serial,
            number=f"H90.42-250305-{serial:06d}",
            holder_personal_id="003191988001",
            place_of_intake="H90.42",
            deciding_agency="H90.42" if serial % 97 else "H9",
        )
        for serial in range(1, 6001)
    ]
    path = write_csv(tmp_path / "tep.csv", rows)
    command = ("import", "dossiers", str(path), "--in-parts", "--part-rows", "100", "--json")
    for kept in (300, 1500, 3000):
        process = office.start(*command)
        while office.count("dossier") < kept and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # A part is there with all its rows and its event, or not at all.
        with closing(sqlite3.connect(office.home / "motlan.sqlite3")) as records:
            (told, parts) = records.execute(
                "SELECT (SELECT sum(created) FROM dossiers_importpart),"
                " (SELECT count(*) FROM dossiers_event WHERE verb = 'dossiers.imported')"
            ).fetchone()
        assert (told, parts) == (office.count("dossier"), office.count("importpart"))
    told = json.loads(office.wait(*command))
    assert told["resumed"] is True
    assert (told["rows"], told["created"], told["bad"], told["parts"]) == (6000, 5939, 61, 60)
    assert len(read_bad(path.with_name("tep.csv.loi.csv"))) == 61
    assert office.count("dossier") == 5939
    assert office.count("importrun") == 1
