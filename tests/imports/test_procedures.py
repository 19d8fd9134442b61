"""Tables of procedures: what differs becomes a version, what the file does not have stays, twice is once."""

import csv
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Level
from dossiers.imports.rows import Import
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import Component, Procedure, ProcedureVersion
from dossiers.procedures.content import Accepted, Content, content_of, published_versions
from dossiers.procedures.publishing import version_on
from dossiers.selectors import components_of
from tests.records import make_agency, make_dossier, make_paper_type

TODAY = timezone.localdate()
HEAD = (
    "code",
    "name",
    "level",
    "component_code",
    "component_name",
    "mandatory_class",
    "paper_type",
)


def load(folder: Path | str, *rows: Sequence[Any], more: Sequence[str] = ()) -> Import:
    """Import these rows under HEAD and the columns of `more`."""
    make_paper_type()
    path = Path(folder) / "procedures.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*HEAD, *more], *rows])
    return import_file(CATALOGUES["procedures"], path, by="cli:thu")


def row(code: str, component: str, *more: Any, paper_type: str = "quyet_dinh") -> list[Any]:
    of_component = [component, f"Giấy {component}", "1", paper_type] if component else [""] * 4
    return [code, f"Thủ tục {code}", "commune", *of_component, *more]


def in_force(code: str) -> Content:
    version = Procedure.objects.get(code=code).version_on(TODAY)
    assert version is not None
    return content_of(version)


@pytest.mark.django_db
def test_a_first_version_holds_from_the_beginning_and_the_next_from_its_day(tmp_path: Path) -> None:
    load(tmp_path, row("1.000001", "A"))
    old = make_dossier(make_agency(), procedure=Procedure.objects.get())
    told = load(tmp_path, row("1.000001", "B", TODAY + timedelta(3)), more=["valid_from"])
    assert (told.updated, told.problems) == (1, [])
    assert load(tmp_path, row("1.000001", "A")).unchanged == 1
    days = [each.valid_from for each in published_versions(Procedure.objects.get())]
    assert days == [None, TODAY + timedelta(3)]
    old.refresh_from_db()
    assert [each.code for each in components_of(old.version)] == ["A"]


@pytest.mark.django_db
def test_a_day_on_which_another_version_began_is_refused(tmp_path: Path) -> None:
    past = TODAY - timedelta(3)
    load(tmp_path, row("1.000001", "A", past), more=["valid_from"])
    told = load(tmp_path, row("1.000001", "B", past), more=["valid_from"])
    (problem,) = told.problems
    assert (problem.code, problem.column, problem.row) == (
        "procedure.version_begun",
        "valid_from",
        2,
    )
    assert ProcedureVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_column_that_the_file_does_not_have_leaves_what_is_in_force(tmp_path: Path) -> None:
    more = ["shared_key", "example", "data_source", "intake_place"]
    said = ("x", "Tên: A\nNgày: B", "dan-cu dat-dai", "centre")
    load(tmp_path, row("1.000001", "A", *said), more=more)
    first = in_force("1.000001")
    assert first.intake_place == "centre"
    assert first.components[0].example == "Tên: A\nNgày: B"
    assert first.components[0].data == ("dan-cu", "dat-dai")
    assert load(tmp_path, row("1.000001", "A")).unchanged == 1
    assert load(tmp_path, row("1.000001", "A", ""), more=["example"]).updated == 1
    now = in_force("1.000001").components[0]
    assert (now.example, now.shared_key, now.data) == ("", "x", ("dan-cu", "dat-dai"))


@pytest.mark.django_db
def test_a_database_alone_satisfies_a_component(tmp_path: Path) -> None:
    rows = [row("1.000001", "A", "", "dan-cu", paper_type=""), row("1.000001", "B", 30, "")]
    told = load(tmp_path, *rows, more=["max_age_days", "data_source"])
    assert told.problems == []
    first, second = in_force("1.000001").components
    assert (first.accepted, first.data) == ((), ("dan-cu",))
    assert second.accepted == (Accepted(1, "quyet_dinh", "", 30),)
    wrong = load(tmp_path, row("1.000001", "A", "khong-co"), more=["data_source"])
    assert [each.code for each in wrong.problems] == ["data_source.unknown"]
    nothing = load(tmp_path, row("1.000001", "A", "", paper_type=""), more=["data_source"])
    assert [each.code for each in nothing.problems] == ["cell.missing"]


@pytest.mark.django_db
def test_a_combined_procedure_may_stand_before_its_parts(tmp_path: Path) -> None:
    both = "1.000001;1.000002"
    rows = [
        row("1.000009", "", "", both),
        row("1.000001", "A", "x", ""),
        row("1.000002", "B", "x", ""),
    ]
    more = ["shared_key", "combines"]
    assert load(tmp_path, *rows, more=more).created == 3
    assert load(tmp_path, *rows, more=more).unchanged == 3
    whole = Procedure.objects.get(code="1.000009")
    assert [each.code for each in components_of(whole.version_on(TODAY))] == ["A"]
    # A part that changes takes the whole along; the whole's own rows then change nothing.
    changed = [rows[0], row("1.000001", "C", "y", ""), rows[2]]
    told = load(tmp_path, *changed, more=more)
    assert (told.updated, told.unchanged) == (1, 2)
    now = Procedure.objects.get(code="1.000009").version_on(TODAY)
    assert [each.code for each in components_of(now)] == ["C", "B"]
    wrong = load(tmp_path, row("1.000009", "", "", "1.777777"), more=more)
    assert [(each.code, each.column) for each in wrong.problems] == [
        ("procedure.part_unknown", "combines")
    ]


FILES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["1.000001", "1.000002"]),
            st.sampled_from(["A", "B", "AB"]),
            st.one_of(st.none(), st.integers(0, 4)),
        ),
        min_size=1,
        max_size=2,
        unique_by=lambda each: each[0],
    ),
    max_size=5,
)


class TestAnyFiles(TestCase):
    """Whatever is imported in whatever order."""

    @settings(deadline=None, max_examples=25)
    @given(files=FILES)
    def test_twice_is_once_and_one_version_holds_on_every_day(
        self, files: list[list[tuple[str, str, int | None]]]
    ) -> None:
        Level.objects.get_or_create(code="commune", defaults={"name": "Cấp xã", "rank": 4})
        with TemporaryDirectory() as folder:
            for file in files:
                rows = [
                    row(code, each, "" if day is None else TODAY + timedelta(day))
                    for code, components, day in file
                    for each in components
                ]
                first = load(folder, *rows, more=["valid_from"])
                assert first.problems == []
                count = ProcedureVersion.objects.count(), Component.objects.count()
                again = load(folder, *rows, more=["valid_from"])
                assert (again.created, again.updated) == (0, 0)
                assert count == (ProcedureVersion.objects.count(), Component.objects.count())
                for code, components, day in file:
                    procedure = Procedure.objects.get(code=code)
                    held = version_on(published_versions(procedure), TODAY + timedelta(day or 0))
                    assert held is not None
                    assert [each.code for each in held.components.all()] == list(components)
        for procedure in Procedure.objects.all():
            days = [each.valid_from for each in published_versions(procedure)]
            assert len(set(days)) == len(days)
