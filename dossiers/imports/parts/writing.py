"""Reads and writes some thousand dossiers at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL

from dossiers.imports.dossiers import holders_by_number
from dossiers.models import Dossier, EarlierImport, Holder, ImportPart

AT_ONCE: Final = 10_000
LINES_AT_ONCE: Final = 2_000
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_FIELDS = {
    str(field.attname): field
    for field in Dossier._meta.concrete_fields  # noqa: SLF001 - Django's documented Meta API
    if not field.primary_key
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier as it is recorded."""

    pk: int
    version: int
    imported_in: int | None
    values: tuple[Any, ...]  # of the columns asked for


@dataclass(frozen=True, slots=True)
class Change:
    """What a dossier is to be; `before` None: it is new, and has a version."""

    number: str
    version: int | None  # None: the one it has
    values: tuple[Any, ...]
    before: Standing | None


def holders_at_once(numbers: Iterable[str]) -> dict[str, int]:
    """The holders whom these numbers name; most are personal ids, which need no row to be read."""
    wanted = {*numbers} - {""}
    rows = Holder.objects.current().filter(personal_id__in=_any_of(wanted)).order_by()
    found = {str(number): pk for number, pk in rows.values_list("personal_id", "pk")}
    rest = holders_by_number(wanted - found.keys())
    return found | {number: each.pk for number, each in rest.items()}


def standing(numbers: Iterable[str], names: Sequence[str]) -> dict[str, Standing]:
    """What is recorded of these dossiers, by number; nobody changes it until the transaction ends."""
    rows = Dossier.objects.select_for_update(of=("self",)).filter(number__in=_any_of(numbers))
    listed = rows.order_by("pk").values_list("number", "pk", "version_id", "imported_in_id", *names)
    return {
        number: Standing(pk, version, part, tuple(values))
        for number, pk, version, part, *values in listed
    }


def write(changes: Sequence[Change], *, names: Sequence[str], part: ImportPart) -> None:
    """Create and update dossiers, and note which part wrote an updated one before.

    Raises:
        IntegrityError: somebody else recorded one of the new numbers meanwhile.
    """
    new = [each for each in changes if each.before is None]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The few agencies and procedures fit into some blocks, which PostgreSQL would read through for
            # each foreign key.
            cursor.execute("SET LOCAL enable_seqscan = off")
        _create(new, cursor, names=names, part=part)
        _update(
            [each for each in changes if each.before is not None], cursor, names=names, part=part
        )
    EarlierImport.objects.bulk_create(
        [
            EarlierImport(dossier_id=each.before.pk, part_id=each.before.imported_in)
            for each in changes
            if each.before is not None and each.before.imported_in is not None
        ],
        batch_size=AT_ONCE,
        # A dossier that went back and forth between two files has been in each of them once.
        ignore_conflicts=True,
    )
    if connection.vendor == "postgresql":
        # Now, while other parts are written, not when this one is kept, which the next waits for.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _create(
    changes: Sequence[Change], cursor: CursorWrapper, *, names: Sequence[str], part: ImportPart
) -> None:
    given = ("number", "version_id", "imported_in_id", *names)
    rest = {name: field.get_default() for name, field in _FIELDS.items() if name not in given}
    columns = [str(_FIELDS[name].column) for name in (*given, *rest)]
    ends = tuple(rest.values())
    table, listed = _quoted(Dossier._meta.db_table), ", ".join(map(_quoted, columns))  # noqa: SLF001
    if connection.vendor == "postgresql":
        lines = _lines(changes, part, ends)
        # Django wraps what its own cursor raises; COPY goes past it.
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy,
        ):
            while some := "".join(islice(lines, LINES_AT_ONCE)):
                copy.write(some)
        return
    prepared = _preparation()
    rows = [(each.number, each.version, part.pk, *prepared(each.values), *ends) for each in changes]
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def _lines(changes: Sequence[Change], part: ImportPart, ends: Sequence[Any]) -> Iterator[str]:
    """New rows as COPY reads them; the driver would ask anew of each cell how to write its type."""
    cells = _Cells()
    end = "".join(f"\t{_cell(value)}" for value in ends)
    for each in changes:
        values = "\t".join([cells[value] for value in each.values])
        yield f"{_cell(each.number)}\t{each.version}\t{part.pk}\t{values}{end}\n"


class _Cells(dict[Any, str]):
    """What COPY reads for a value; rows share most of theirs."""

    def __missing__(self, value: Any) -> str:
        self[value] = text = _cell(value)
        return text


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


def _update(
    changes: Sequence[Change], cursor: CursorWrapper, *, names: Sequence[str], part: ImportPart
) -> None:
    if not changes:
        return
    table, prepared = _quoted(Dossier._meta.db_table), _preparation()  # noqa: SLF001
    columns = [str(_FIELDS[name].column) for name in ("version_id", "imported_in_id", *names)]
    listed = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    rows = [
        (each.version or each.before.version, part.pk, *prepared(each.values), each.before.pk)
        for each in changes
        if each.before is not None
    ]
    cursor.executemany(f"UPDATE {table} SET {listed} WHERE id = %s", rows)  # noqa: S608 - our own names


def _preparation() -> Any:
    """What makes values fit for the driver: SQLite keeps moments as text without an offset."""
    if connection.vendor == "postgresql":
        return lambda values: values
    adapt = connection.ops.adapt_datetimefield_value
    return lambda values: [adapt(each) if isinstance(each, datetime) else each for each in values]


def _any_of(numbers: Iterable[str]) -> RawSQL:
    """The numbers as a table of one column: one value for the driver, however many they are."""
    found = sorted(numbers)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [found])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(found)])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
