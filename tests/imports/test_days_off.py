"""Days off come from a table: twice changes nothing, and a wrong row keeps the whole file out."""

from pathlib import Path

import pytest

from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import DayOff
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


def load(path: Path) -> tuple[int, int, list[str]]:
    work = import_file(CATALOGUES["days_off"], path, by="cli:thu")
    return work.created, work.updated, [each.code for each in work.problems]


def test_the_example_is_taken_once() -> None:
    example = ROOT / "docs" / "examples" / "days_off.csv"
    assert load(example) == (5, 0, [])
    assert load(example) == (0, 0, [])
    assert DayOff.objects.filter(kind=DayOff.Kind.MAKE_UP).count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2027-02-30,off,x", "cell.not_a_date"),
        (",off,x", "cell.missing"),
        ("2027-05-04,make_up,Thứ ba", "day_off.already_worked"),
        ("2027-05-04,nghi,x", "cell.not_a_choice"),
        ("2027-01-01,off,x", "cell.row_twice"),
    ],
)
def test_a_wrong_row_keeps_the_file_out(tmp_path: Path, row: str, code: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(f"day,kind,name\n2027-01-01,off,Tết\n{row}\n", encoding="utf-8")
    _, _, problems = load(path)
    assert problems == [code]
    assert not DayOff.objects.exists()
