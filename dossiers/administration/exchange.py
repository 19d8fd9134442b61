"""The catalogue of procedures as a table: taken in after a look at what would change, and given out again."""

from collections.abc import Iterator
from pathlib import Path

from accounts.models import User
from dossiers import events
from dossiers.administration.acting import actor
from dossiers.administration.catalogue import held_keeper
from dossiers.administration.errors import Changed
from dossiers.imports import procedures
from dossiers.imports.rows import Import
from dossiers.imports.run import CATALOGUES, import_file
from dossiers.models import Component, Procedure

COLUMNS = (*procedures.REQUIRED, *procedures.OPTIONAL)
KIND = CATALOGUES["procedures"]


def try_procedures(*, by: User, path: Path) -> Import:
    """What the file would change and what is wrong with it; nothing is written."""
    return import_file(KIND, path, by=actor(by), dry_run=True)


def import_procedures(*, by: User, path: Path, expected: tuple[int, int]) -> Import:
    """Take the file in, if it still changes what the person was told it would.

    Args:
        path: .csv or .xlsx.
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


def procedure_rows() -> Iterator[list[str]]:
    """The heading and one row for each accepted paper, as `motlan import procedures` takes them."""
    yield list(COLUMNS)
    found = Procedure.objects.order_by("code").prefetch_related("components__accepted")
    for procedure in found.iterator(chunk_size=500):
        head = {
            "code": procedure.code,
            "name": procedure.name,
            "level": procedure.level_id,
            "sector": procedure.sector,
            "result_paper_type": procedure.result_type_id,
            "processing_days": procedure.processing_days,
            "legal_basis": procedure.legal_basis,
        }
        parts = [part for each in procedure.components.all() for part in _accepted(each)]
        for part in parts or [{}]:
            yield [_cell({**head, **part}.get(column)) for column in COLUMNS]


def _accepted(component: Component) -> Iterator[dict[str, object]]:
    for accepted in component.accepted.all():
        yield {
            "component_code": component.code,
            "component_name": component.name,
            "mandatory_class": component.mandatory_class,
            "alternative": accepted.alternative,
            "paper_type": accepted.paper_type_id,
            "copy_kind": accepted.copy_kind,
            "max_age_days": accepted.max_age_days,
        }


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet would take such a text for a formula. The blank is dropped again by the import.
    return f" {text}" if text[:1] in {"=", "+", "-", "@"} else text
