"""Every name in the glossary is a name in the code."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "config", "web", "api", "worker", "ingest", "reuse", "counter", "targets", "dossiers", "accounts",
    "ocr", "signing", "storage", "search", "printing", "oidc", "samples", "vietnamese",
]  # fmt: skip


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [row for row in table if row[0].strip() != "Vietnamese"]


def names() -> list[str]:
    return sorted({name for row in rows() for name in re.findall(r"`(\w+)`", row[2])})


@cache
def defined() -> frozenset[str]:
    """Classes, functions, variables, arguments and file names of the rooms."""
    found: set[str] = set()
    for path in (each for room in ROOMS for each in (ROOT / room).rglob("*.py")):
        found.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


@pytest.mark.parametrize("name", names())
def test_name_exists(name: str) -> None:
    assert name in defined()


def test_rows_are_whole() -> None:
    assert len(rows()) > 50
    for row in rows():
        assert len(row) == 3
        assert all(cell.strip() for cell in row)
        assert re.search(r"`\w+`", row[2]), row
