"""`motlan import KIND FILE`: catalogues and registers from CSV or XLSX, all or nothing per file."""  # noqa: N999 - the verb's name is fixed

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.messages import message
from dossiers.imports.rows import Import, Problem
from dossiers.imports.run import CATALOGUES, import_file
from targets.reports.reported_import import REPORTED_FIGURES
from targets.stock_import import STOCK_COUNTS
from worker import dossier_files
from worker.command import ALL_FAILED, RecordsCommand, error_object, operator, user_named, wrong_use

KINDS = {**CATALOGUES, "stock_counts": STOCK_COUNTS, "reported_figures": REPORTED_FIGURES}
TOLD = 100  # problems that are spelled out for a person; --json tells all


class Command(RecordsCommand):
    help = "Nhập danh mục và sổ từ tệp CSV hoặc XLSX (thủ tục: cả JSON); một dòng sai thì không nhập gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=list(KINDS))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi")
        parser.add_argument("--quiet", action="store_true", help="chỉ nói khi có lỗi")
        dossier_files.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            wrong_use("path.missing", str(path))
        self.as_json, self.dry_run = options["json"], options["dry_run"]
        user = user_named(options["as_user"])
        by = f"user:{user.username}" if user else operator()
        if options["in_parts"] and options["kind"] == "dossiers":
            dossier_files.import_dossiers(self, path, by=by, options=options)
            return
        if any(options[name] for name in dossier_files.OPTIONS):
            wrong_use("table.parts_of_dossiers_only")
        try:
            work = import_file(KINDS[options["kind"]], path, by=by, dry_run=self.dry_run)
        except OSError as error:
            wrong_use("file.unreadable", str(error.strerror))
        if work.problems:
            _point_to_parts(options["kind"], work)
            self._tell_problems(path, work)
            self.end(ALL_FAILED)
        elif not options["quiet"]:
            self._tell_done(path, options["kind"], work)

    def _tell_problems(self, path: Path, work: Import) -> None:
        if self.as_json:
            for problem in work.problems:
                self.put(
                    {
                        "file": str(path),
                        "row": problem.row,
                        "column": problem.column,
                        "value": problem.value or None,
                        "error": error_object(problem.code),
                    }
                )
            return
        for problem in work.problems[:TOLD]:
            self.tell(_sentence(problem))
        if len(work.problems) > TOLD:
            self.tell(f"… và {len(work.problems) - TOLD} lỗi nữa.")
        self.tell(f"{path}: {len(work.problems)} lỗi, chưa nhập dòng nào.")

    def _tell_done(self, path: Path, kind: str, work: Import) -> None:
        for warning in work.warnings[:TOLD]:
            self.tell(_sentence(warning))
        if self.as_json:
            self.put(
                {
                    "file": str(path),
                    "kind": kind,
                    "created": work.created,
                    "updated": work.updated,
                    "unchanged": work.unchanged,
                    "warnings": len(work.warnings),
                    "dry_run": self.dry_run,
                }
            )
            return
        tried = " (chạy thử, chưa ghi)" if self.dry_run else ""
        self.say(
            f"{path}: {work.created} mới, {work.updated} sửa, {work.unchanged} giữ nguyên{tried}."
        )


def _point_to_parts(kind: str, work: Import) -> None:
    """Dossiers that do not fit one transaction have a way of their own."""
    for place, problem in enumerate(work.problems):
        parquet = problem.code == "table.unknown_format" and problem.value.lower() == ".parquet"
        if kind == "dossiers" and (parquet or problem.code == "table.too_large"):
            work.problems[place] = replace(problem, code="table.needs_parts")


def _sentence(problem: Problem) -> str:
    """Dòng 5, cột valid_from: Không phải một ngày có thật. (“2024-13-01”) → … [cell.not_a_date]."""
    told = message(problem.code)
    places = [
        f"dòng {problem.row}" if problem.row else "",
        f"cột {problem.column}" if problem.column else "",
    ]
    place = ", ".join(each for each in places if each)
    value = f" (“{problem.value}”)" if problem.value else ""
    start = f"{place[:1].upper()}{place[1:]}: " if place else ""
    return f"{start}{told.sentence}{value} → {problem.remedy(told.remedy)} [{problem.code}]"
