"""Holders from a file: former names, old cards, and files older than what the office has corrected since."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers.identity.matching import determine
from dossiers.imports.holders import OPTIONAL, load_holders
from dossiers.imports.rows import Import
from dossiers.imports.table import Row
from dossiers.models import FormerIdentity, Holder
from tests.imports.conftest import type_of_run
from tests.records import make_holder

pytestmark = pytest.mark.django_db
ID, OLD = "038190000123", "171234567"
COLUMNS = ("name", "personal_id", "old_personal_id", "birth_date", "former_names", "address")


@pytest.fixture
def load(run: type_of_run, table: Callable[..., Path]) -> Any:
    def call(*rows: tuple[str, ...], status: int = 0) -> list[dict[str, Any]]:
        filled = [[*row, *[""] * (len(COLUMNS) - len(row))] for row in rows]
        path: Path = table("holders", [list(COLUMNS), *filled])
        return run("holders", path, status=status)

    return call


def test_former_names_lead_here_and_a_second_run_changes_nothing(load: Any) -> None:
    row = ("Nguyễn Thị Mai", ID, "", "1990-03-08", "Nguyễn Thị Mây; Nguyễn Thị Mận ;")
    load(row)
    (told,) = load(row)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 1)
    assert FormerIdentity.objects.count() == 2
    assert determine(number=ID, name="Nguyễn Thị Mận", birth=1990) == Holder.objects.get()


def test_a_new_name_with_the_old_one_beside_it_renames(load: Any) -> None:
    load(("Nguyễn Thị Mây", ID))
    load(("Nguyễn Thị Mai", ID), status=1)  # nothing says that they are the same
    load(("Nguyễn Thị Mai", ID, "", "", "Nguyễn Thị Mây"))
    holder = Holder.objects.get()
    assert holder.name == "Nguyễn Thị Mai"
    assert determine(number=ID, name="Nguyễn Thị Mây") == holder


def test_an_old_file_does_not_take_a_new_name_back(
    load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = make_holder("Nguyễn Thị Mai", personal_id=ID, address="Thôn Đông")
    FormerIdentity.objects.create(holder=holder, name="Nguyễn Thị Mây")
    load(("Nguyễn Thị Mây", ID, OLD, "", "", "Thôn Tây"))
    assert "holder.name_of_before" in capsys.readouterr().err
    holder.refresh_from_db()
    assert (holder.name, holder.address, holder.old_personal_id) == (
        "Nguyễn Thị Mai",
        "Thôn Đông",
        OLD,  # what was not known is taken
    )


def test_an_old_card_gets_its_new_number(load: Any) -> None:
    load(("Nguyễn Thị Mây", "", OLD, "1990-03-08"))
    load(("Nguyễn Thị Mây", ID, OLD, "1990-03-08"))
    assert Holder.objects.get().personal_id == ID
    load(("Nguyễn Thị Mây", "038190000999", OLD))  # another person with the same name and card
    assert Holder.objects.count() == 2


def test_a_number_of_before_fills_gaps_only(load: Any) -> None:
    holder = make_holder("Nguyễn Thị Mây", personal_id="038190000555", birth_date=None, address="A")
    FormerIdentity.objects.create(holder=holder, number=ID)
    load(("Nguyễn Thị Mây", ID, "", "1990-03-08", "", "B"))
    holder.refresh_from_db()
    assert (holder.personal_id, holder.address) == ("038190000555", "A")
    assert holder.birth_date == date(1990, 3, 8)


def test_rows_merged_away_are_not_filled_again(load: Any) -> None:
    kept = make_holder("Nguyễn Thị Mây", personal_id=ID, old_personal_id=OLD)
    make_holder("Nguyễn Thị Mây", personal_id=None, old_personal_id=OLD, merged_into=kept)
    rows = [("Nguyễn Thị Mây", ID, "", "", "", "A"), ("Nguyễn Thị Mây", "", OLD, "", "", "B")]
    load(*rows)
    (told,) = load(*rows)
    assert told["unchanged"] == 2
    kept.refresh_from_db()
    assert (kept.address, kept.old_personal_id) == ("A", OLD)
    assert Holder.objects.count() == 2


NAMES = st.sampled_from(["Nguyễn Thị Mây", "Nguyễn Thị Mai", "nguyen thi may", "Lê Văn Hai"])
CELLS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "personal_id": st.sampled_from([ID, "038190000555", ""]),
        "old_personal_id": st.sampled_from([OLD, ""]),
        "former_names": st.sampled_from(["", "Nguyễn Thị Mây", "Lê Văn Hai;Nguyễn Thị Mai"]),
        "address": st.sampled_from(["", "A", "B"]),
    }
)


class TwiceIsOnce(TestCase):
    """A file that says no two things of one person changes nothing when it comes again."""

    @settings(max_examples=60, deadline=None)
    @given(cells=CELLS)
    def test_a_row_that_went_in_changes_nothing_the_second_time(
        self, cells: dict[str, str]
    ) -> None:
        make_holder("Nguyễn Thị Mây", personal_id=ID, old_personal_id="171234568")
        whole = dict.fromkeys(("name", *OPTIONAL), "") | cells
        row, first, second = Row(2, whole), Import(by="x"), Import(by="x")
        load_holders([row], first)
        if not first.problems:
            load_holders([row], second)
            assert (second.created, second.updated, second.problems) == (0, 0, [])
