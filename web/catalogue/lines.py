"""What a version asks for, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from dossiers.models import AcceptedPaper, Component, CopyKind, PaperType, ProcedureVersion
from vietnamese.dates import format_number

type_of_alternatives = list[tuple[int, list[tuple[PaperType, str]]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A component with its alternatives: all papers of one, any of several; or the answer of a database."""

    component: Component
    alternatives: type_of_alternatives
    sources: list[str]


def lines_of(version: ProcedureVersion) -> list[Line]:
    """The components of the version itself, in the order of their codes."""
    found = version.components.prefetch_related("accepted__paper_type", "accepted_data__source")
    return lines(found)


def lines(components: Iterable[Component]) -> list[Line]:
    """Components with what is accepted for them, which is at hand."""
    return [
        Line(each, _alternatives(each), [data.source.name for data in each.accepted_data.all()])
        for each in components
    ]


def _alternatives(component: Component) -> type_of_alternatives:
    accepted = sorted(component.accepted.all(), key=lambda each: each.alternative)
    return [
        (number, [(each.paper_type, _asked_of(each)) for each in rows])
        for number, rows in groupby(accepted, lambda each: each.alternative)
    ]


def _asked_of(accepted: AcceptedPaper) -> str:
    asked = []
    if accepted.copy_kind in CopyKind.values:
        asked.append(str(CopyKind(accepted.copy_kind).label))
    if accepted.max_age_days:
        asked.append(f"không quá {format_number(accepted.max_age_days)} ngày")
    return ", ".join(asked)
