"""Writes small tables and runs imports over them."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Level

type_of_run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, Sequence[Sequence[str]]], Path]:
    """table("agencies", [heading, row, …]) → the CSV file."""

    def write(name: str, rows: Sequence[Sequence[str]]) -> Path:
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def run(db: None) -> type_of_run:
    """run("agencies", path) → the JSON lines; `status` of the last run is kept on the function."""
    assert Level.objects.filter(code="commune").exists()

    def call(kind: str, path: Path, *options: str, status: int = 0) -> list[dict[str, Any]]:
        out = io.StringIO()
        ended = 0
        try:
            call_command("import", kind, str(path), "--json", *options, stdout=out)
        except SystemExit as end:
            ended = int(end.code or 0)
        assert ended == status, out.getvalue()
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return call


@pytest.fixture
def province(run: type_of_run) -> None:
    """The examples of docs, imported in their order, without dossiers and counts."""
    for kind in ("agencies", "paper_types", "procedures", "holders"):
        run(kind, EXAMPLES / f"{kind}.csv")


EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
