"""Moves the rows: every table as it is, in one transaction, and compares them afterwards."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery

from accounts.models import Agency, User
from dossiers.models import Batch, ChainHead, Dossier, Event, Holder, Lease
from ingest.models import Heartbeat
from worker.moving.source import ALIAS

# Sign-ins, and who works: of the one installation only. The ends of chains are kept by each database itself.
_STAYS: tuple[type[Model], ...] = (Session, Heartbeat, Lease, ChainHead)
# Where none of these has a row, all that the target holds came from its migrations.
_RECORDS: tuple[type[Model], ...] = (Agency, User, Event, Batch, Dossier, Holder)
_ROWS_AT_ONCE = 500
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: two tables with the same rows have the same content, in whatever order."""

    rows: int
    sha256: str


def tables() -> list[type[Model]]:
    """Every table that is moved."""
    found = apps.get_models(include_auto_created=True)
    return [each for each in found if _meta(each).managed and each not in _STAYS]


def rows(model: type[Model], using: str) -> int:
    """How many rows a table has."""
    return model._base_manager.using(using).count()  # noqa: SLF001 - Django's documented name


def holds_records() -> bool:
    """Whether the target holds more than what its migrations put there."""
    return any(rows(each, "default") for each in _RECORDS)


def content(model: type[Model], using: str) -> Content:
    """Count and digest of all rows, each value written one way for every database."""
    names = [field.attname for field in _fields(model)]
    found = model._base_manager.using(using).order_by().values_list(*names)  # noqa: SLF001 - as above
    total = count = 0
    for row in found.iterator(chunk_size=_ROWS_AT_ONCE):
        text = json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest())
        count += 1
    return Content(count, f"{total % _MODULUS:064x}")


def differing() -> list[str]:
    """The tables whose rows are not the same in source and target."""
    return [
        _meta(each).db_table
        for each in tables()
        if content(each, ALIAS) != content(each, "default")
    ]


def copy(told: Callable[[int], object]) -> None:
    """Put the source's rows in place of what the target's migrations made; all of it or nothing.

    Foreign keys are looked at when the transaction ends, so that the order of tables does not matter,
    and rows that name each other come together.

    Args:
        told: is given the number of rows written, batch by batch.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            for model in tables():
                # Not even an empty table of events may be deleted from.
                if rows(model, "default"):
                    table = connection.ops.quote_name(_meta(model).db_table)
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a quoted name of ours
        for model in tables():
            for batch in _batches(model):
                _insert(model, batch)
                told(len(batch))
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
    ContentType.objects.clear_cache()


def _batches(model: type[Model]) -> Iterator[list[Model]]:
    found = model._base_manager.using(ALIAS).order_by("pk")  # noqa: SLF001 - as above
    left = found.iterator(chunk_size=_ROWS_AT_ONCE)
    size = connections["default"].ops.bulk_batch_size(_fields(model), [None] * _ROWS_AT_ONCE)
    while batch := list(islice(left, min(size, _ROWS_AT_ONCE))):
        yield batch


def _insert(model: type[Model], batch: list[Model]) -> None:
    """Write rows as they are: a plain save would set times and keys anew."""
    query = InsertQuery(model)
    query.insert_values(_fields(model), batch, raw=True)
    query.get_compiler(using="default").execute_sql()


def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return [field for field in _meta(model).concrete_fields if not field.generated]


def _meta(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001 - Django's documented Meta API


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
