"""Runs one import: the whole file in one transaction, which is undone where any row is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import IntegrityError, transaction

from dossiers.catalogue_file.taking import load_catalogue
from dossiers.imports import (
    agencies,
    counter_forms,
    course,
    days_off,
    dossiers,
    feedback,
    holders,
    offices,
    paper_types,
    procedures,
)
from dossiers.imports.errors import TableError
from dossiers.imports.rows import Cells, Import, Problem
from dossiers.imports.table import Row, read_bytes, read_table


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file can hold: its columns, the columns that make a row one record, and how it is loaded."""

    required: Sequence[str]
    optional: Sequence[str]
    load: Callable[[Sequence[Row], Import], None]
    key: Sequence[str] = ()  # empty: several rows may speak of one record
    load_json: Callable[[bytes, Import], None] | None = None  # None: only tables are taken


CATALOGUES = {
    "agencies": Kind(agencies.REQUIRED, agencies.OPTIONAL, agencies.load_agencies, ("code",)),
    "paper_types": Kind(
        paper_types.REQUIRED, paper_types.OPTIONAL, paper_types.load_paper_types, ("code",)
    ),
    "procedures": Kind(
        procedures.REQUIRED,
        procedures.OPTIONAL,
        procedures.load_procedures,
        load_json=load_catalogue,
    ),
    "holders": Kind(
        holders.REQUIRED,
        holders.OPTIONAL,
        holders.load_holders,
        ("personal_id", "old_personal_id", "tax_code"),
    ),
    "days_off": Kind(days_off.REQUIRED, days_off.OPTIONAL, days_off.load_days_off, ("day",)),
    "form_editions": Kind(
        counter_forms.EDITIONS_REQUIRED,
        counter_forms.EDITIONS_OPTIONAL,
        counter_forms.load_form_editions,
        ("kind", "valid_from"),
    ),
    "supplement_reasons": Kind(
        counter_forms.REASONS_REQUIRED,
        counter_forms.REASONS_OPTIONAL,
        counter_forms.load_supplement_reasons,
        ("code",),
    ),
    "dossiers": Kind(dossiers.REQUIRED, dossiers.OPTIONAL, dossiers.load_dossiers, ("number",)),
    "transfers": Kind(
        course.TRANSFERS_REQUIRED,
        course.TRANSFERS_OPTIONAL,
        course.load_transfers,
        course.TRANSFERS_KEY,
    ),
    "pauses": Kind(
        course.PAUSES_REQUIRED, course.PAUSES_OPTIONAL, course.load_pauses, course.PAUSES_KEY
    ),
    "ratings": Kind(
        feedback.RATINGS_REQUIRED,
        feedback.RATINGS_OPTIONAL,
        feedback.load_ratings,
        feedback.RATINGS_KEY,
    ),
    "complaints": Kind(
        feedback.COMPLAINTS_REQUIRED,
        feedback.COMPLAINTS_OPTIONAL,
        feedback.load_complaints,
        feedback.COMPLAINTS_KEY,
    ),
    "one_stop_units": Kind(
        offices.UNITS_REQUIRED,
        offices.UNITS_OPTIONAL,
        offices.load_one_stop_units,
        offices.UNITS_KEY,
    ),
    "focal_officers": Kind(
        offices.OFFICERS_REQUIRED,
        offices.OFFICERS_OPTIONAL,
        offices.load_focal_officers,
        offices.OFFICERS_KEY,
    ),
}


def import_file(
    kind: Kind,
    path: Path,
    *,
    by: str,
    dry_run: bool = False,
    then: Callable[[Import], None] | None = None,
) -> Import:
    """Load a file; nothing is kept where `problems` is not empty, or in a dry run.

    Args:
        by: who runs it (user:<name> or cli:<os user>), for the events.
        then: called in the same transaction once every row is right; what it raises undoes them all.
    Returns:
        What was created, updated and left unchanged, or would be; problems in the order of the rows.
    Raises:
        OSError: the file cannot be opened.
    """
    work = Import(by=by)
    try:
        load = _loader(kind, path, work)
        if not work.problems:
            _load(load, work, then=_undo if dry_run else then)
    except TableError as error:
        work.problems.append(Problem(error.code, value=error.detail))
    work.problems.sort(key=lambda problem: problem.row or 0)
    return work


def _loader(kind: Kind, path: Path, work: Import) -> Callable[[], None]:
    """What loads the file, once it is read; a table's repeated rows are told at once."""
    if kind.load_json is not None and path.suffix.lower() == ".json":
        content = read_bytes(path)
        return partial(kind.load_json, content, work)
    rows = read_table(path, required=kind.required, optional=kind.optional)
    _refuse_repeats(rows, kind.key, work)
    return partial(kind.load, rows, work)


def _undo(_work: Import) -> None:
    transaction.set_rollback(True)


def _load(load: Callable[[], None], work: Import, *, then: Callable[[Import], None] | None) -> None:
    try:
        with transaction.atomic():
            load()
            if work.problems:
                transaction.set_rollback(True)
            elif then is not None:
                then(work)
    except IntegrityError as error:
        # The constraints of the database have the last word; the importers tell what they foresee.
        work.problems.append(Problem("table.conflict", value=str(error)[:200]))


def _refuse_repeats(rows: Sequence[Row], key: Sequence[str], work: Import) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        value = tuple(row.cells.get(column, "") for column in key)
        if any(value) and value in seen:
            Cells(row, work).wrong("cell.row_twice", key[0], value="")
        seen.add(value)
