"""Turns rows in the usual shape into columns of dossiers, a few millionths of a second each.

A file names few agencies, procedures and states: each different code is looked up once. A row that is not
written as most rows are, be it wrong or only spelled otherwise, goes to the judgement of the plain import
(`plain.py`), which so decides for both; what is judged here is judged as it would judge.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

from django.db import models
from django.utils import timezone

from dossiers.imports.dossiers import CAUSES, CHANNELS, STATUSES, Catalogues
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.procedure_code import parse_procedure_code

_NUMBER = re.compile(r"([0-9A-Z.]{3,35}-[0-9]{6,8}-)[0-9]{4,7}", re.ASCII)
_SPELLED = re.compile(r"(\d\d)/(\d\d)/([12]\d{3}) (\d\d:\d\d)", re.ASCII)
MOST_REMEMBERED: Final = 50_000

# The columns of a dossier in the order of `Judged.values`, with the columns of the file that give them.
SOURCES: Mapping[str, str] = {
    "procedure_id": "procedure_code",
    "channel": "channel",
    "status": "status",
    "received_at": "received_at",
    "due_at": "due_at",
    "finished_at": "finished_at",
    "place_of_support_id": "place_of_support",
    "place_of_intake_id": "place_of_intake",
    "deciding_agency_id": "deciding_agency",
}
# These are left as they are where the file does not have them.
SOURCES_IF_GIVEN: Mapping[str, str] = {"officer_id": "officer", "closing_cause": "closing_cause"}


class Otherwise(Exception):
    """The row is not as most rows are."""


class Lookup(Protocol):
    """What the text of a cell stands for."""

    def __getitem__(self, text: str) -> Any:
        """Raises Otherwise (or ValueError) where the text is none of the usual."""


class Once(dict[Any, Any]):
    """What a code stands for, worked out once for each different code."""

    def __init__(self, judge: Callable[[Any], Any]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, text: Any) -> Any:
        found = self._judge(text)
        if len(self) >= MOST_REMEMBERED:  # codes that never come twice must not fill the memory
            self.clear()
        self[text] = found
        return found


class Moments:
    """Moments as systems write them; without an offset they are in the office's time."""

    def __init__(self) -> None:
        self._office = timezone.get_default_timezone()

    def __getitem__(self, text: str) -> datetime | None:
        """The moment in UTC."""
        if not text:
            return None
        if len(text) <= 40 and text[10:11] in {"T", " "} and text[4] == "-" and text[13:14] == ":":
            found = datetime.fromisoformat(text)
        elif spelled := _SPELLED.fullmatch(text):
            found = datetime.fromisoformat(f"{spelled[3]}-{spelled[2]}-{spelled[1]}T{spelled[4]}")
        else:
            raise Otherwise
        if found.tzinfo is None:
            found = found.replace(tzinfo=self._office)
        return found.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row in the usual shape."""

    number: str
    holder: str  # the number in the file
    values: tuple[Any, ...]  # of the judge's `names`


class Judge:
    """Judges the rows of one file."""

    def __init__(self, known: Catalogues, columns: Sequence[str]) -> None:
        places = {name: place for place, name in enumerate(columns)}
        given = {name: column for name, column in SOURCES_IF_GIVEN.items() if column in places}
        lookups = _lookups(known)
        self.names = (*SOURCES, *given)
        self._plan = [
            # What the file does not have is judged as an empty cell.
            (lookups[name], places.get(column, len(columns)))
            for name, column in {**SOURCES, **given}.items()
        ]
        self._number, self._holder = places["number"], places["holder_personal_id"]
        self._received, self._finished = (
            self.names.index("received_at"),
            self.names.index("finished_at"),
        )
        self._width = len(columns)
        self._starts = Once(_start)
        office = timezone.get_default_timezone()
        self._days = Once(lambda moment: moment.astimezone(office).date())
        self._procedures = {each.pk: each for each in known.procedures.values()}
        self._versions: dict[tuple[int, date], int | None] = {}

    def judge(self, cells: Sequence[str]) -> Judged | None:
        """The row's values; None where the plain import has to judge it."""
        number = _NUMBER.fullmatch(cells[self._number])
        if number is None or len(cells) != self._width:
            return None
        cells = (*cells, "")
        try:
            self._starts[number[1]]
            values = tuple([lookup[cells[place]] for lookup, place in self._plan])
        except (Otherwise, ValueError, OverflowError):
            return None
        received, finished = values[self._received], values[self._finished]
        if received and finished and finished < received:
            return None
        return Judged(number[0], cells[self._holder], values)

    def version(self, procedure: int, received: datetime | None) -> int | None:
        """The version that holds on the day of intake, today without one; None where none is published."""
        day = self._days[received] if received else timezone.localdate()
        if (procedure, day) not in self._versions:
            found = self._procedures[procedure].version_on(day)
            self._versions[procedure, day] = found.pk if found else None
        return self._versions[procedure, day]


def _lookups(known: Catalogues) -> dict[str, Lookup]:
    """By column of the dossier."""
    agencies = Once(lambda code: _key(known.agencies, code))
    # Offices work in minutes: of millions of moments most were named before.
    moments = Once(Moments().__getitem__)
    return {
        "procedure_id": Once(lambda code: _key(known.procedures, parse_procedure_code(code) or "")),
        "channel": Once(lambda code: int(_choice(CHANNELS, code or "1"))),
        "status": Once(lambda code: int(_choice(STATUSES, code))),
        "received_at": moments,
        "due_at": moments,
        "finished_at": moments,
        "place_of_support_id": Once(lambda code: agencies[code] if code else None),
        "place_of_intake_id": agencies,
        "deciding_agency_id": agencies,
        "officer_id": Once(lambda name: _key(known.officers, name) if name else None),
        "closing_cause": Once(lambda code: code and _choice(CAUSES, code)),
    }


def _key(rows: Mapping[str, models.Model], code: str) -> int:
    if code not in rows:
        raise Otherwise
    return int(rows[code].pk)


def _choice(choices: set[str], code: str) -> str:
    if code not in choices:
        raise Otherwise
    return code


def _start(start: str) -> str:
    """The unit and the day of a number, which thousands of numbers share."""
    parsed = parse_dossier_number(f"{start}0000")
    if parsed is None or parsed.number != f"{start}0000":
        raise Otherwise
    return start
