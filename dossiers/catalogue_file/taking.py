"""Takes the file of a catalogue in, all of it or nothing.

A procedure that is not here yet comes with its history. One that is here keeps its own: what is in
force in the file begins here today where it differs, what is still to come on its day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from pydantic import ValidationError

from accounts.models import Level
from dossiers.catalogue_file.schema import CatalogueFile, ComponentPart, ProcedurePart, VersionPart
from dossiers.imports.errors import TableError
from dossiers.imports.rows import SHOWN, Import, Problem, save_if_changed
from dossiers.models import DataSource, LawfulException, PaperType, Procedure
from dossiers.procedures.content import Accepted, Asked, Content, in_order, with_versions
from dossiers.procedures.errors import VersionRefused
from dossiers.procedures.publishing import Act, Planned, act_of, holds, publish_all, record_head
from vietnamese.procedure_code import parse_procedure_code

T = TypeVar("T", bound=models.Model)
# What pydantic finds, by the codes that the imports of tables have for it.
CODES = {
    "missing": "cell.missing",
    "too_short": "cell.missing",
    "string_too_long": "cell.too_long",
    "too_long": "cell.too_long",
    "extra_forbidden": "catalogue_file.unknown_name",
    "literal_error": "cell.not_a_choice",
    "enum": "cell.not_a_choice",
    "value_error": "cell.control_characters",
    "json_invalid": "catalogue_file.not_json",
}
BY_KIND = {"date": "cell.not_a_date", "int": "cell.not_a_number", "bool": "cell.not_yes_or_no"}


class NotJson(TableError):
    """The file cannot be read as JSON in UTF-8."""

    code = "catalogue_file.not_json"
    remedy = "Export the catalogue again; do not edit the file with a word processor."


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes that the file may name: its own and those that are here."""

    levels: frozenset[str]
    types: frozenset[str]
    sources: frozenset[str]
    procedures: frozenset[str]


def load_catalogue(content: bytes, work: Import) -> None:
    """Create or change what the file names; what it does not name stays.

    Raises:
        NotJson.
    """
    try:
        file = CatalogueFile.model_validate_json(content)
    except ValidationError as error:
        work.problems.extend(_told(error))
        return
    work.problems.extend(_wrong(file))
    if work.problems:
        return
    for model, rows in (
        (PaperType, file.paper_types),
        (DataSource, file.data_sources),
        (LawfulException, file.lawful_exceptions),
    ):
        _write(model, rows, work=work)
    saved = Procedure.objects.filter(code__in=[each.code for each in file.procedures])
    held = {each.code: each for each in saved.prefetch_related(with_versions())}
    act = act_of(work.by)
    # What is combined comes after its parts, whose versions it joins.
    for part in sorted(file.procedures, key=lambda each: any(v.combines for v in each.versions)):
        _load(held.get(part.code), part, work=work, act=act)


def _load(found: Procedure | None, part: ProcedurePart, *, work: Import, act: Act) -> None:
    head = {
        "name": part.name,
        "level_id": part.level,
        "sector": part.sector,
        "result_type_id": part.result_paper_type,
    }
    record, changed = save_if_changed(found, Procedure(code=part.code), head)
    if found is not None and changed:
        record_head(record, act=act)
    plan = sorted(part.versions, key=lambda each: each.valid_from or date.min)
    if found is not None and found.version_on(timezone.localdate()) is not None:
        plan = list(_from_today(plan))
    planned = [Planned(each.valid_from, _content(each), each.note) for each in plan]
    try:
        if found is None or not all(holds(found, each) for each in planned):
            changed |= bool(publish_all(record, planned=planned, act=act))
    except VersionRefused as error:
        work.problems.append(Problem(error.code, value=part.code))
    work.count(created=found is None, changed=changed, name=part.code)


def _from_today(plan: list[VersionPart]) -> Iterator[VersionPart]:
    """What is in force in the file, from today, and what is still to come."""
    today = timezone.localdate()
    begun = [each for each in plan if (each.valid_from or date.min) <= today]
    if begun:
        yield begun[-1].model_copy(update={"valid_from": today})
    yield from (each for each in plan if each not in begun)


def _content(version: VersionPart) -> Content:
    components = (_asked(each) for each in version.components)
    return Content(
        version.processing_days,
        version.legal_basis,
        version.intake_place,
        tuple(sorted(components, key=lambda each: each.code)),
        tuple(version.combines),
    )


def _asked(component: ComponentPart) -> Asked:
    accepted = [
        Accepted(each.alternative, each.paper_type, each.copy_kind or "", each.max_age_days)
        for each in component.accepted
    ]
    said = component.model_dump(exclude={"accepted", "data"})
    return Asked(**said, accepted=in_order(accepted), data=tuple(sorted(component.data)))


def _write(model: type[T], parts: Iterable[Any], *, work: Import) -> None:
    held = model._default_manager.in_bulk()  # noqa: SLF001 - any model's own
    for part in parts:
        new = model(code=part.code)
        _, changed = save_if_changed(held.get(part.code), new, part.model_dump(exclude={"code"}))
        work.count(created=part.code not in held, changed=changed, name=part.code)


def _told(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_context=False):
        kind = found["type"]
        code = CODES.get(kind) or BY_KIND.get(kind.partition("_")[0], "catalogue_file.wrong")
        if code == NotJson.code:
            raise NotJson
        value = found["input"] if isinstance(found["input"], str | int) else ""
        yield Problem(code, column=_path(found["loc"]), value=str(value)[:SHOWN])


def _wrong(file: CatalogueFile) -> Iterator[Problem]:
    """What names something twice, or something that is nowhere."""
    lists = {name: getattr(file, name) for name in CatalogueFile.model_fields if name[-1] == "s"}
    for name, parts in lists.items():
        yield from _twice(name, [each.code for each in parts])
    for place, each in enumerate(file.paper_types):
        if each.validity == PaperType.Validity.FIXED and each.validity_months is None:
            path = _path(("paper_types", place, "validity_months"))
            yield Problem("paper_type.no_months", column=path)
    known = _Known(
        frozenset(Level.objects.values_list("code", flat=True)),
        frozenset(PaperType.objects.values_list("code", flat=True))
        | {each.code for each in file.paper_types},
        frozenset(DataSource.objects.values_list("code", flat=True))
        | {each.code for each in file.data_sources},
        frozenset(Procedure.objects.values_list("code", flat=True))
        | {each.code for each in file.procedures},
    )
    for place, procedure in enumerate(file.procedures):
        yield from _wrong_in(procedure, ("procedures", place), known)


def _wrong_in(part: ProcedurePart, path: tuple[Any, ...], known: _Known) -> Iterator[Problem]:
    if parse_procedure_code(part.code) != part.code:
        yield Problem("procedure.malformed", column=_path((*path, "code")), value=part.code)
    if part.level not in known.levels:
        yield Problem("agency.unknown_level", column=_path((*path, "level")), value=part.level)
    if part.result_paper_type is not None:
        yield from _unknown([part.result_paper_type], known.types, path, "paper_type.unknown")
    yield from _twice(_path((*path, "versions")), [str(each.valid_from) for each in part.versions])
    for number, version in enumerate(part.versions):
        at = (*path, "versions", number)
        yield from _unknown(version.combines, known.procedures, at, "procedure.part_unknown")
        yield from _twice(_path(at), [each.code for each in version.components])
        for place, component in enumerate(version.components):
            inside = (*at, "components", place)
            types = [each.paper_type for each in component.accepted]
            yield from _unknown(types, known.types, inside, "paper_type.unknown")
            yield from _unknown(component.data, known.sources, inside, "data_source.unknown")
            pairs = [f"{each.alternative} {each.paper_type}" for each in component.accepted]
            yield from _twice(_path(inside), [*pairs, *component.data])


def _unknown(
    codes: Iterable[str], known: frozenset[str], path: tuple[Any, ...], code: str
) -> Iterator[Problem]:
    for each in codes:
        if each not in known:
            yield Problem(code, column=_path(path), value=each)


def _twice(path: str, codes: list[str]) -> Iterator[Problem]:
    for each in sorted(code for code, times in Counter(codes).items() if times > 1):
        yield Problem("catalogue_file.named_twice", column=path, value=each)


def _path(places: Iterable[Any]) -> str:
    return ".".join(str(each) for each in places)
