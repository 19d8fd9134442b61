"""The house's sizes: 400 lines a file, 60 lines a function, and no rooms with names that say nothing."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    *("config", "web", "api", "worker", "ingest", "reuse", "counter", "targets", "dossiers"),
    *(
        "accounts",
        "ocr",
        "signing",
        "storage",
        "search",
        "printing",
        "oidc",
        "samples",
        "vietnamese",
    ),
    *("tests", "benchmarks"),
]
EMPTY_WORDS = {"utils", "common", "core", "helpers"}


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_there_are_sources() -> None:
    assert len(sources()) > 80


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes_and_names(path: Path) -> None:
    lines = path.read_text().count("\n")
    assert lines <= 400, f"{lines} lines"
    too_long = [(name, size) for name, size in functions(path) if size > 60]
    assert not too_long
    assert path.stem not in EMPTY_WORDS
    assert not EMPTY_WORDS & set(path.relative_to(ROOT).parts[:-1])


def test_no_class_says_manager_handler_or_processor() -> None:
    names = [
        (path.name, node.name)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    assert not [each for each in names if each[1].endswith(("Manager", "Handler", "Processor"))]


def test_the_pipeline_is_one_short_table() -> None:
    assert (ROOT / "ingest" / "pipeline.py").read_text().count("\n") <= 150


def test_imports_point_down_only() -> None:
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
