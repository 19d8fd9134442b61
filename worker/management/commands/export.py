"""`motlan export procedures FILE`: the catalogue as a file that `motlan import procedures` takes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from dossiers.administration.exchange import FORMATS, catalogue_as
from worker.command import RecordsCommand, wrong_use


class Command(RecordsCommand):
    help = "Ghi danh mục thủ tục ra tệp: .csv, .xlsx (đang áp dụng) hoặc .json (cả danh mục và lịch sử)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=["procedures"])
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.suffix.lower() not in FORMATS:
            wrong_use("table.unknown_format", path.suffix)
        content = catalogue_as(path.suffix.lower())
        try:
            path.write_bytes(content)
        except OSError as error:
            wrong_use("catalogue_file.unwritable", str(error.strerror))
        if options["json"]:
            self.put({"file": str(path), "size_bytes": len(content)})
        else:
            self.say(f"{path}: {len(content)} byte.")
