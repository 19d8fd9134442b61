"""A province with its catalogue, tables of dossiers of any length, and runs over them."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Agency
from dossiers.imports.parts.run import Done, Order, Progress, import_in_parts
from tests.records import make_agency, make_holder, make_procedure, make_user, make_version

HEADING = (
    *("number", "procedure_code", "holder_personal_id", "channel", "status", "received_at"),
    *("due_at", "finished_at", "place_of_support", "place_of_intake", "deciding_agency"),
)
PERSON, FIRM = "079190000001", "0100233488"
type_of_row = Mapping[str, str]


def row(serial: int = 1, /, **cells: str) -> dict[str, str]:
    """A right row; name only what the test is about."""
    usual = {
        "number": f"H61.10-250305-{serial:04d}",
        "procedure_code": "1.001612",
        "holder_personal_id": PERSON,
        "channel": "2",
        "status": "9",
        "received_at": "2025-03-05T08:15:00+07:00",
        "due_at": "2025-03-10T17:00:00+07:00",
        "finished_at": "2025-03-08T10:00:00+07:00",
        "place_of_support": "",
        "place_of_intake": "H61.10",
        "deciding_agency": "H61.10",
    }
    return usual | cells


def write_csv(path: Path, rows: Sequence[type_of_row]) -> Path:
    """The rows as CSV; columns that no row has are left out."""
    heading = list(rows[0]) if rows else list(HEADING)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *([each[name] for name in heading] for each in rows)])
    return path


def read_bad(path: Path) -> list[dict[str, str]]:
    """The rows of a file of bad rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def province(db: None) -> Agency:
    """H61 with two communes, a procedure in two versions, a person and a firm, an officer."""
    root = make_agency("H61", level="province")
    commune = make_agency("H61.10", parent=root)
    make_agency("H61.11", parent=root)
    procedure = make_procedure("1.001612")
    make_version(procedure, valid_from="2025-03-01")
    make_procedure("2.000635")
    make_holder(personal_id=PERSON)
    make_holder("Công ty Mây", personal_id=None, tax_code=FIRM, kind="organisation")
    make_user("officer", commune, username="can-bo")
    return root


type_of_start = Callable[..., Done]


@pytest.fixture
def start(province: Agency) -> type_of_start:
    """start(path, part_rows=3) → what the run has done."""

    def call(path: Path, *, tell: Callable[[Progress], None] | None = None, **facts: Any) -> Done:
        order = Order(
            path=path,
            agency=province,
            by="cli:thu",
            words=lambda code: (f"Câu của {code}.", f"Cách sửa {code}."),
            **{"part_rows": 3, "errors": path.with_name(path.name + ".loi.csv"), **facts},
        )
        return import_in_parts(order, tell=tell or (lambda _progress: None))

    return call
