"""The page on large imports names every column and every option."""

import re
from pathlib import Path

from dossiers.imports import dossiers
from dossiers.imports.parts.bad_rows import OWN
from dossiers.models import Cause
from worker.dossier_files import OPTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "importing.md"


def test_every_column_and_every_option_stands_there() -> None:
    text = PAGE.read_text()
    named = set(re.findall(r"`([a-z_]+)`", text))
    assert {*dossiers.REQUIRED, *dossiers.OPTIONAL, *OWN, *Cause.values} <= named
    assert all(f"--{name.replace('_', '-')}" in text for name in OPTIONS)
