"""Procedures with their components: one row for each accepted paper of a component.

The rows of a procedure say all about it: components and accepted papers that they no longer name go,
unless a dossier uses them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ProtectedError

from accounts.models import Level
from dossiers.imports.rows import Cells, Import, save_if_changed
from dossiers.imports.table import Row
from dossiers.models import (
    AcceptedPaper,
    Component,
    CopyKind,
    MandatoryClass,
    PaperType,
    Procedure,
)
from vietnamese.procedure_code import parse_procedure_code

REQUIRED = ("code", "name", "level")
OPTIONAL = (
    "sector",
    "result_paper_type",
    "processing_days",
    "legal_basis",
    "component_code",
    "component_name",
    "alternative",
    "paper_type",
    "mandatory_class",
    "copy_kind",
    "max_age_days",
)


@dataclass(slots=True)
class _Component:
    name: str
    mandatory_class: str
    accepted: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Procedure:
    first: Row
    values: dict[str, Any]
    components: dict[str, _Component] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    levels: Mapping[str, Level]
    types: Mapping[str, PaperType]


def load_procedures(rows: Sequence[Row], work: Import) -> None:
    """Create or update procedures by code, each with all its components."""
    catalogue = _Catalogue(Level.objects.in_bulk(), PaperType.objects.in_bulk())
    wanted: dict[str, _Procedure] = {}
    for row in rows:
        _gather(Cells(row, work), wanted, catalogue)
    if work.problems:
        return
    saved = {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=wanted)}
    for code, procedure in wanted.items():
        found = saved.get(code)
        record, changed = save_if_changed(found, Procedure(code=code), procedure.values)
        try:
            changed |= _write_components(record, procedure.components)
        except ProtectedError:
            Cells(procedure.first, work).wrong("procedure.component_in_use", "component_code")
        work.count(created=found is None, changed=changed, name=code)


def _gather(cells: Cells, wanted: dict[str, _Procedure], catalogue: _Catalogue) -> None:
    given = cells.text("code", most=40, required=True)
    code = parse_procedure_code(given)
    if given and code is None:
        cells.wrong("procedure.malformed", "code")
    values = {
        "name": cells.text("name", most=500, required=True),
        "level": cells.known("level", catalogue.levels, code="agency.unknown_level"),
        "sector": cells.text("sector", most=200),
        "result_type": cells.known(
            "result_paper_type", catalogue.types, code="paper_type.unknown", required=False
        ),
        "processing_days": cells.number("processing_days", most=3650),
        "legal_basis": cells.text("legal_basis", most=500),
    }
    if code is None or not cells.ok:
        return
    procedure = wanted.setdefault(code, _Procedure(cells.row, values))
    if procedure.values != values:
        cells.wrong("procedure.rows_differ", "code")
    if cells.text("component_code", most=50) or cells.text("component_name", most=500):
        _gather_accepted(cells, procedure, catalogue)


def _gather_accepted(cells: Cells, procedure: _Procedure, catalogue: _Catalogue) -> None:
    code = cells.text("component_code", most=50, required=True)
    name = cells.text("component_name", most=500, required=True)
    mandatory = cells.one_of("mandatory_class", MandatoryClass.values)
    alternative = cells.number("alternative", least=1, most=100) or 1
    paper_type = cells.known("paper_type", catalogue.types, code="paper_type.unknown")
    accepted = {
        "copy_kind": cells.one_of("copy_kind", CopyKind.values, default=""),
        "max_age_days": cells.number("max_age_days", least=1, most=36500),
    }
    if paper_type is None or not cells.ok:
        return
    component = procedure.components.setdefault(code, _Component(name, mandatory))
    if component.name != name:
        cells.wrong("procedure.rows_differ", "component_name")
    # A component must be digitized as soon as one of its papers must; "1" … "5" sort before "on_request".
    component.mandatory_class = min(component.mandatory_class, mandatory)
    if (alternative, paper_type.code) in component.accepted:
        cells.wrong("cell.row_twice", "paper_type")
    component.accepted[alternative, paper_type.code] = accepted


def _write_components(procedure: Procedure, wanted: Mapping[str, _Component]) -> bool:
    saved = {component.code: component for component in procedure.components.all()}
    changed = False
    for code in saved.keys() - wanted.keys():
        saved[code].delete()
        changed = True
    for code, component in wanted.items():
        values = {"name": component.name, "mandatory_class": component.mandatory_class}
        new = Component(procedure=procedure, code=code)
        row, written = save_if_changed(saved.get(code), new, values)
        changed |= write_accepted(row, component.accepted) or written
    return changed


def write_accepted(
    component: Component, wanted: Mapping[tuple[int, str], Mapping[str, Any]]
) -> bool:
    """Make these the accepted papers of a component, by alternative and type; whether that took a write."""
    saved = {(each.alternative, each.paper_type_id): each for each in component.accepted.all()}
    changed = False
    for key in saved.keys() - wanted.keys():
        saved[key].delete()
        changed = True
    for (alternative, paper_type), values in wanted.items():
        new = AcceptedPaper(component=component, alternative=alternative, paper_type_id=paper_type)
        changed |= save_if_changed(saved.get((alternative, paper_type)), new, values)[1]
    return changed
