"""Write the catalogue CSV files that the import commands read (UTF-8, comma, one header row)."""

import csv
import io
from pathlib import Path

from samples import catalogue
from samples.catalogue import Row, Table
from samples.model import Dossier, Holder
from samples.scenario import Scenario

HOLDER_COLUMNS: Row = (
    "personal_id", "old_personal_id", "name", "birth_date", "sex", "address", "tax_code", "kind",
)  # fmt: skip
DOSSIER_COLUMNS: Row = (
    "number", "procedure_code", "holder_personal_id", "channel", "status", "received_at",
    "due_at", "finished_at", "place_of_support", "place_of_intake", "deciding_agency",
)  # fmt: skip


def write_catalogue(folder: Path, *, scenario: Scenario) -> tuple[str, ...]:
    """Write the six CSV files into folder and return their names in the order of import."""
    tables: dict[str, Table] = {
        "agencies.csv": catalogue.AGENCIES,
        "paper_types.csv": catalogue.PAPER_TYPES,
        "procedures.csv": catalogue.procedure_rows(),
        "holders.csv": (HOLDER_COLUMNS, *map(holder_row, scenario.holders.values())),
        "dossiers.csv": (DOSSIER_COLUMNS, *map(dossier_row, scenario.dossiers.values())),
        "stock_counts.csv": catalogue.STOCK_COUNTS,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        (folder / name).write_bytes(text.getvalue().encode())
    return tuple(tables)


def holder_row(holder: Holder) -> Row:
    """Return a holder as a row of holders.csv; an organisation has a tax code and no birth date."""
    return (
        holder.personal_id,
        holder.old_personal_id,
        holder.name,
        holder.birth_date.isoformat() if holder.birth_date else "",
        holder.sex or "",
        holder.address,
        holder.tax_code,
        holder.kind,
    )


def dossier_row(dossier: Dossier) -> Row:
    """Return a dossier as a row; an organisation stands by its tax code in holder_personal_id."""
    return (
        dossier.number,
        dossier.procedure_code,
        dossier.holder.identifier,
        str(dossier.channel),
        str(dossier.status),
        dossier.received_at.isoformat(),
        dossier.due_at.isoformat(),
        dossier.finished_at.isoformat() if dossier.finished_at else "",
        dossier.place_of_support,
        dossier.place_of_intake,
        dossier.deciding_agency,
    )
