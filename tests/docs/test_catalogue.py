"""The page on the catalogue names every column of the tables and every name of the JSON file."""

import re
from pathlib import Path

from dossiers.catalogue_file import schema
from dossiers.imports import procedures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "catalogue.md"


def test_every_column_and_every_name_stands_there() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text()))
    parts = [each for each in vars(schema).values() if isinstance(each, type)]
    fields = {name for each in parts if issubclass(each, schema.Part) for name in each.model_fields}
    assert {*procedures.REQUIRED, *procedures.OPTIONAL, *fields} <= named
