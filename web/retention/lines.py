"""Rows of Lưu trữ with the people behind them by full name: who answers for an act is the point of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.actors import people_named
from dossiers.models import Disposal, LegalHold


@dataclass(frozen=True, slots=True)
class DisposalLine:
    """A list for disposal, by whom it was proposed and decided."""

    disposal: Disposal
    proposed_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold, by whom it was placed and lifted."""

    hold: LegalHold
    placed_by: str
    lifted_by: str


def disposal_lines(rows: Iterable[Disposal]) -> list[DisposalLine]:
    """The rows with names, by one query."""
    found = list(rows)
    names = people_named(actor for each in found for actor in (each.proposed_by, each.decided_by))
    return [
        DisposalLine(each, _name(each.proposed_by, names), _name(each.decided_by, names))
        for each in found
    ]


def hold_lines(rows: Iterable[LegalHold]) -> list[HoldLine]:
    """The rows with names, by one query."""
    found = list(rows)
    names = people_named(actor for each in found for actor in (each.placed_by, each.lifted_by))
    return [
        HoldLine(each, _name(each.placed_by, names), _name(each.lifted_by, names)) for each in found
    ]


def _name(actor: str, names: dict[str, str]) -> str:
    return names.get(actor, actor.removeprefix("user:"))
