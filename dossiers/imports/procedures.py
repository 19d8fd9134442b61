"""Procedures with their components: one row for each paper or database that a component accepts.

The rows of a procedure say all about it. Where they say what holds on their first day already, nothing
changes; else they are published as a new version from that day (dossiers/procedures/publishing.py).
A column that the file does not have leaves what the version in force says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Level
from dossiers.imports.rows import Cells, Import, save_if_changed
from dossiers.imports.table import Row
from dossiers.models import (
    CopyKind,
    DataSource,
    MandatoryClass,
    PaperType,
    Procedure,
    ProcedureVersion,
)
from dossiers.procedures.content import (
    Accepted,
    Asked,
    Content,
    content_of,
    in_order,
    with_versions,
)
from dossiers.procedures.errors import VersionRefused
from dossiers.procedures.publishing import Act, Planned, act_of, publish_all, record_head
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
    "valid_from",
    "intake_place",
    "note",
    "shared_key",
    "example",
    "data_source",
    "combines",
)


@dataclass(slots=True)
class _Component:
    name: str
    mandatory_class: str
    said: dict[str, str]
    accepted: dict[tuple[int, str], Accepted] = field(default_factory=dict)
    data: set[str] | None = None


@dataclass(slots=True)
class _Procedure:
    first: Row
    head: dict[str, Any]
    said: dict[str, Any]
    components: dict[str, _Component] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    levels: Mapping[str, Level]
    types: Mapping[str, PaperType]
    sources: Mapping[str, DataSource]


def load_procedures(rows: Sequence[Row], work: Import) -> None:
    """Create procedures by code, and publish what differs from the version in force."""
    catalogue = _Catalogue(
        Level.objects.in_bulk(), PaperType.objects.in_bulk(), DataSource.objects.in_bulk()
    )
    wanted: dict[str, _Procedure] = {}
    for row in rows:
        _gather(Cells(row, work), wanted, catalogue)
    if work.problems:
        return
    saved = Procedure.objects.filter(code__in=wanted).prefetch_related(with_versions())
    by_code = {procedure.code: procedure for procedure in saved}
    act = act_of(work.by)
    # What is combined comes after its parts, whose versions it joins.
    for code, procedure in sorted(wanted.items(), key=lambda each: bool(each[1].said["parts"])):
        _load(by_code.get(code), procedure, work=work, act=act)


def _load(found: Procedure | None, wanted: _Procedure, *, work: Import, act: Act) -> None:
    code = wanted.head["code"]
    record, changed = save_if_changed(found, Procedure(code=code), wanted.head)
    if found is not None and changed:
        record_head(record, act=act)
    day = wanted.said["valid_from"]
    holding = found.version_on(day or timezone.localdate()) if found else None
    content = _content(wanted, held=content_of(holding) if holding else Content())
    if holding is None or content_of(holding) != content:
        first_day = day if day or holding is None else timezone.localdate()
        planned = Planned(first_day, content, wanted.said["note"])
        try:
            changed |= bool(publish_all(record, planned=[planned], act=act))
        except VersionRefused as error:
            of_day = error.code.endswith(("_begun", "_in_use"))
            column = "valid_from" if of_day else "combines"
            Cells(wanted.first, work).wrong(error.code, column)
    work.count(created=found is None, changed=changed, name=code)


def _content(wanted: _Procedure, *, held: Content) -> Content:
    """What the rows say; where the file has no column for something, what is held."""
    components = {each.code: each for each in held.components}
    said = wanted.said
    return Content(
        said["processing_days"],
        said["legal_basis"],
        held.intake_place if said["intake_place"] is None else said["intake_place"],
        tuple(
            _asked(code, each, held=components.get(code))
            for code, each in sorted(wanted.components.items())
        ),
        held.parts if said["parts"] is None else said["parts"],
    )


def _asked(code: str, wanted: _Component, *, held: Asked | None) -> Asked:
    held = held or Asked(code, "", "")
    return Asked(
        code,
        wanted.name,
        wanted.mandatory_class,
        wanted.said.get("shared_key", held.shared_key),
        wanted.said.get("example", held.example),
        in_order(wanted.accepted.values()),
        held.data if wanted.data is None else tuple(sorted(wanted.data)),
    )


def _gather(cells: Cells, wanted: dict[str, _Procedure], catalogue: _Catalogue) -> None:
    given = cells.text("code", most=40, required=True)
    code = parse_procedure_code(given)
    if given and code is None:
        cells.wrong("procedure.malformed", "code")
    head = {
        "code": code,
        "name": cells.text("name", most=500, required=True),
        "level": cells.known("level", catalogue.levels, code="agency.unknown_level"),
        "sector": cells.text("sector", most=200),
        "result_type": cells.known(
            "result_paper_type", catalogue.types, code="paper_type.unknown", required=False
        ),
    }
    said = _said_of_version(cells)
    if code is None or not cells.ok:
        return
    procedure = wanted.setdefault(code, _Procedure(cells.row, head, said))
    if procedure.head != head or procedure.said != said:
        cells.wrong("procedure.rows_differ", "code")
    if cells.text("component_code", most=50) or cells.text("component_name", most=500):
        _gather_component(cells, procedure, catalogue)


def _said_of_version(cells: Cells) -> dict[str, Any]:
    places = ProcedureVersion.IntakePlace
    columns = cells.row.cells
    parts = [parse_procedure_code(each) or each for each in cells.codes("combines", most=1000)]
    return {
        "processing_days": cells.number("processing_days", most=3650),
        "legal_basis": cells.text("legal_basis", most=500),
        "valid_from": cells.day("valid_from"),
        "note": cells.text("note", most=500),
        "intake_place": cells.one_of("intake_place", places.values, default=places.ANYWHERE.value)
        if "intake_place" in columns
        else None,
        "parts": tuple(parts) if "combines" in columns else None,
    }


def _gather_component(cells: Cells, procedure: _Procedure, catalogue: _Catalogue) -> None:
    code = cells.text("component_code", most=50, required=True)
    name = cells.text("component_name", most=500, required=True)
    mandatory = cells.one_of("mandatory_class", MandatoryClass.values)
    said = {}
    if "shared_key" in cells.row.cells:
        said["shared_key"] = cells.text("shared_key", most=50)
    if "example" in cells.row.cells:
        said["example"] = cells.lines("example", most=4000)
    data = cells.codes("data_source", most=500) if "data_source" in cells.row.cells else None
    for each in data or ():
        if each not in catalogue.sources:
            cells.wrong("data_source.unknown", "data_source")
    accepted = _accepted(cells, catalogue, required=not data)
    if not cells.ok:
        return
    component = procedure.components.setdefault(code, _Component(name, mandatory, said))
    if component.name != name or component.said != said:
        cells.wrong("procedure.rows_differ", "component_name")
    # A component must be digitized as soon as one of its papers must; "1" … "5" sort before "on_request".
    component.mandatory_class = min(component.mandatory_class, mandatory)
    if data is not None:
        component.data = {*(component.data or ()), *data}
    if accepted is None:
        return
    if (accepted.alternative, accepted.paper_type) in component.accepted:
        cells.wrong("cell.row_twice", "paper_type")
    component.accepted[accepted.alternative, accepted.paper_type] = accepted


def _accepted(cells: Cells, catalogue: _Catalogue, *, required: bool) -> Accepted | None:
    alternative = cells.number("alternative", least=1, most=100) or 1
    paper_type = cells.known(
        "paper_type", catalogue.types, code="paper_type.unknown", required=required
    )
    copy_kind = cells.one_of("copy_kind", CopyKind.values, default="")
    max_age_days = cells.number("max_age_days", least=1, most=36500)
    if paper_type is None:
        return None
    return Accepted(alternative, paper_type.code, copy_kind, max_age_days)
