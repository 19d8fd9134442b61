"""Entries that may be or are hidden from a person, as the head of the agency and an auditor read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Concealment, Event
from web.citizen.uses import OTHER, WORDS, doers_of
from web.papers.history import names_of


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    event: Event
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class ConcealedLine:
    """One entry that is or was hidden; `by` and `lifted_by` are names."""

    concealment: Concealment
    line: Line
    by: str
    lifted_by: str
    in_force: bool


def lines_of(rows: Sequence[Event]) -> list[Line]:
    """The events in words, by agency and role as their persons would read them."""
    doers = doers_of(rows)
    return [Line(row, WORDS.get(row.verb, OTHER), doers[row.pk]) for row in rows]


def concealed_lines(rows: Sequence[Concealment], *, now: datetime) -> list[ConcealedLine]:
    """What was hidden, with who hid it and until when."""
    names = names_of({row.by for row in rows} | {row.lifted_by for row in rows if row.lifted_by})
    lines = lines_of([row.event for row in rows])
    return [
        ConcealedLine(
            concealment=row,
            line=line,
            by=names[row.by],
            lifted_by=names.get(row.lifted_by, ""),
            in_force=row.lifted_at is None and (row.until is None or row.until > now),
        )
        for row, line in zip(rows, lines, strict=True)
    ]
