"""The catalogue as a file: what goes out comes in again, in another province with its history."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.messages import MESSAGES
from dossiers.administration.exchange import catalogue_as
from dossiers.catalogue_file.taking import NotJson, load_catalogue
from dossiers.imports.rows import Import
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import (
    CombinedPart,
    DataSource,
    Dossier,
    LawfulException,
    PaperType,
    Procedure,
    ProcedureVersion,
)
from dossiers.procedures.content import Content, content_of
from dossiers.procedures.publishing import Act, publish
from tests.dossiers.procedures.test_publishing import asks_for, bare
from tests.records import make_agency, make_dossier

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ACT = Act("user:quan-tri")


@pytest.fixture
def filled() -> None:
    """Two procedures with versions before and to come, and one that combines them."""
    one, two, both = bare("1.000001"), bare("1.000002"), bare("1.000009")
    publish(one, content=asks_for("A", shared="x"), first_day=None, act=ACT)
    publish(two, content=asks_for("B", shared="x"), first_day=None, act=ACT)
    publish(both, content=asks_for(parts=("1.000001", "1.000002")), first_day=None, act=ACT)
    publish(one, content=asks_for("A", "C"), first_day=TODAY - timedelta(9), act=ACT)
    publish(two, content=asks_for("D"), first_day=TODAY + timedelta(9), act=ACT)
    DataSource.objects.create(code="thu", name="Cơ sở dữ liệu thử", valid_from=TODAY)


def state() -> dict[tuple[str, Any], Content]:
    """What every procedure asks for from which day."""
    versions = ProcedureVersion.objects.published().select_related("procedure")
    return {(each.procedure.code, each.valid_from): content_of(each) for each in versions}


def forget_procedures() -> None:
    CombinedPart.objects.all().delete()
    Procedure.objects.all().delete()


def take(path: Path, content: bytes) -> Import:
    path.write_bytes(content)
    return import_file(CATALOGUES["procedures"], path, by="user:x")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_what_goes_out_changes_nothing_when_it_comes_in(
    filled: None, tmp_path: Path, suffix: str
) -> None:
    before = state()
    work = take(tmp_path / f"a{suffix}", catalogue_as(suffix))
    assert (work.problems, work.created, work.updated) == ([], 0, 0)
    assert state() == before


def test_another_province_gets_it_with_its_history(filled: None, tmp_path: Path) -> None:
    before, content = state(), catalogue_as(".json")
    assert len(before) == 7
    forget_procedures()
    DataSource.objects.all().delete()
    LawfulException.objects.all().delete()
    PaperType.objects.all().delete()
    work = take(tmp_path / "a.json", content)
    assert work.problems == []
    assert work.created > 4
    assert state() == before
    assert DataSource.objects.get(code="thu").valid_from == TODAY
    work = take(tmp_path / "a.json", content)
    assert (work.created, work.updated) == (0, 0)


def test_a_province_that_has_the_procedure_keeps_its_own_past(filled: None, tmp_path: Path) -> None:
    content = catalogue_as(".json")
    forget_procedures()
    own = bare("1.000001")
    publish(own, content=asks_for("Z"), first_day=None, act=ACT)
    own = Procedure.objects.get(pk=own.pk)
    dossier = make_dossier(make_agency(), procedure=own)
    work = take(tmp_path / "a.json", content)
    assert work.problems == []
    versions = {each.valid_from: content_of(each) for each in own.versions.all()}
    assert versions == {None: asks_for("Z"), TODAY: asks_for("A", "C")}
    assert Dossier.objects.get(pk=dossier.pk).version.valid_from is None
    again = take(tmp_path / "a.json", content)
    assert (again.created, again.updated) == (0, 0)


PROCEDURE = {"code": "1.000001", "name": "Tên", "level": "commune", "versions": [{}]}
COMPONENT = {"code": "TP01", "name": "Tên", "mandatory_class": "1"}


def with_component(**facts: Any) -> dict[str, Any]:
    return {**PROCEDURE, "versions": [{"components": [{**COMPONENT, **facts}]}]}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"procedures": [{**PROCEDURE, "code": "x"}]}, "procedure.malformed"),
        ({"procedures": [{**PROCEDURE, "level": "thon"}]}, "agency.unknown_level"),
        ({"procedures": [{**PROCEDURE, "versions": []}]}, "cell.missing"),
        ({"procedures": [PROCEDURE, PROCEDURE]}, "catalogue_file.named_twice"),
        ({"procedures": [{**PROCEDURE, "versions": [{}, {}]}]}, "catalogue_file.named_twice"),
        ({"procedures": [{**PROCEDURE, "name": "a\u0000"}]}, "cell.control_characters"),
        ({"procedures": [{**PROCEDURE, "name": "a" * 501}]}, "cell.too_long"),
        ({"procedures": [{**PROCEDURE, "name": ""}]}, "cell.missing"),
        ({"procedures": [{**PROCEDURE, "nam": "x"}]}, "catalogue_file.unknown_name"),
        ({"procedures": [{**PROCEDURE, "result_paper_type": "x"}]}, "paper_type.unknown"),
        (
            {"procedures": [{**PROCEDURE, "versions": [{"combines": ["1.999999"]}]}]},
            "procedure.part_unknown",
        ),
        (
            {"procedures": [{**PROCEDURE, "versions": [{"combines": ["1.000001"]}]}]},
            "procedure.combines_itself",
        ),
        (
            {"procedures": [{**PROCEDURE, "versions": [{"valid_from": "2026-02-30"}]}]},
            "cell.not_a_date",
        ),
        (
            {"procedures": [{**PROCEDURE, "versions": [{"processing_days": "3"}]}]},
            "cell.not_a_number",
        ),
        ({"procedures": [with_component(mandatory_class="9")]}, "cell.not_a_choice"),
        ({"procedures": [with_component(data=["khong-co"])]}, "data_source.unknown"),
        ({"procedures": [with_component(accepted=[{"paper_type": "x"}])]}, "paper_type.unknown"),
        (
            {"paper_types": [{"code": "a", "name": "A", "validity": "fixed"}]},
            "paper_type.no_months",
        ),
        ({"format": "khác"}, "cell.not_a_choice"),
        ({"procedures": {}}, "catalogue_file.wrong"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_taken(
    tmp_path: Path, part: dict[str, Any], code: str
) -> None:
    file = {"format": "motlan-catalogue", "format_version": 1, **part}
    work = take(tmp_path / "a.json", json.dumps(file).encode())
    assert code in {each.code for each in work.problems}
    assert {each.code for each in work.problems} <= set(MESSAGES)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"a":1}'])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    assert take(tmp_path / "a.json", content).problems


@given(content=st.binary(max_size=200))
def test_no_bytes_break_it(content: bytes) -> None:
    work = Import(by="user:x")
    try:
        load_catalogue(content, work)
    except NotJson:
        return
    assert work.problems


def test_the_command_line_writes_what_it_takes(
    filled: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "danh-muc.json"
    call_command("export", "procedures", str(path))
    assert "danh-muc.json" in capsys.readouterr().out
    before = state()
    call_command("import", "procedures", str(path))
    assert state() == before
    for wrong in (tmp_path / "a.txt", tmp_path / "khong-co" / "a.csv"):
        with pytest.raises(CommandError) as ended:
            call_command("export", "procedures", str(wrong))
        assert ended.value.returncode == 2
