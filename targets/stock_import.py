"""Counts of paper stock by agency, paper type, procedure and day; each new figure leaves an event."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from dossiers import events
from dossiers.imports.agencies import agencies_by_code
from dossiers.imports.rows import Cells, Import
from dossiers.imports.run import Kind
from dossiers.imports.table import Row
from dossiers.models import PaperType, Procedure
from targets.models import StockCount

REQUIRED = ("agency_code", "paper_type", "valid_on", "count")
OPTIONAL = ("procedure_code", "note")


def load_stock_counts(rows: Sequence[Row], work: Import) -> None:
    """Create or update counts."""
    agencies, types = agencies_by_code(), PaperType.objects.in_bulk()
    procedures = {each.code: each for each in Procedure.objects.all()}
    seen: set[tuple[int, str, int | None, date]] = set()
    for row in rows:
        cells = Cells(row, work)
        agency = cells.known("agency_code", agencies, code="agency.unknown")
        paper_type = cells.known("paper_type", types, code="paper_type.unknown")
        procedure = cells.known(
            "procedure_code", procedures, code="procedure.unknown", required=False
        )
        day = cells.day("valid_on", required=True)
        values = {
            "count": cells.number("count", required=True),
            "note": cells.text("note", most=500),
        }
        if day and day > timezone.localdate():
            cells.wrong("stock.in_the_future", "valid_on")
        if not cells.ok or agency is None or paper_type is None or day is None:
            continue
        key = (agency.pk, paper_type.pk, procedure.pk if procedure else None, day)
        if key in seen:
            cells.wrong("cell.row_twice", "valid_on")
            continue
        seen.add(key)
        same = {"agency": agency, "paper_type": paper_type, "valid_on": day, "procedure": procedure}
        found = StockCount.objects.filter(
            agency=agency, paper_type=paper_type, valid_on=day, procedure=procedure
        ).first()
        count, changed = work.write(found, StockCount(**same), values)
        if changed:
            _tell(count, work.by)


def _tell(count: StockCount, by: str) -> None:
    events.record(
        agency=count.agency,
        actor=by,
        verb="stock.counted",
        about=count,
        facts={"type": count.paper_type_id, "count": count.count},
    )


STOCK_COUNTS = Kind(REQUIRED, OPTIONAL, load_stock_counts)
