"""A combined procedure (liên thông) beside its parts: what is handed in once, and the time that is saved."""

from dataclasses import dataclass

from dossiers.models import Component, ProcedureVersion
from dossiers.procedures.content import asked
from dossiers.selectors import components_of
from vietnamese.dates import format_number
from web.catalogue.lines import Line, lines


@dataclass(frozen=True, slots=True)
class Shared:
    """A component that is handed in once, and the procedures that would each ask for it.

    Where they accept different papers for it (`differs`), what the first accepts counts.
    """

    line: Line
    asked_by: list[str]
    differs: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """The parts one after the other, against all at once. Days are None where one of them has no limit."""

    parts: list[ProcedureVersion]
    asked: list[Shared]
    asked_apart: int
    days_apart: int | None
    days: int | None

    @property
    def saved_days(self) -> int | None:
        """Working days saved; None where that is not known, or nothing is."""
        if self.days is None or self.days_apart is None or self.days >= self.days_apart:
            return None
        return self.days_apart - self.days

    @property
    def saved_percent(self) -> str:
        """Of the time that the parts take one after the other, with one decimal."""
        if self.saved_days is None or not self.days_apart:
            return ""
        tenths = (self.saved_days * 2000 + self.days_apart) // (2 * self.days_apart)
        return f"{format_number(tenths // 10)},{tenths % 10}"

    @property
    def spared(self) -> int:
        """How many components less are handed in."""
        return self.asked_apart - len(self.asked)


def combined(version: ProcedureVersion) -> Combined | None:
    """How a version combines others; None where it combines none."""
    accepted = "part__components__accepted", "part__components__accepted_data"
    joined = version.parts.select_related("part__procedure").prefetch_related(*accepted)
    parts = [each.part for each in joined]
    if not parts:
        return None
    askers: dict[str, list[tuple[str, Component]]] = {}
    for part in parts:
        for component in part.components.all():
            askers.setdefault(_key(component), []).append((part.procedure.name, component))
    limits = [part.processing_days for part in parts]
    return Combined(
        parts,
        [
            _shared(line, askers.get(_key(line.component), []))
            for line in lines(components_of(version))
        ],
        sum(len(each) for each in askers.values()) + version.components.count(),
        sum(each for each in limits if each is not None) if None not in limits else None,
        version.processing_days,
    )


def _shared(line: Line, askers: list[tuple[str, Component]]) -> Shared:
    said = [asked(component) for _, component in askers]
    different = {(each.accepted, each.data) for each in said}
    return Shared(line, [name for name, _ in askers], len(different) > 1)


def _key(component: Component) -> str:
    return component.shared_key or f"#{component.pk}"
