"""Values of a row's cells, what is wrong with them, and what an import has changed so far."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from dossiers.imports.table import FORMULA, Row
from vietnamese.dates import parse_date
from vietnamese.text import fold

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
YES, NO = {"true", "1", "co", "yes", "x"}, {"false", "0", "khong", "no"}
SHOWN = 60  # characters of a wrong value that are told
FEW = 12  # so many allowed values are told


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: where (None: the whole file), a stable code, the value as found, and what may stand there."""

    code: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    allowed: tuple[str, ...] = ()

    def remedy(self, usual: str) -> str:
        """What to do, in the code's usual words, with the values that are allowed where they are few."""
        return f"{usual} ({', '.join(self.allowed)})" if self.allowed else usual


@dataclass(slots=True)
class Import:
    """One run over one file: who runs it, what was changed, what is wrong, what should be looked at."""

    by: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    # The codes of the records that were created and updated, where the importer names them.
    created_names: list[str] = field(default_factory=list)
    updated_names: list[str] = field(default_factory=list)

    def count(self, *, created: bool, changed: bool, name: str = "") -> None:
        """Add one record to the tally."""
        names = self.created_names if created else self.updated_names
        if name and (created or changed):
            names.append(name)
        if created:
            self.created += 1
        elif changed:
            self.updated += 1
        else:
            self.unchanged += 1

    def write(self, found: M | None, new: M, values: Mapping[str, Any]) -> tuple[M, bool]:
        """Save what differs and count it; the row, and whether anything was written.

        Args:
            found: the record as it stands, None where there is none yet.
            new: an unsaved record with its key set, used where none was found.
            values: columns as they should be.
        """
        row, changed = save_if_changed(found, new, values)
        self.count(created=found is None, changed=changed)
        return row, changed


def save_if_changed(found: M | None, new: M, values: Mapping[str, Any]) -> tuple[M, bool]:
    """The record with these values, and whether that took a write."""
    row = new if found is None else found
    differing = [
        name for name, value in values.items() if found is None or _differs(found, name, value)
    ]
    for name in differing:
        setattr(row, name, values[name])
    if found is None or differing:
        row.save()
        return row, True
    return row, False


def _differs(row: models.Model, name: str, value: Any) -> bool:
    """Whether a column holds something else; of a foreign key the id is compared, without a query."""
    held = getattr(row, f"{name}_id") if hasattr(row, f"{name}_id") else getattr(row, name)
    return bool(held != (value.pk if isinstance(value, models.Model) else value))


class Cells:
    """The cells of one row as values; what is wrong is noted, and an empty value stands in its place."""

    def __init__(self, row: Row, work: Import) -> None:
        self.row = row
        self.work = work
        self.ok = True
        if row.too_many:
            self.wrong("cell.too_many")

    def wrong(
        self,
        code: str,
        column: str | None = None,
        *,
        value: str | None = None,
        allowed: Collection[str] = (),
    ) -> None:
        """Note a problem of this row; `value` None tells the cell, "" tells nothing."""
        self.ok = False
        found = self._problem(code, column, value)
        if 0 < len(allowed) <= FEW:
            found = replace(
                found, allowed=tuple(sorted(allowed, key=lambda word: (len(word), word)))
            )
        self.work.problems.append(found)

    def doubt(self, code: str, column: str) -> None:
        """Note what a person should look at, although the row is taken; the value is not told."""
        self.work.warnings.append(self._problem(code, column, ""))

    def text(self, column: str, *, most: int, required: bool = False) -> str:
        """Text on one line, at most so many characters."""
        text = self.row.cells.get(column, "")
        if text == FORMULA:
            self.wrong("cell.formula", column, value="")
        elif any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
            self.wrong("cell.control_characters", column, value="")
        elif len(text) > most:
            self.wrong("cell.too_long", column)
        elif required and not text:
            self.wrong("cell.missing", column)
        else:
            return text
        return ""

    def lines(self, column: str, *, most: int) -> str:
        """Text on several lines, at most so many characters."""
        text = re.sub(r"\r\n?", "\n", self.row.cells.get(column, ""))
        if text == FORMULA:
            self.wrong("cell.formula", column, value="")
        elif any(unicodedata.category(each) in {"Cc", "Cs"} for each in text.replace("\n", "")):
            self.wrong("cell.control_characters", column, value="")
        elif len(text) > most:
            self.wrong("cell.too_long", column)
        else:
            return text
        return ""

    def codes(self, column: str, *, most: int) -> tuple[str, ...]:
        """Codes with blanks, commas or semicolons between them."""
        return tuple(re.findall(r"[^\s,;]+", self.text(column, most=most)))

    def day(self, column: str, *, required: bool = False) -> date | None:
        """A date, 2024-12-31 or 31/12/2024."""
        text = self.text(column, most=40, required=required)
        if not text:
            return None
        found = _iso_day(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else parse_date(text)
        if found is None:
            self.wrong("cell.not_a_date", column)
        return found

    def moment(self, column: str, *, required: bool = False) -> datetime | None:
        """A date with its time; without an offset it is the office's time."""
        text = self.text(column, most=40, required=required)
        if not text:
            return None
        found = _moment(text)
        if found is None:
            self.wrong("cell.not_a_moment", column)
        return found

    def number(
        self, column: str, *, least: int = 0, most: int = 1_000_000_000, required: bool = False
    ) -> int | None:
        """A whole number within the limits."""
        text = self.text(column, most=40, required=required)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= most:
            self.wrong("cell.not_a_number", column)
            return None
        return int(text)

    def yes_no(self, column: str, *, default: bool) -> bool:
        """true/false, 1/0, có/không."""
        text = fold(self.text(column, most=10)).lower()
        if text and text not in YES | NO:
            self.wrong("cell.not_yes_or_no", column)
        return text in YES if text else default

    def one_of(self, column: str, choices: Collection[str], *, default: str | None = None) -> str:
        """One of the words; the default where the cell is empty, else the word is required."""
        text = self.text(column, most=60, required=default is None)
        if not text:
            return default or ""
        if text not in choices:
            self.wrong("cell.not_a_choice", column, allowed=choices)
            return default or ""
        return text

    def known(
        self, column: str, rows: Mapping[str, T], *, code: str, required: bool = True
    ) -> T | None:
        """The record that the cell names; `code` tells that there is none."""
        text = self.text(column, most=60, required=required)
        if text and text not in rows:
            self.wrong(code, column)
        return rows.get(text)

    def _problem(self, code: str, column: str | None, value: str | None) -> Problem:
        told = self.row.cells.get(column or "", "") if value is None else value
        return Problem(code, self.row.number, column, told[:SHOWN])


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    spelled = re.fullmatch(r"(\d{1,2}/\d{1,2}/\d{4})[ ,]+(\d{1,2}):(\d{2})", text)
    try:
        if spelled:
            day = parse_date(spelled[1])
            found = datetime.combine(day, time(int(spelled[2]), int(spelled[3]))) if day else None
        elif re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
            found = datetime.fromisoformat(text)
        else:
            found = None
        if found is None or timezone.is_aware(found):
            return found
        return timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None
