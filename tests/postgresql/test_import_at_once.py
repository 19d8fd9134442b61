"""Parts of one file written at once: kept in their order whatever overtakes, and nothing twice after a stop."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from dossiers.chain import breaks
from dossiers.imports.parts import part as parts_room
from dossiers.imports.parts.writing import Change, standing, write
from dossiers.models import Dossier, Event, ImportPart, ImportRun
from tests.imports.parts.conftest import province, read_bad, row, start, type_of_start, write_csv

__all__ = ["province", "start"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_S = 0.2
LONGEST_S = 20.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ho_so.csv"


def in_order() -> list[tuple[int, int, int]]:
    """Of each part in the order of its event: number, first and last row."""
    told = Event.objects.filter(verb="dossiers.imported").order_by("seq")
    parts = ImportPart.objects.in_bulk([each.object_id for each in told])
    kept = [parts[each.object_id] for each in told]
    return [(each.number, each.first_row, each.last_row) for each in kept]


def test_a_part_that_is_ready_first_is_kept_second(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow_when_odd(changes: Sequence[Change], *, part: ImportPart, **rest: Any) -> None:
        if part.number % 2:
            time.sleep(WAIT_S)
        write(changes, part=part, **rest)

    monkeypatch.setattr(parts_room, "write", slow_when_odd)
    # The first row of every part is wrong.
    rows = [row(serial, status="99" if serial % 3 == 1 else "9") for serial in range(1, 16)]
    done = start(write_csv(path, rows))
    assert (done.parts, done.rows, done.created, done.bad) == (5, 15, 10, 5)
    assert in_order() == [(number, 3 * number - 1, 3 * number + 1) for number in range(1, 6)]
    bad = read_bad(path.with_name("ho_so.csv.loi.csv"))
    assert [each["number"][-2:] for each in bad] == ["01", "04", "07", "10", "13"]
    sizes = list(ImportPart.objects.order_by("number").values_list("errors_bytes", flat=True))
    assert sizes == sorted(set(sizes))
    assert not list(breaks(ImportRun.objects.get().agency))


def test_what_came_after_a_part_that_failed_is_not_kept_and_comes_again(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Exception):
        pass

    def fails(changes: Sequence[Change], *, part: ImportPart, **rest: Any) -> None:
        if part.number == 3:
            time.sleep(WAIT_S)  # the fourth is ready by then
            raise Away
        write(changes, part=part, **rest)

    rows = [row(serial, status="99" if serial % 3 == 1 else "9") for serial in range(1, 16)]
    write_csv(path, rows)
    with monkeypatch.context() as patched:
        patched.setattr(parts_room, "write", fails)
        with pytest.raises(Away):
            start(path)
    assert [number for number, _, _ in in_order()] == [1, 2]
    assert Dossier.objects.count() == 4
    done = start(path)
    assert (done.resumed, done.parts, done.created, done.bad) == (True, 5, 10, 5)
    assert [number for number, _, _ in in_order()] == [1, 2, 3, 4, 5]
    bad = read_bad(path.with_name("ho_so.csv.loi.csv"))
    assert [each["number"][-2:] for each in bad] == ["01", "04", "07", "10", "13"]


def test_a_number_that_comes_again_in_the_next_part_keeps_nobody_waiting(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(write_csv(path, [row(serial) for serial in range(1, 7)]))

    def slow(numbers: set[str], names: Sequence[str]) -> Any:
        if "H61.10-250305-0001" in numbers:
            time.sleep(WAIT_S)  # the part after it would have locked its dossiers by then
        return standing(numbers, names)

    monkeypatch.setattr(parts_room, "standing", slow)
    changed = [row(serial, channel="1") for serial in (1, 2, 3, 1, 2, 3, 4, 5, 6)]
    done = start(write_csv(path, changed))
    assert (done.updated, done.bad) == (6, 3)
    assert set(Dossier.objects.values_list("channel", flat=True)) == {1}


def test_a_part_that_waits_long_lets_go_of_what_it_holds(
    start: type_of_start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has a dossier of the first part, and waits for one of the second."""
    start(write_csv(path, [row(serial) for serial in range(1, 7)]))
    numbers = [f"H61.10-250305-{serial:04d}" for serial in (1, 4)]
    has_first, may_go_on = threading.Event(), threading.Event()

    def lock_both() -> None:
        with transaction.atomic():
            for number in numbers:
                Dossier.objects.select_for_update().get(number=number)
                has_first.set()
                may_go_on.wait(LONGEST_S)
        connection.close()

    def noticed(changes: Sequence[Change], *, part: ImportPart, **rest: Any) -> None:
        write(changes, part=part, **rest)
        may_go_on.set()  # the second part has its dossiers; the first waits for what we have

    monkeypatch.setattr(parts_room, "TURN_S", WAIT_S)
    monkeypatch.setattr(parts_room, "write", noticed)
    other = threading.Thread(target=lock_both)
    other.start()
    assert has_first.wait(LONGEST_S)
    done = start(write_csv(path, [row(serial, channel="1") for serial in range(1, 7)]))
    other.join(LONGEST_S)
    assert (done.parts, done.updated, done.bad) == (2, 6, 0)
    assert in_order()[-2:] == [(1, 2, 4), (2, 5, 7)]
