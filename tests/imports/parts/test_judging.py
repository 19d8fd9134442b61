"""What is judged in bulk is judged as the plain import judges it, row by row; twice is once."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dossiers.imports.parts.judging import Moments, Otherwise
from dossiers.imports.rows import Cells, Import
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.imports.table import Row
from dossiers.models import Dossier
from tests.imports.parts.conftest import (
    FIRM,
    HEADING,
    PERSON,
    read_bad,
    row,
    type_of_start,
    write_csv,
)

SPELLINGS: dict[str, list[str]] = {
    "number": [
        *(f"H61.10-250305-{serial:04d}" for serial in range(1, 6)),
        *("h61.10-250305-0001", "H61.10–250305–0002", "000.00.10.H61-20250305-0000001"),
        *("H61.10-250231-0001", "H61.10-1", "H61.10-250305-00000001", "", "H٦١.10-250305-0001"),
    ],
    "procedure_code": [
        *("1.001612", "1.001612.000.00.00.H61", "1.001612.01", "2.000635", "9.999999", "", "x"),
    ],
    "holder_personal_id": [PERSON, FIRM, "079190000002", "", "0" * 41],
    "channel": ["1", "2", "3", "", "4", "02", "=1"],
    "status": ["1", "4", "9", "10", "", "0", "11", "x"],
    "received_at": [
        *("2025-03-05T08:15:00+07:00", "2025-02-05 08:15", "05/03/2025 08:15", "5/3/2025, 8:15"),
        *("2025-03-05T01:15:00Z", "2025-03-05T01:15:00.123456+00:00", "", "2025-02-30T08:15"),
        *("2025-03-05", "29/02/2025 08:15", "2025-03-05T24:00", "hôm nay", "20250305T081500"),
    ],
    "finished_at": ["2025-03-08T10:00:00+07:00", "08/03/2025 10:00", "", "2001-01-01T00:00"],
    "place_of_support": ["", "H61.11", "H9"],
    "place_of_intake": ["H61.10", "H61", "", "H9"],
    "deciding_agency": ["H61.10", "H61.11", "", "H9"],
    "officer": ["", "can-bo", "ai"],
    "closing_cause": ["", "clerk", "ai"],
}
BESIDE = HealthCheck.function_scoped_fixture


@st.composite
def some_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    """Mostly right rows, in which a few cells are spelled otherwise or wrong."""
    given_columns = draw(st.sets(st.sampled_from(["officer", "closing_cause"])))
    rows = []
    for serial in range(draw(st.integers(1, 7))):
        cells = row(serial + 1) | dict.fromkeys(sorted(given_columns), "")
        names = draw(st.sets(st.sampled_from([*HEADING[:6], *sorted(cells)]), max_size=4))
        for name in sorted(names & SPELLINGS.keys()):
            cells[name] = draw(st.sampled_from(SPELLINGS[name]))
        rows.append(cells)
    return rows


def dossiers() -> list[dict[str, Any]]:
    hidden = {"id", "imported_in_id"}
    found = Dossier.objects.order_by("number").values()
    return [{name: each[name] for name in each.keys() - hidden} for each in found]


def plainly(
    rows: list[dict[str, str]], folder: Path
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Row by row through the plain import: what is recorded, and the codes of each bad row."""
    bad = {}
    for place, cells in enumerate(rows, start=2):
        work = import_file(CATALOGUES["dossiers"], write_csv(folder / "mot.csv", [cells]), by="thu")
        if work.problems:
            bad[place] = " | ".join(each.code for each in work.problems)
    return dossiers(), bad


@pytest.mark.usefixtures("province")
@settings(max_examples=25, suppress_health_check=[BESIDE], deadline=None)
@given(rows=some_rows(), part_rows=st.integers(1, 4))
def test_in_parts_is_as_row_by_row(
    start: type_of_start, rows: list[dict[str, str]], part_rows: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, bad_rows = folder / "tep.csv", folder / "tep.csv.loi.csv"
        with transaction.atomic():
            start(write_csv(path, rows), part_rows=part_rows)
            recorded, done = dossiers(), start(path, part_rows=part_rows)
            assert (done.created, done.updated, dossiers()) == (0, 0, recorded)
            found = {int(each["loi_dong"]): each["loi_ma"] for each in _bad(bad_rows)}
            transaction.set_rollback(True)
        again = [number for number, codes in found.items() if codes == "cell.row_twice"]
        with transaction.atomic():
            once = [cells for place, cells in enumerate(rows, 2) if place not in again]
            in_order, told = plainly(once, folder)
            transaction.set_rollback(True)
        assert recorded == in_order
        kept = [place for place in range(2, len(rows) + 2) if place not in again]
        assert {kept[place - 2]: codes for place, codes in told.items()} == {
            place: codes for place, codes in found.items() if place not in again
        }


def _bad(path: Path) -> list[dict[str, str]]:
    return read_bad(path) if path.exists() else []


@pytest.mark.usefixtures("province")
@settings(max_examples=12, suppress_health_check=[BESIDE], deadline=None)
@given(rows=some_rows(), changed=some_rows())
def test_a_changed_file_leaves_what_the_plain_import_leaves(
    start: type_of_start, rows: list[dict[str, str]], changed: list[dict[str, str]]
) -> None:
    unique = {cells["number"].upper().replace("–", "-"): cells for cells in changed}
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        plainly(rows, folder)
        with transaction.atomic():
            in_order, _bad_rows = plainly(list(unique.values()), folder)
            transaction.set_rollback(True)
        start(write_csv(folder / "tep.csv", list(unique.values())), part_rows=2)
        assert dossiers() == in_order
        transaction.set_rollback(True)


SHAPES = st.from_regex(r"[0-9/T :.Z+-]{0,27}", fullmatch=True)
DATES = st.datetimes().map(lambda each: each.isoformat(sep="T", timespec="seconds"))
ZONES = st.sampled_from(["", "Z", "+07:00", "-03:30", "+25:00", " "])


@example("0001-01-01T00:00:00+07:00")
@example("9999-12-31T23:59:59-07:00")
@example("2025-03-05T08:15,5")
@given(SHAPES | st.tuples(DATES, ZONES).map("".join))
def test_a_moment_is_the_same_or_left_to_the_plain_import(text: str) -> None:
    cells = Cells(Row(2, {"at": text.strip()}), Import(by="thu"))
    try:
        found = Moments()[text.strip()]
    except (Otherwise, ValueError, OverflowError):
        return
    assert found == cells.moment("at")
    assert cells.ok
