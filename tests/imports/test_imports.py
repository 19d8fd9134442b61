"""Every kind of import: the examples, a second run, and a clear word for each bad row."""

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Agency
from config.messages import MESSAGES
from dossiers.chain import breaks
from dossiers.models import (
    Component,
    Dossier,
    Event,
    Holder,
    PaperType,
    ProcedureVersion,
)
from targets.models import StockCount
from tests.imports.conftest import EXAMPLES, type_of_run
from tests.records import make_agency, make_dossier, make_paper, make_user

KINDS = ("agencies", "paper_types", "procedures", "holders", "dossiers", "stock_counts")
type_of_table = Callable[[str, Sequence[Sequence[str]]], Path]


def example(kind: str) -> list[list[str]]:
    with (EXAMPLES / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def changed(kind: str, row: int, /, **cells: str) -> list[list[str]]:
    """The example with cells of one row (as a spreadsheet counts) replaced."""
    rows = example(kind)
    for name, value in cells.items():
        rows[row - 1][rows[0].index(name)] = value
    return rows


def test_the_examples_go_in_and_a_second_run_changes_nothing(run: type_of_run) -> None:
    first = [run(kind, EXAMPLES / f"{kind}.csv")[0] for kind in KINDS]
    created = {each["kind"]: each["created"] for each in first}
    assert created == {
        "agencies": 5,
        "paper_types": 0,
        "procedures": 6,
        "holders": 17,
        "dossiers": 20,
        "stock_counts": 7,
    }
    events = Event.objects.count()
    # Of each procedure, dossier and count: its version, itself, how many.
    assert events == 6 + 20 + 7
    for kind in KINDS:
        (again,) = run(kind, EXAMPLES / f"{kind}.csv")
        assert (again["created"], again["updated"]) == (0, 0)
    assert Event.objects.count() == events
    assert not any(list(breaks(agency)) for agency in Agency.objects.all())


def test_events_hold_ids_and_numbers_only(run: type_of_run) -> None:
    for kind in KINDS:
        run(kind, EXAMPLES / f"{kind}.csv")
    for event in Event.objects.all():
        assert event.verb in {"dossier.recorded", "stock.counted", "procedure.version_published"}
        of_versions = {"version", "number", "first_day"}
        assert set(event.facts) <= {"procedure", "status", "type", "count", *of_versions}


def test_a_change_updates_one_record_and_is_told_by_one_event(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    run("dossiers", EXAMPLES / "dossiers.csv")
    before = Event.objects.count()
    (told,) = run("dossiers", table("dossiers", changed("dossiers", 2, channel="2")))
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 1, 19)
    assert Event.objects.count() == before + 1


def test_a_dry_run_writes_nothing(run: type_of_run) -> None:
    (told,) = run("agencies", EXAMPLES / "agencies.csv", "--dry-run")
    assert (told["created"], told["dry_run"]) == (5, True)
    assert not Agency.objects.exists()


def test_one_bad_row_keeps_the_whole_file_out(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    path = table("dossiers", changed("dossiers", 9, deciding_agency="H99"))
    (told,) = run("dossiers", path, status=1)
    assert (told["row"], told["column"], told["value"]) == (9, "deciding_agency", "H99")
    assert not Dossier.objects.exists()
    assert not Event.objects.filter(verb="dossier.recorded").exists()


BAD = [
    ("agencies", {"code": "xã"}, "agency.malformed", "code"),
    ("agencies", {"code": ""}, "cell.missing", "code"),
    ("agencies", {"name": ""}, "cell.missing", "name"),
    ("agencies", {"name": "a\x07b"}, "cell.control_characters", "name"),
    ("agencies", {"name": "a" * 301}, "cell.too_long", "name"),
    ("agencies", {"level": "thôn"}, "agency.unknown_level", "level"),
    ("agencies", {"parent_code": "H77"}, "agency.unknown", "parent_code"),
    ("agencies", {"parent_code": "H90.41"}, "agency.circle", "parent_code"),
    ("agencies", {"successor_code": "H77"}, "agency.unknown", "successor_code"),
    ("agencies", {"successor_code": "H90.41"}, "agency.circle", "successor_code"),
    ("agencies", {"valid_from": "2025-02-30"}, "cell.not_a_date", "valid_from"),
    ("agencies", {"valid_to": "2020-01-01"}, "agency.ends_before_it_begins", "valid_to"),
    ("paper_types", {"code": ""}, "cell.missing", "code"),
    ("paper_types", {"validity_rule": "mãi"}, "cell.not_a_choice", "validity_rule"),
    ("paper_types", {"validity_rule": "fixed"}, "paper_type.no_months", "validity_months"),
    ("paper_types", {"retention_years": "-1"}, "cell.not_a_number", "retention_years"),
    ("paper_types", {"access_level": "public"}, "cell.not_a_choice", "access_level"),
    ("paper_types", {"min_dpi": "10000"}, "cell.not_a_number", "min_dpi"),
    ("paper_types", {"mode": "slow"}, "cell.not_a_choice", "mode"),
    ("paper_types", {"colour_required": "maybe"}, "cell.not_yes_or_no", "colour_required"),
    ("procedures", {"code": "1.1"}, "procedure.malformed", "code"),
    ("procedures", {"name": "Khác"}, "procedure.rows_differ", "code"),
    ("procedures", {"result_paper_type": "x"}, "paper_type.unknown", "result_paper_type"),
    ("procedures", {"paper_type": "x"}, "paper_type.unknown", "paper_type"),
    ("procedures", {"mandatory_class": "9"}, "cell.not_a_choice", "mandatory_class"),
    ("procedures", {"component_name": ""}, "cell.missing", "component_name"),
    ("procedures", {"alternative": "0"}, "cell.not_a_number", "alternative"),
    ("procedures", {"copy_kind": "ảnh"}, "cell.not_a_choice", "copy_kind"),
    ("procedures", {"processing_days": "1,5"}, "cell.not_a_number", "processing_days"),
    ("holders", {"personal_id": "12345"}, "holder.malformed", "personal_id"),
    ("holders", {"personal_id": ""}, "holder.no_number", "personal_id"),
    ("holders", {"old_personal_id": "1"}, "holder.malformed", "old_personal_id"),
    ("holders", {"tax_code": "0100233480"}, "holder.wrong_tax_code", "tax_code"),
    ("holders", {"birth_date": "31/02/1990"}, "cell.not_a_date", "birth_date"),
    ("holders", {"sex": "khác"}, "cell.not_a_choice", "sex"),
    ("holders", {"kind": "hộ"}, "cell.not_a_choice", "kind"),
    ("dossiers", {"number": "H90-1"}, "dossier.malformed", "number"),
    ("dossiers", {"procedure_code": "9.999999"}, "procedure.unknown", "procedure_code"),
    ("dossiers", {"holder_personal_id": "000000000000"}, "holder.unknown", "holder_personal_id"),
    ("dossiers", {"channel": "4"}, "cell.not_a_choice", "channel"),
    ("dossiers", {"status": "11"}, "cell.not_a_choice", "status"),
    ("dossiers", {"status": ""}, "cell.missing", "status"),
    ("dossiers", {"received_at": "2024-05-21"}, "cell.not_a_moment", "received_at"),
    ("dossiers", {"due_at": "hôm nay"}, "cell.not_a_moment", "due_at"),
    (
        "dossiers",
        {"finished_at": "2001-01-01T00:00:00+07:00"},
        "dossier.finished_before_received",
        "finished_at",
    ),
    ("dossiers", {"place_of_intake": "H9"}, "agency.unknown", "place_of_intake"),
    ("stock_counts", {"agency_code": "H99"}, "agency.unknown", "agency_code"),
    ("stock_counts", {"paper_type": "x"}, "paper_type.unknown", "paper_type"),
    ("stock_counts", {"procedure_code": "1.000000"}, "procedure.unknown", "procedure_code"),
    ("stock_counts", {"count": "-3"}, "cell.not_a_number", "count"),
    ("stock_counts", {"count": ""}, "cell.missing", "count"),
    ("stock_counts", {"valid_on": "2999-01-01"}, "stock.in_the_future", "valid_on"),
]
# A row whose change is wrong by itself, not by what stands beside it.
AT = {"agencies": 4, "procedures": 3}


@pytest.mark.parametrize(("kind", "cells", "code", "column"), BAD)
def test_a_bad_row_is_told_with_row_column_reason_and_remedy(
    run: type_of_run,
    province: None,
    table: type_of_table,
    kind: str,
    cells: dict[str, str],
    code: str,
    column: str,
) -> None:
    row = AT.get(kind, 2)
    told = run(kind, table(kind, changed(kind, row, **cells)), status=1)
    found = [each for each in told if each["error"]["code"] == code]
    assert found, told
    assert (found[0]["row"], found[0]["column"]) == (row, column)
    assert found[0]["error"]["message"].endswith(".")
    assert found[0]["error"]["remedy"].endswith(".")
    assert code in MESSAGES


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_given_twice_is_told(
    run: type_of_run, province: None, table: type_of_table, kind: str
) -> None:
    rows = example(kind)
    told = run(kind, table(kind, [*rows, rows[1]]), status=1)
    assert {(each["row"], each["error"]["code"]) for each in told} == {
        (len(rows) + 1, "cell.row_twice")
    }


def test_personal_numbers_are_not_repeated_in_messages(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    path = table("dossiers", changed("dossiers", 2, holder_personal_id="001090123456"))
    assert run("dossiers", path, status=1)[0]["value"] is None
    path = table("holders", changed("holders", 2, personal_id="00109012345"))
    assert run("holders", path, status=1)[0]["value"] is None


def test_a_number_of_somebody_else_is_refused(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    path = table("holders", changed("holders", 2, name="Đỗ Khác Hẳn"))
    (told,) = run("holders", path, status=1)
    assert told["error"]["code"] == "holder.name_differs"


def test_an_id_that_tells_another_year_is_taken_with_a_warning(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    (told,) = run("holders", table("holders", changed("holders", 2, birth_date="1971-01-02")))
    assert (told["updated"], told["warnings"]) == (1, 1)


def test_parents_may_come_after_their_children(run: type_of_run, table: type_of_table) -> None:
    heading, *rows = example("agencies")
    run("agencies", table("agencies", [heading, *reversed(rows)]))
    assert Agency.objects.get(code="H90.30").path == "H90/H90.30/"
    assert Agency.objects.get(code="H90.30").successor == Agency.objects.get(code="H90.41")


def test_a_moved_agency_takes_its_subtree_along(run: type_of_run, table: type_of_table) -> None:
    heading = ["code", "name", "level", "parent_code"]
    rows = [["H80", "Tỉnh", "province", ""], ["H80.1", "Huyện", "district", ""]]
    child = ["H80.1.2", "Xã", "commune", "H80.1"]
    run("agencies", table("agencies", [heading, *rows, child]))
    run("agencies", table("agencies", [heading, ["H80.1", "Huyện", "district", "H80"]]))
    assert Agency.objects.get(code="H80.1.2").path == "H80/H80.1/H80.1.2/"
    told = run(
        "agencies", table("agencies", [heading, ["H80", "Tỉnh", "province", "H80.1.2"]]), status=1
    )
    assert told[0]["error"]["code"] == "agency.circle"


def test_who_signs_is_said_by_a_column_and_stays_without_it(
    run: type_of_run, table: type_of_table
) -> None:
    plain = ["code", "name", "level"]
    heading, row = [*plain, "signs_with"], ["H80", "Tỉnh", "province"]
    run("agencies", table("agencies", [heading, [*row, "person"]]))
    run("agencies", table("agencies", [plain, ["H80", "Tỉnh mới", "province"]]))
    assert Agency.objects.values_list("name", "signs_with").get() == ("Tỉnh mới", "person")
    told = run("agencies", table("agencies", [heading, [*row, "ai đó"]]), status=1)
    assert told[0]["error"]["code"] == "cell.not_a_choice"


def test_a_component_that_is_gone_stays_for_the_dossiers_that_have_it(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    rows = example("procedures")
    kept = [row for row in rows if row[0] != "1.001193" or row[7] != "TP03"]
    component = Component.objects.get(version__procedure__code="1.001193", code="TP03")
    agency = make_agency()
    dossier = make_dossier(agency, procedure=component.procedure)
    make_paper(agency, dossier=dossier, component=component)
    (told,) = run("procedures", table("procedures", kept))
    assert (told["updated"], told["unchanged"]) == (1, 5)
    component.refresh_from_db()
    assert component.version == dossier.version
    later = make_dossier(agency, procedure=component.procedure, received_at=timezone.now())
    assert set(later.version.components.values_list("code", flat=True)) == {"TP01", "TP02"}


def test_alternatives_and_the_strongest_class_are_kept(run: type_of_run, province: None) -> None:
    component = Component.objects.get(version__procedure__code="1.001193", code="TP02")
    assert component.mandatory_class == "1"
    assert list(component.accepted.values_list("alternative", "paper_type")) == [
        (1, "xac_nhan_cu_tru"),
        (2, "cccd_copy"),
    ]
    assert ProcedureVersion.objects.get(procedure__code="1.009994").processing_days == 15
    assert PaperType.objects.get(code="giay_phep_xd").validity_months == 12


def test_an_organisation_stands_by_its_tax_code(run: type_of_run, province: None) -> None:
    run("dossiers", EXAMPLES / "dossiers.csv")
    company = Holder.objects.get(kind="organisation")
    assert company.personal_id is None
    (told,) = run("holders", EXAMPLES / "holders.csv")
    assert told["unchanged"] == 17


def test_counts_without_a_procedure(run: type_of_run, province: None, table: type_of_table) -> None:
    heading = ["agency_code", "paper_type", "valid_on", "count"]
    path = table("stock_counts", [heading, ["H90.10", "giay_phep_xd", "31/12/2024", "7"]])
    run("stock_counts", path)
    (told,) = run("stock_counts", path)
    assert told["unchanged"] == 1
    assert StockCount.objects.get().count == 7


def test_a_person_reads_where_and_what(
    db: None, table: type_of_table, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table("agencies", changed("agencies", 3, valid_from="2025-02-30"))
    with pytest.raises(SystemExit) as ended:
        call_command("import", "agencies", str(path))
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "Dòng 3, cột valid_from: Không phải một ngày có thật. (“2025-02-30”) → Ghi dạng" in told
    assert "chưa nhập dòng nào" in told


def test_wrong_use_ends_with_2(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as ended:
        call_command("import", "agencies", str(tmp_path / "khong-co.csv"))
    assert ended.value.returncode == 2


def test_the_user_who_imports_stands_in_the_event(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    user = make_user("administrator", Agency.objects.get(code="H90"))
    run("dossiers", EXAMPLES / "dossiers.csv", "--as", user.username)
    recorded = Event.objects.filter(verb="dossier.recorded")
    assert set(recorded.values_list("actor", flat=True)) == {f"user:{user.username}"}


def test_every_code_in_the_source_has_a_sentence() -> None:
    root = Path(__file__).resolve().parents[2]
    used: set[str] = set()
    for path in [*(root / "dossiers/imports").glob("*.py"), root / "targets/stock_import.py"]:
        found: list[Any] = re.findall(
            r'"((?:cell|table|agency|holder|dossier|procedure|paper_type|stock)\.[a-z_]+)"',
            path.read_text(),
        )
        # Verbs of events look like codes.
        used |= {each for each in found if not each.endswith(("recorded", "counted"))}
    assert used <= set(MESSAGES)
