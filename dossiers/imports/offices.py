"""One-stop units of agencies and their focal officers, each from a day to a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from accounts.models import Agency, User
from dossiers import events
from dossiers.imports.agencies import agencies_by_code
from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import FocalOfficer, OneStopUnit

UNITS_REQUIRED = ("agency_code", "compliant", "source")
UNITS_OPTIONAL = ("valid_from", "valid_to")
UNITS_KEY = ("agency_code", "valid_from")
OFFICERS_REQUIRED = ("agency_code", "name")
OFFICERS_OPTIONAL = ("username", "valid_from", "valid_to")
OFFICERS_KEY = ("agency_code", "name", "valid_from")

T = TypeVar("T", bound=OneStopUnit | FocalOfficer)
type_of_series = tuple[Agency, str]


@dataclass(slots=True)
class _Told:
    """A row of the file, or what is kept; `values` is empty where the file does not speak of it."""

    begins: date | None
    ends: date | None
    cells: Cells | None = None
    values: dict[str, Any] = field(default_factory=dict)


def load_one_stop_units(rows: Sequence[Row], work: Import) -> None:
    """Create or update units by agency and first day; one without a last day ends where the next begins."""
    agencies = agencies_by_code()
    told: dict[type_of_series, list[_Told]] = {}
    for row in rows:
        cells = Cells(row, work)
        agency = cells.known("agency_code", agencies, code="agency.unknown")
        values = {
            "compliant": cells.yes_no("compliant", default=False),
            "source": cells.text("source", most=300, required=True),
        }
        cells.text("compliant", most=10, required=True)
        begins, ends = _days(cells)
        if cells.ok and agency is not None:
            told.setdefault((agency, ""), []).append(_Told(begins, ends, cells, values))
    saved: dict[type_of_series, dict[date | None, OneStopUnit]] = {}
    for each in OneStopUnit.objects.select_related("agency"):
        saved.setdefault((each.agency, ""), {})[each.valid_from] = each
    _write(told, saved, work, new=lambda agency, _: OneStopUnit(agency=agency))


def load_focal_officers(rows: Sequence[Row], work: Import) -> None:
    """Create or update officers by agency, name and first day; ends as of units."""
    agencies, users = agencies_by_code(), {each.username: each for each in User.objects.all()}
    told: dict[type_of_series, list[_Told]] = {}
    for row in rows:
        cells = Cells(row, work)
        agency = cells.known("agency_code", agencies, code="agency.unknown")
        name = cells.text("name", most=200, required=True)
        user = cells.known("username", users, code="user.unknown", required=False)
        begins, ends = _days(cells)
        if cells.ok and agency is not None:
            told.setdefault((agency, name), []).append(_Told(begins, ends, cells, {"user": user}))
    saved: dict[type_of_series, dict[date | None, FocalOfficer]] = {}
    for each in FocalOfficer.objects.select_related("agency"):
        saved.setdefault((each.agency, each.name), {})[each.valid_from] = each
    _write(told, saved, work, new=lambda agency, name: FocalOfficer(agency=agency, name=name))


def _days(cells: Cells) -> tuple[date | None, date | None]:
    begins, ends = cells.day("valid_from"), cells.day("valid_to")
    if begins and ends and ends < begins:
        cells.wrong("cell.ends_before_it_begins", "valid_to")
    return begins, ends


def _write(
    told: Mapping[type_of_series, Sequence[_Told]],
    saved: Mapping[type_of_series, dict[date | None, T]],
    work: Import,
    *,
    new: Callable[[Agency, str], T],
) -> None:
    """Each series in the order of its days, so that nothing holds twice on one day."""
    for key, rows in told.items():
        kept = saved.get(key, {})
        spoken = {each.begins for each in rows}
        others = [_Told(day, each.valid_to) for day, each in kept.items() if day not in spoken]
        series = sorted([*rows, *others], key=lambda each: each.begins or date.min)
        _end_where_the_next_begins(series)
        for each in series:
            before = kept.get(each.begins)
            if each.cells is not None and not each.cells.ok:
                continue
            if each.cells is None and before is not None and before.valid_to == each.ends:
                continue
            values = {**each.values, "valid_from": each.begins, "valid_to": each.ends}
            row, changed = work.write(before, new(*key), values)
            if changed:
                _tell(row, work)


def _end_where_the_next_begins(series: Sequence[_Told]) -> None:
    for earlier, later in pairwise(series):
        begins = later.begins or date.min
        if earlier.ends is None and begins > (earlier.begins or date.min):
            earlier.ends = begins - timedelta(days=1)
        elif earlier.ends is None or earlier.ends >= begins:
            blamed = later.cells or earlier.cells
            if blamed is not None:
                blamed.wrong("office.overlaps", "valid_from")


def _tell(row: OneStopUnit | FocalOfficer, work: Import) -> None:
    """About the unit or officer, in the chain of the agency; no name."""
    facts: dict[str, object] = {
        "from": row.valid_from.isoformat() if row.valid_from else None,
        "to": row.valid_to.isoformat() if row.valid_to else None,
    }
    if isinstance(row, OneStopUnit):
        verb, facts["compliant"] = "agency.one_stop_recorded", row.compliant
    else:
        verb, facts["user"] = "agency.focal_officer_recorded", row.user_id
    events.record(agency=row.agency, actor=work.by, verb=verb, about=row, facts=facts)
