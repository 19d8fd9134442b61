"""`motlan import dossiers FILE --in-parts`: what a person sees of it, and how it ends."""

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency
from config.messages import message
from dossiers.imports.errors import TableError
from dossiers.imports.parts.bad_rows import tally
from dossiers.imports.parts.run import PART_ROWS, Done, Order, Progress, import_in_parts
from vietnamese.dates import format_number
from worker.command import (
    ALL_FAILED,
    SOME_FAILED,
    RecordsCommand,
    agency_named,
    error_object,
    exit_status,
    wrong_use,
)

TOLD_EVERY_S: Final = 5.0  # on a screen each part is shown, in a log a line now and then
MOST_PART_ROWS: Final = 100_000
OPTIONS: Final = ("in_parts", "agency", "errors", "part_rows")


def add_arguments(parser: ArgumentParser) -> None:
    """What can be said of an import in parts."""
    parts = parser.add_argument_group("hồ sơ theo từng phần (tệp hàng triệu dòng)")
    parts.add_argument(
        "--in-parts",
        action="store_true",
        help="ghi từng phần; chạy lại thì đi tiếp; dòng lỗi ra FILE.loi.csv; nhận cả Parquet",
    )
    parts.add_argument("--agency", metavar="MÃ", help="nhật ký của cơ quan nào ghi lần nhập")
    parts.add_argument("--errors", type=Path, metavar="TỆP", help="ghi dòng lỗi ra tệp này")
    parts.add_argument(
        "--part-rows", type=_part_rows, metavar="N", help=f"số dòng mỗi phần ({PART_ROWS})"
    )


def import_dossiers(
    command: RecordsCommand, path: Path, *, by: str, options: Mapping[str, Any]
) -> None:
    """Import the file part by part, tell how far it is and how it ended."""
    dry_run: bool = options["dry_run"]
    ending = ".thu.loi.csv" if dry_run else ".loi.csv"
    order = Order(
        path=path,
        agency=agency_named(options["agency"]) if options["agency"] else _root(),
        by=by,
        errors=options["errors"] or path.with_name(path.name + ending),
        words=_words,
        part_rows=options["part_rows"] or PART_ROWS,
        dry_run=dry_run,
    )
    screen = _Screen(command, path, quiet=options["quiet"])
    try:
        done = import_in_parts(order, tell=screen.show)
    except TableError as error:
        _tell_broken(command, path, error)
        command.end(SOME_FAILED if screen.shown else ALL_FAILED)
    except KeyboardInterrupt:
        command.tell(f"\n{path}: đã dừng; chạy lại lệnh này để đi tiếp.")
        command.end(SOME_FAILED if screen.shown else ALL_FAILED)
    except OSError as error:
        wrong_use("file.unreadable", f"{error.filename or path}: {error.strerror}")
    else:
        _tell_done(command, done, order, quiet=options["quiet"])
        command.end(exit_status(failed=done.bad, total=done.rows))


class _Screen:
    """Progress with rows a second and time left: one line on a screen, a line now and then in a log."""

    def __init__(self, command: RecordsCommand, path: Path, *, quiet: bool) -> None:
        self._command, self._path, self._quiet = command, path, quiet
        self._told_at = time.monotonic()
        self.shown = 0

    def show(self, progress: Progress) -> None:
        self.shown += 1
        if self._quiet:
            return
        line = f"{self._path.name}: {_line(progress)}"
        if sys.stderr.isatty():
            self._command.stderr.write(f"\r{line}\033[K", str, ending="")
            if progress.done >= 1:
                self._command.tell("")
        elif time.monotonic() - self._told_at >= TOLD_EVERY_S or progress.done >= 1:
            self._told_at = time.monotonic()
            self._command.tell(line)


def _line(progress: Progress) -> str:
    """Đến dòng 240.001 (19 %), 15.200 dòng/giây, còn khoảng 2 phút; phần này 3 dòng lỗi."""
    part = progress.part
    left = f", còn khoảng {_duration(progress.left_s)}" if progress.done < 1 else ""
    bad = f"; phần này {format_number(part.bad)} dòng lỗi" if part.bad else ""
    pace = format_number(round(progress.rows_per_s))
    return (
        f"đến dòng {format_number(part.last_row)} ({progress.done * 100:.0f} %), {pace} dòng/giây"
        f"{left}{bad}"
    )


def _duration(seconds: float) -> str:
    """45 giây; 12 phút; 3 giờ 5 phút."""
    if seconds < 90:
        return f"{max(1, round(seconds))} giây"
    minutes = round(seconds / 60)
    return f"{minutes} phút" if minutes < 90 else f"{minutes // 60} giờ {minutes % 60} phút"


def _tell_broken(command: RecordsCommand, path: Path, error: TableError) -> None:
    if command.as_json:
        command.put({"file": str(path), "error": error_object(error.code)})
        return
    told = message(error.code)
    detail = f" ({error.detail})" if error.detail else ""
    command.tell(f"{path}: {told.sentence}{detail} → {told.remedy} [{error.code}]")


def _tell_done(command: RecordsCommand, done: Done, order: Order, *, quiet: bool) -> None:
    problems = tally(order.errors) if done.bad else {}
    if command.as_json:
        command.put(_as_json(done, order, problems))
        return
    for code, count in problems.items():
        told = message(code)
        command.tell(f"{format_number(count)} dòng: {told.sentence} → {told.remedy} [{code}]")
    if done.bad:
        command.tell(f"Dòng lỗi kèm lý do: {order.errors} (sửa rồi nhập lại chính tệp ấy).")
    if not quiet:
        tried = " (chạy thử, chưa ghi)" if order.dry_run else ""
        resumed = ", đi tiếp lần nhập bị dừng" if done.resumed else ""
        command.say(
            f"{order.path}: {format_number(done.created)} mới, {format_number(done.updated)} sửa, "
            f"{format_number(done.unchanged)} giữ nguyên, {format_number(done.bad)} lỗi{tried}; "
            f"{format_number(round(_pace(done)))} dòng/giây{resumed}."
        )


def _as_json(done: Done, order: Order, problems: Mapping[str, int]) -> dict[str, Any]:
    return {
        "file": str(order.path),
        "kind": "dossiers",
        "run": done.run.pk,
        "resumed": done.resumed,
        "parts": done.parts,
        "rows": done.rows,
        "created": done.created,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "bad": done.bad,
        "problems": problems,
        "errors_file": str(order.errors) if done.bad else None,
        "seconds": round(done.seconds, 3),
        "rows_per_s": round(_pace(done)),
        "dry_run": order.dry_run,
    }


def _pace(done: Done) -> float:
    return done.rows_now / max(done.seconds, 1e-3)


def _words(code: str) -> tuple[str, str]:
    told = message(code)
    return told.sentence, told.remedy


def _root() -> Agency:
    """The agency above all others."""
    today = timezone.localdate()
    roots = Agency.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), parent=None)
    found = list(roots[:2])
    if len(found) > 1:
        wrong_use("table.several_roots")
    return found[0] if found else wrong_use("agency.none")


def _part_rows(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PART_ROWS:
        raise ArgumentTypeError(f"1 … {MOST_PART_ROWS}")
    return int(text)
