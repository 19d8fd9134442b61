"""Figures that others have reported, from a file; each new or changed row leaves an event."""

import re
from collections.abc import Sequence
from decimal import Decimal

from dossiers import events
from dossiers.imports.agencies import agencies_by_code
from dossiers.imports.rows import Cells, Import
from dossiers.imports.run import Kind
from dossiers.imports.table import Row
from targets.models import ReportedFigures
from targets.reports.reported import differences_of

REQUIRED = ("agency_code", "begin", "end", "source")
OPTIONAL = (*ReportedFigures.FIGURES, "on_time_rate", "note")
KEY = ("agency_code", "begin", "end", "source")
MOST = 10**12 - 1
_RATE = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?", re.ASCII)


def load_reported_figures(rows: Sequence[Row], work: Import) -> None:
    """Create or update; figures that do not add up are taken as they are, and told as doubts."""
    agencies = agencies_by_code()
    for row in rows:
        cells = Cells(row, work)
        agency = cells.known("agency_code", agencies, code="agency.unknown")
        begin, end = cells.day("begin", required=True), cells.day("end", required=True)
        source = cells.text("source", most=200, required=True)
        values = {name: cells.number(name, most=MOST) for name in ReportedFigures.FIGURES}
        given = {**values, "on_time_rate": _rate(cells), "note": cells.text("note", most=500)}
        if begin and end and end < begin:
            cells.wrong("figures.ends_before_it_begins", "end")
        if not cells.ok or agency is None or begin is None or end is None:
            continue
        same = {"agency": agency, "begin": begin, "end": end, "source": source}
        found = ReportedFigures.objects.filter(**same).first()
        kept, changed = work.write(found, ReportedFigures(**same), given)
        for difference in differences_of(kept):
            cells.doubt(f"figures.{difference.code}", "resolved")
        if changed:
            _tell(kept, work.by)


def _rate(cells: Cells) -> Decimal | None:
    """Percent with at most two decimals, by point or comma."""
    text = cells.text("on_time_rate", most=10).removesuffix("%").strip()
    if not text:
        return None
    rate = Decimal(text.replace(",", ".")) if _RATE.fullmatch(text) else None
    if rate is None or rate > 100:
        cells.wrong("figures.not_a_rate", "on_time_rate")
        return None
    return rate


def _tell(row: ReportedFigures, by: str) -> None:
    figures = {name: getattr(row, name) for name in ReportedFigures.FIGURES}
    events.record(
        agency=row.agency,
        actor=by,
        verb="figures.reported",
        about=row,
        facts={"begin": row.begin.isoformat(), "end": row.end.isoformat(), **figures},
    )


REPORTED_FIGURES = Kind(REQUIRED, OPTIONAL, load_reported_figures, KEY)
