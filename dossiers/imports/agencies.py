"""Agencies: parents before children whatever the order of the rows, successors last."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Agency, Level
from dossiers.imports.rows import Cells, Import, save_if_changed
from dossiers.imports.table import Row
from vietnamese.agency_code import parse_agency_code

REQUIRED = ("code", "name", "level")
# `kind` is let in for catalogues that carry it; the records do not keep it.
OPTIONAL = (
    "parent_code",
    "old_code",
    "valid_from",
    "valid_to",
    "successor_code",
    "signs_with",
    "kind",
)


def agencies_by_code(wanted: QuerySet[Agency] | None = None) -> dict[str, Agency]:
    """Every agency by its code, and by its old code where no agency has that as its own."""
    agencies = list(Agency.objects.all() if wanted is None else wanted)
    old = {agency.old_code: agency for agency in agencies if agency.old_code}
    return old | {agency.code: agency for agency in agencies}


def load_agencies(rows: Sequence[Row], work: Import) -> None:
    """Create or update agencies by code."""
    levels = Level.objects.in_bulk()
    waiting = {_code(row, work): row for row in rows}
    if work.problems:
        return
    saved = agencies_by_code()
    failed: set[str] = set()
    while waiting:
        ready = [
            code for code, row in waiting.items() if row.cells.get("parent_code") not in waiting
        ]
        if not ready:
            for row in waiting.values():
                Cells(row, work).wrong("agency.circle", "parent_code")
            return
        for code in ready:
            cells = Cells(waiting.pop(code), work)
            if cells.row.cells.get("parent_code") in failed:
                # The parent's row is told; its children are only late.
                failed.add(code)
                continue
            values = _values(cells, levels, saved)
            if cells.ok:
                saved[code] = _write(cells, saved.get(code), code, values)
            if not cells.ok:
                failed.add(code)
    if not work.problems:
        _name_successors(rows, saved, work)


def _code(row: Row, work: Import) -> str:
    cells = Cells(row, work)
    code = cells.text("code", most=35, required=True)
    if code and parse_agency_code(code) != code:
        cells.wrong("agency.malformed", "code")
    return code


def _values(
    cells: Cells, levels: Mapping[str, Level], saved: Mapping[str, Agency]
) -> dict[str, Any]:
    begins, ends = cells.day("valid_from"), cells.day("valid_to")
    if begins and ends and ends < begins:
        cells.wrong("agency.ends_before_it_begins", "valid_to")
    signs_with = cells.one_of("signs_with", Agency.SignsWith.values, default="")
    return {
        # Left as it is where the file does not say.
        **({"signs_with": signs_with} if signs_with else {}),
        "name": cells.text("name", most=300, required=True),
        "level": cells.known("level", levels, code="agency.unknown_level"),
        "parent": cells.known("parent_code", saved, code="agency.unknown", required=False),
        "old_code": cells.text("old_code", most=35),
        "valid_from": begins,
        "valid_to": ends,
    }


def _write(cells: Cells, found: Agency | None, code: str, values: Mapping[str, Any]) -> Agency:
    parent = values["parent"]
    before = found.path if found else ""
    if found is not None and parent is not None and parent.path.startswith(before):
        cells.wrong("agency.circle", "parent_code")
        return found
    agency, changed = cells.work.write(found, Agency(code=code), values)
    if changed and before and before != agency.path:
        # The subtree goes with its root: each path is made anew from its parent's, top down.
        for below in Agency.objects.filter(path__startswith=before).exclude(pk=agency.pk):
            below.refresh_from_db(fields=["parent"])
            below.save()
    return agency


def _name_successors(rows: Sequence[Row], saved: Mapping[str, Agency], work: Import) -> None:
    for row in rows:
        agency = saved[row.cells["code"]]
        cells = Cells(row, work)
        successor = cells.known("successor_code", saved, code="agency.unknown", required=False)
        if successor is not None and _follows(successor, agency):
            cells.wrong("agency.circle", "successor_code")
        if cells.ok:
            save_if_changed(agency, agency, {"successor": successor})


def _follows(agency: Agency | None, ended: Agency) -> bool:
    """Whether the chain of successors from `agency` comes back to `ended`."""
    seen: set[int] = set()
    while agency is not None and agency.pk not in seen:
        if agency.pk == ended.pk:
            return True
        seen.add(agency.pk)
        agency = agency.successor
    return False
