"""`motlan migrate-to --from HOME`: moves an embedded installation to the servers that the settings name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from accounts.models import Agency
from config import wiring
from config.messages import message
from dossiers.chain import breaks
from dossiers.models import Paper
from ingest import indexing
from ingest.objects import Objects, missing
from search.errors import SearchError
from storage.errors import StorageError
from worker.command import ALL_FAILED, SOME_FAILED, Ended, RecordsCommand, wrong_use
from worker.moving import objects, records, source


class Command(RecordsCommand):
    help = "Chuyển một bản cài trên một máy sang các máy chủ đã đặt trong cấu hình; chạy lại được."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from", dest="home", type=Path, required=True, help="MOTLAN_HOME của bản cài cũ"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home: Path = options["home"].expanduser().absolute()
        self.show = not options["json"]
        self._must_be_movable(home)
        before = source.fingerprint(home)
        try:
            with source.opened(home):
                found = self._move(home)
        except (StorageError, SearchError) as error:
            told = message(error.code)
            raise Ended(
                f"{told.sentence} ({error})\n→ {told.remedy} [{error.code}]", returncode=ALL_FAILED
            ) from error
        if source.fingerprint(home) != before:
            found["source_changed"] = True
        self._tell(found, as_json=options["json"])

    def _must_be_movable(self, home: Path) -> None:
        if not source.database_files(home):
            wrong_use("move.no_source", str(home))
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            wrong_use("records.not_ready")
        if _is_file_of(home):
            wrong_use("move.same")

    def _move(self, home: Path) -> dict[str, Any]:
        if working := source.workers():
            wrong_use("move.source_busy", ", ".join(working))
        is_fresh = not records.holds_records()
        if not is_fresh and records.differing():
            wrong_use("move.target_in_use")
        # Bytes before rows: a row never names an object that is not there.
        damaged = self._objects(home)
        if is_fresh:
            total = sum(records.rows(each, source.ALIAS) for each in records.tables())
            with self._bar("Sổ", total, "dòng") as bar:
                records.copy(bar.update)
        differing = records.differing()
        papers = self._index()
        return {
            "rows": sum(records.rows(each, "default") for each in records.tables()),
            "objects": self._moved,
            "papers_indexed": papers,
            "damaged_objects": damaged,
            "missing_objects": sorted(set(missing(wiring.store(), Objects()))),
            "differing_tables": differing,
            "broken_chains": [each.code for each in Agency.objects.all() if any(breaks(each))],
            "index_differs": bool(indexing.differences(wiring.index())),
            "source_changed": False,
        }

    def _objects(self, home: Path) -> dict[str, str]:
        old = wiring.folder_store(home)
        total = sum(map(bool, old.keys()))
        self._moved, damaged = 0, {}
        with self._bar("Kho", total, "tệp") as bar:
            for key, code in objects.move(old, wiring.store()):
                bar.update()
                self._moved += not code
                if code:
                    damaged[key] = code
        return damaged

    def _index(self) -> int:
        with self._bar("Chỉ mục", Paper.objects.count(), "giấy") as bar:

            def told(read: int) -> None:
                bar.update(read - bar.n)

            return indexing.rebuild(wiring.index(), told=told)

    def _bar(self, what: str, total: int, unit: str) -> "tqdm[Any]":
        """Progress with the time left, on a terminal only."""
        return tqdm(total=total, desc=what, unit=f" {unit}", disable=None if self.show else True)

    def _tell(self, found: dict[str, Any], *, as_json: bool) -> None:
        wrong = {name: value for name, value in found.items() if name in WRONG and value}
        if as_json:
            self.put(found)
        else:
            self.say(
                f"Đã chuyển {found['rows']} dòng sổ, {found['objects']} tệp; "
                f"chỉ mục có {found['papers_indexed']} giấy tờ."
            )
            for name, value in wrong.items():
                detail = "" if value is True else ": " + ", ".join(value)
                self.say(f"KHÁC: {WRONG[name]}{detail}")
            if not wrong:
                self.say("Đã so từng bảng, từng tệp, chuỗi sự kiện và chỉ mục: giống bản cũ.")
        self.end(SOME_FAILED if wrong else 0)


WRONG = {
    "damaged_objects": "tệp hỏng trong kho cũ, không chuyển",
    "missing_objects": "sổ ghi nhưng kho mới không có",
    "differing_tables": "bảng không giống bản cũ",
    "broken_chains": "chuỗi sự kiện đứt",
    "index_differs": "chỉ mục khác sổ; chạy motlan reindex",
    "source_changed": "bản cũ bị ghi trong lúc chuyển; dừng trang và worker ở đó, chuyển lại vào sổ trống",
}


def _is_file_of(home: Path) -> bool:
    """Whether the target's records are the very file that would be moved."""
    if connection.vendor != "sqlite":
        return False
    return Path(str(connection.settings_dict["NAME"])).resolve().parent == home.resolve()
