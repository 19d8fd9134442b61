"""A file in parts: what is written, told and kept, once, twice, and after a stop in the middle."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Agency
from dossiers import events
from dossiers.chain import breaks
from dossiers.imports import errors
from dossiers.imports.parts import part as parts_room
from dossiers.imports.parts.run import Progress
from dossiers.models import Dossier, EarlierImport, Event, ImportPart, ImportRun
from dossiers.selectors import events_of
from tests.imports.parts.conftest import FIRM, read_bad, row, type_of_start, write_csv
from tests.records import make_dossier

COUNTS = ("created", "updated", "unchanged", "bad")


def counts(done: object) -> tuple[int, ...]:
    return tuple(getattr(done, name) for name in COUNTS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ho_so.csv"


def test_every_part_is_told_by_one_event(
    start: type_of_start, province: Agency, path: Path
) -> None:
    write_csv(path, [row(serial) for serial in range(1, 9)])
    done = start(path)
    assert counts(done) == (8, 0, 0, 0)
    assert (done.parts, done.rows, done.resumed) == (3, 8, False)
    told = list(Event.objects.filter(verb="dossiers.imported").order_by("seq"))
    assert [each.facts["created"] for each in told] == [3, 3, 2]
    assert {each.agency for each in told} == {province}
    assert told[0].facts["file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    parts = list(ImportPart.objects.order_by("number"))
    assert [(each.first_row, each.last_row) for each in parts] == [(2, 4), (5, 7), (8, 9)]
    assert [each.object_id for each in told] == [each.pk for each in parts]
    assert [each.dossiers.count() for each in parts] == [3, 3, 2]
    assert not list(breaks(province))
    assert ImportRun.objects.get().ended_at is not None


def test_a_dossier_is_as_its_row_says(start: type_of_start, path: Path) -> None:
    cells = {"officer": "can-bo", "closing_cause": "own_wish", "place_of_support": "H61.11"}
    start(write_csv(path, [row(holder_personal_id=FIRM, channel="", **cells)]))
    dossier = Dossier.objects.get()
    assert (dossier.number, dossier.channel, dossier.status) == ("H61.10-250305-0001", 1, 9)
    assert dossier.received_at
    assert dossier.received_at.isoformat() == "2025-03-05T01:15:00+00:00"
    assert dossier.version.number == 2
    assert dossier.holder.tax_code == FIRM
    assert dossier.officer
    assert dossier.officer.username == "can-bo"
    assert dossier.closing_cause == "own_wish"
    assert dossier.place_of_support
    assert dossier.place_of_support.code == "H61.11"


def test_a_second_run_changes_and_tells_nothing(start: type_of_start, path: Path) -> None:
    write_csv(path, [row(serial) for serial in range(1, 6)])
    start(path)
    told = Event.objects.count()
    done = start(path)
    assert (counts(done), done.resumed) == ((0, 0, 5, 0), False)
    assert Event.objects.count() == told


def test_what_the_file_does_not_have_stays(start: type_of_start, path: Path) -> None:
    start(write_csv(path, [row(officer="can-bo", closing_cause="clerk")]))
    done = start(write_csv(path, [row(status="10")]))
    assert counts(done) == (0, 1, 0, 0)
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.closing_cause) == (10, "clerk")
    assert dossier.officer is not None


def test_the_history_of_a_dossier_names_every_part_that_wrote_it(
    start: type_of_start, province: Agency, path: Path
) -> None:
    start(write_csv(path, [row(status="4", finished_at="")]))
    dossier = Dossier.objects.get()
    events.record(agency=province, actor="cli:thu", verb="dossier.recorded", about=dossier)
    start(write_csv(path, [row()]))
    start(write_csv(path, [row(), row(2)]))
    dossier.refresh_from_db()
    verbs = events_of(dossier).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["dossiers.imported", "dossier.recorded", "dossiers.imported"]
    assert EarlierImport.objects.count() == 1


def test_bad_rows_go_to_a_file_that_comes_back_corrected(start: type_of_start, path: Path) -> None:
    wrong = {"received_at": "hôm qua", "status": "11"}
    stranger = {"holder_personal_id": "001090123456"}
    write_csv(path, [row(1), row(2, **wrong), row(3, **stranger), row(4), row(5)])
    done = start(path)
    assert counts(done) == (3, 0, 0, 2)
    errors_file = path.with_name("ho_so.csv.loi.csv")
    assert errors_file.stat().st_mode & 0o777 == 0o600
    second, third = read_bad(errors_file)
    assert second["loi_dong"] == "3"
    assert second["loi_cot"] == "received_at | status"
    assert second["loi_gia_tri"] == "hôm qua | 11"
    assert second["loi_ma"] == "cell.not_a_moment | cell.not_a_choice"
    assert second["loi_noi_dung"].startswith("Câu của cell.not_a_moment. | ")
    assert second["loi_cach_sua"].endswith(" (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)")
    assert (third["loi_cot"], third["loi_gia_tri"]) == ("holder_personal_id", "")
    assert third["holder_personal_id"] == "001090123456"
    text = errors_file.read_text("utf-8-sig").replace("hôm qua", "2025-03-05 08:15")
    errors_file.write_text(text.replace(",11,", ",9,").replace("001090123456", FIRM), "utf-8")
    assert counts(start(errors_file)) == (2, 0, 0, 0)


def test_a_cell_is_no_formula_in_the_file_of_bad_rows(start: type_of_start, path: Path) -> None:
    start(write_csv(path, [row(status='=HYPERLINK("x")')]))
    (bad,) = read_bad(path.with_name("ho_so.csv.loi.csv"))
    assert bad["status"] == '\'=HYPERLINK("x")'
    assert bad["loi_gia_tri"].startswith("'=")


def test_without_bad_rows_there_is_no_such_file(start: type_of_start, path: Path) -> None:
    start(write_csv(path, [row(status="11")]))
    start(write_csv(path, [row()]))
    assert not path.with_name("ho_so.csv.loi.csv").exists()


def test_a_number_given_twice_counts_once_wherever_it_stands(
    start: type_of_start, path: Path
) -> None:
    rows = [row(serial) for serial in range(1, 9)]
    lower = rows[1] | {"number": rows[1]["number"].lower(), "channel": "1"}
    write_csv(path, [*rows, rows[7] | {"status": "4"}, rows[0] | {"status": "4"}, lower])
    for done in (start(path), start(path)):
        assert (done.bad, done.created + done.unchanged) == (3, 8)
        assert not Dossier.objects.exclude(status=9).exists()
    told = read_bad(path.with_name("ho_so.csv.loi.csv"))
    assert [(each["loi_dong"], each["loi_ma"]) for each in told] == [
        ("10", "cell.row_twice"),
        ("11", "cell.row_twice"),
        ("12", "cell.row_twice"),
    ]


def stopped_at(part: int) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.part.number == part:
            raise SystemExit

    return tell


@pytest.mark.parametrize("part_rows", [2, 3, 50])
def test_a_run_that_was_stopped_goes_on_after_its_last_part(
    start: type_of_start, path: Path, part_rows: int
) -> None:
    rows = [row(serial, status="11" if serial % 4 == 0 else "9") for serial in range(1, 12)]
    write_csv(path, [*rows, rows[0]])
    with pytest.raises(SystemExit):
        start(path, tell=stopped_at(2))
    assert Dossier.objects.count() == 5
    errors_file = path.with_name("ho_so.csv.loi.csv")
    with errors_file.open("a") as file:
        file.write("what a part that was never kept had written")
    done = start(path, part_rows=part_rows)
    assert (done.resumed, counts(done), done.rows) == (True, (9, 0, 0, 3), 12)
    assert [each["loi_dong"] for each in read_bad(errors_file)] == ["5", "9", "13"]
    assert ImportRun.objects.count() == 1
    assert [each.number for each in ImportPart.objects.order_by("number")] == list(
        range(1, done.parts + 1)
    )
    assert sum(each.rows for each in ImportPart.objects.all()) == 12


def test_without_its_bad_rows_a_stopped_run_begins_anew(start: type_of_start, path: Path) -> None:
    write_csv(path, [row(1, status="11"), row(2), row(3), row(4)])
    with pytest.raises(SystemExit):
        start(path, tell=stopped_at(1))
    path.with_name("ho_so.csv.loi.csv").unlink()
    done = start(path)
    assert (done.resumed, counts(done)) == (False, (1, 0, 2, 1))
    assert len(read_bad(path.with_name("ho_so.csv.loi.csv"))) == 1


def test_a_dry_run_writes_nothing(start: type_of_start, path: Path) -> None:
    write_csv(path, [row(1), row(2, status="11")])
    done = start(path, dry_run=True)
    assert counts(done) == (1, 0, 0, 1)
    assert not Dossier.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Event.objects.exists()


def test_a_file_that_is_written_meanwhile_stops_the_run(start: type_of_start, path: Path) -> None:
    write_csv(path, [row(serial) for serial in range(1, 10)])

    def somebody_writes(progress: Progress) -> None:
        with path.open("a") as file:
            file.write("\n")

    with pytest.raises(errors.Changed):
        start(path, tell=somebody_writes)
    assert Dossier.objects.count() == 3


def test_the_next_part_is_read_while_the_database_writes_and_not_before(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[str] = []
    look, ask, write = parts_room.Parts.look_at, parts_room.standing, parts_room.write

    def noting(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **facts: Any) -> Any:
            did.append(name)
            return act(*arguments, **facts)

        return call

    monkeypatch.setattr(parts_room.Parts, "look_at", noting("look", look))
    monkeypatch.setattr(parts_room, "standing", noting("ask", ask))
    monkeypatch.setattr(parts_room, "write", noting("write", write))
    start(write_csv(path, [row(serial) for serial in range(1, 7)]))
    # The second look may come before or after the first writing begins, for it is in a thread.
    assert did[:2] == ["look", "ask"]
    assert sorted(did) == ["ask", "ask", "look", "look", "write", "write"]


def test_one_file_is_imported_by_one_process(start: type_of_start, path: Path) -> None:
    write_csv(path, [row()])

    def again(progress: Progress) -> None:
        start(path)

    with pytest.raises(errors.InUse):
        start(path, tell=again)


def test_a_dossier_that_somebody_recorded_meanwhile_is_updated(
    start: type_of_start, province: Agency, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = Agency.objects.get(code="H61.10")
    make_dossier(agency, number=row()["number"])
    looks = []
    look = parts_room.standing

    def late(*arguments: object) -> object:
        looks.append(arguments)
        return {} if len(looks) == 1 else look(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(parts_room, "standing", late)
    done = start(write_csv(path, [row(1, procedure_code="2.000635"), row(2, status="11")]))
    assert counts(done) == (0, 1, 0, 1)
    assert len(read_bad(path.with_name("ho_so.csv.loi.csv"))) == 1
    monkeypatch.setattr(parts_room, "standing", lambda *_arguments: {})
    with pytest.raises(IntegrityError):
        start(path, part_rows=1)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.WrongColumns),
        (b"number,status\n", errors.WrongColumns),
        ("number,loi_dong,tên\n".encode("utf-16"), errors.NotUtf8),
    ],
)
def test_a_file_that_is_no_table_of_dossiers_is_told(
    start: type_of_start, path: Path, content: bytes, error: type[errors.TableError]
) -> None:
    path.write_bytes(content)
    with pytest.raises(error):
        start(path)
    assert not ImportRun.objects.exists()


def test_what_was_written_before_the_damage_stays(start: type_of_start, path: Path) -> None:
    write_csv(path, [row(serial) for serial in range(1, 8)])
    with path.open("ab") as file:
        file.write(b'"H61.10-250305-0099,\xff')
    with pytest.raises(errors.NotUtf8):
        start(path)
    assert Dossier.objects.count() == 6
    assert ImportRun.objects.get().ended_at is None
