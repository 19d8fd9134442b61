"""What a version of a procedure asks for, as values: to compare, to copy, to write.

Two versions that say the same have equal contents, whichever rows they are kept in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from dossiers.models import (
    AcceptedData,
    AcceptedPaper,
    CombinedPart,
    Component,
    Procedure,
    ProcedureVersion,
)

# What `content_of` reads; a prefetch of these spares a query for each version.
IN_CONTENT = ("components__accepted", "components__accepted_data", "parts__part__procedure")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A paper type that satisfies a component: all of one alternative (AND), any alternative (OR)."""

    alternative: int
    paper_type: str
    copy_kind: str = ""
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A component: what is accepted for it, by alternative and type, and the codes of the databases."""

    code: str
    name: str
    mandatory_class: str
    shared_key: str = ""
    example: str = ""
    accepted: tuple[Accepted, ...] = ()
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """All that a version says. Components stand in the order of their codes, `parts` in that of the office.

    Attributes:
        parts: codes of the procedures that a combined procedure does at once.
    """

    processing_days: int | None = None
    legal_basis: str = ""
    intake_place: str = ProcedureVersion.IntakePlace.ANYWHERE.value
    components: tuple[Asked, ...] = ()
    parts: tuple[str, ...] = ()


def asked(component: Component) -> Asked:
    """A component as a value."""
    accepted = [
        Accepted(each.alternative, each.paper_type_id, each.copy_kind, each.max_age_days)
        for each in component.accepted.all()
    ]
    return Asked(
        component.code,
        component.name,
        component.mandatory_class,
        component.shared_key,
        component.example,
        in_order(accepted),
        tuple(sorted(each.source_id for each in component.accepted_data.all())),
    )


def in_order(accepted: Iterable[Accepted]) -> tuple[Accepted, ...]:
    """Accepted papers as `Asked` holds them."""
    return tuple(sorted(accepted, key=lambda each: (each.alternative, each.paper_type)))


def content_of(version: ProcedureVersion) -> Content:
    """What a version says."""
    components = (asked(each) for each in version.components.all())
    return Content(
        version.processing_days,
        version.legal_basis,
        version.intake_place,
        tuple(sorted(components, key=lambda each: each.code)),
        tuple(each.part.procedure.code for each in version.parts.all()),
    )


def published_versions(procedure: Procedure) -> list[ProcedureVersion]:
    """The published versions of a procedure with their contents, the first day first."""
    found = procedure.versions.published().prefetch_related(*IN_CONTENT)
    return sorted(found, key=begin)


def begin(version: ProcedureVersion) -> tuple[bool, str, int]:
    """Sorts versions by their first day; from the beginning comes first."""
    day = version.valid_from
    return (day is not None, day.isoformat() if day else "", version.number)


def with_versions() -> "Prefetch[str]":
    """Prefetches the published versions of procedures with their contents, for reads of many."""
    found = ProcedureVersion.objects.published().prefetch_related(*IN_CONTENT)
    return Prefetch("versions", queryset=found)


def write_content(
    version: ProcedureVersion, content: Content, *, parts: Sequence[ProcedureVersion]
) -> None:
    """Make a draft, a new version or one that nobody uses yet say this. Rows that stay keep their ids."""
    version.processing_days = content.processing_days
    version.legal_basis = content.legal_basis
    version.intake_place = content.intake_place
    is_new = version.pk is None
    version.save()
    if is_new:
        _add_components(version, content.components)
    else:
        held = {each.code: each for each in version.components.all()}
        version.components.exclude(code__in=[each.code for each in content.components]).delete()
        for component in content.components:
            write_component(version, component, held=held.get(component.code))
    write_parts(version, parts)


def write_component(
    version: ProcedureVersion, wanted: Asked, *, held: Component | None
) -> Component:
    """Write one component of a version that may still change; `held` is the row it stands in so far."""
    if held is None:
        return _add_components(version, [wanted])[0]
    if asked(held) != wanted:
        _say(held, wanted)
        held.save()
        held.accepted.all().delete()
        held.accepted_data.all().delete()
        _add_accepted([held], [wanted])
    return held


def _add_components(version: ProcedureVersion, wanted: Sequence[Asked]) -> list[Component]:
    rows = [_say(Component(version=version), each) for each in wanted]
    Component.objects.bulk_create(rows)
    _add_accepted(rows, wanted)
    return rows


def _say(row: Component, wanted: Asked) -> Component:
    row.code, row.name, row.mandatory_class = wanted.code, wanted.name, wanted.mandatory_class
    row.shared_key, row.example = wanted.shared_key, wanted.example
    return row


def _add_accepted(rows: Sequence[Component], wanted: Sequence[Asked]) -> None:
    both = list(zip(rows, wanted, strict=True))
    AcceptedPaper.objects.bulk_create(
        AcceptedPaper(
            component=row,
            alternative=each.alternative,
            paper_type_id=each.paper_type,
            copy_kind=each.copy_kind,
            max_age_days=each.max_age_days,
        )
        for row, said in both
        for each in said.accepted
    )
    AcceptedData.objects.bulk_create(
        AcceptedData(component=row, source_id=code) for row, said in both for code in said.data
    )


def write_parts(version: ProcedureVersion, parts: Sequence[ProcedureVersion]) -> None:
    """Make these the versions that a combined one joins, in this order."""
    held = list(version.parts.values_list("part", flat=True))
    if held == [each.pk for each in parts]:
        return
    version.parts.all().delete()
    CombinedPart.objects.bulk_create(
        CombinedPart(whole=version, part=part, position=number)
        for number, part in enumerate(parts, start=1)
    )
