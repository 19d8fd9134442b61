"""The catalogue as a file: taken in after a look at what would change, and given out again."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils import timezone
from openpyxl import Workbook

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.administration.catalogue import held_keeper
from dossiers.administration.errors import Changed
from dossiers.catalogue_file.giving import catalogue
from dossiers.imports import procedures
from dossiers.imports.rows import Import
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import Procedure
from dossiers.procedures.content import Asked, content_of, with_versions

FORMATS = (".csv", ".xlsx", ".json")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets guess another encoding
COLUMNS = (*procedures.REQUIRED, *procedures.OPTIONAL)
KIND = CATALOGUES["procedures"]


def try_procedures(*, by: User, path: Path) -> Import:
    """What the file would change and what is wrong with it; nothing is written."""
    return import_file(KIND, path, by=actor(by), dry_run=True)


def import_procedures(*, by: User, path: Path, expected: tuple[int, int]) -> Import:
    """Take the file in, if it still changes what the person was told it would.

    Args:
        path: .csv, .xlsx or .json.
        expected: numbers of procedures that are new and that change, as `try_procedures` told.

    Raises:
        NotYours: the person keeps no catalogue.
        Changed: the numbers are others now; nothing is written.
    """

    def check_and_tell(work: Import) -> None:
        keeper, agency = held_keeper(by)
        if (work.created, work.updated) != expected:
            raise Changed
        facts = {"created": work.created, "updated": work.updated}
        events.record(
            agency=agency,
            actor=actor(keeper),
            verb="procedures.imported",
            about=agency,
            facts=facts,
        )

    return import_file(KIND, path, by=actor(by), then=check_and_tell)


def catalogue_as(suffix: str) -> bytes:
    """The catalogue as a file that an import takes: .csv and .xlsx what is in force, .json all of it."""
    if suffix == ".json":
        return json.dumps(catalogue(), ensure_ascii=False, indent=1).encode()
    if suffix == ".xlsx":
        return _sheet(procedure_rows())
    written = io.StringIO(newline="")
    written.write(BYTE_ORDER_MARK)
    csv.writer(written).writerows(procedure_rows())
    return written.getvalue().encode()


def procedure_rows() -> Iterator[list[str]]:
    """The heading and what is in force, as `motlan import procedures` takes it.

    One row for each paper or set of databases that a component accepts. A first day stands only where
    it is still to come, so that an edited table takes effect from the day of its import.
    """
    yield list(COLUMNS)
    today = timezone.localdate()
    found = Procedure.objects.order_by("code").prefetch_related(with_versions())
    for procedure in found.iterator(chunk_size=500):
        for row in _rows_of(procedure, today):
            yield [_cell(row.get(column)) for column in COLUMNS]


def _sheet(rows: Iterator[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("procedures")
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _rows_of(procedure: Procedure, today: date) -> Iterator[dict[str, object]]:
    version = procedure.version_on(today)
    if version is None:
        return
    content = content_of(version)
    head = {
        "code": procedure.code,
        "name": procedure.name,
        "level": procedure.level_id,
        "sector": procedure.sector,
        "result_paper_type": procedure.result_type_id,
        "processing_days": content.processing_days,
        "legal_basis": content.legal_basis,
        "valid_from": version.valid_from if (version.valid_from or today) > today else None,
        "intake_place": content.intake_place,
        "note": version.note,
        "combines": ";".join(content.parts),
    }
    accepted = [row for each in content.components for row in _accepted(each)]
    for row in accepted or [{}]:
        yield {**head, **row}


def _accepted(component: Asked) -> Iterator[dict[str, object]]:
    head: dict[str, object] = {
        "component_code": component.code,
        "component_name": component.name,
        "mandatory_class": component.mandatory_class,
        "shared_key": component.shared_key,
        "example": component.example,
        "data_source": ";".join(component.data),
    }
    for accepted in component.accepted:
        yield {
            **head,
            "alternative": accepted.alternative,
            "paper_type": accepted.paper_type,
            "copy_kind": accepted.copy_kind,
            "max_age_days": accepted.max_age_days,
        }
    if not component.accepted:
        yield head


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet would take such a text for a formula. The blank is dropped again by the import.
    return f" {text}" if text[:1] in {"=", "+", "-", "@"} else text
