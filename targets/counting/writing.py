"""Writes the rows of one query into a table, by the database itself: no row passes through this process."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


def insert(model: type[Model], columns: Sequence[str], *queries: QuerySet[Any, Any]) -> int:
    """Put the rows of the queries into the model's table; their number.

    Args:
        columns: of the table, in the order of the queries' values.
    """
    body, values = _all_of(queries)
    return _execute(f"INSERT INTO {_table(model)} ({_names(columns)}) {body}", values)


def insert_summed(
    model: type[Model],
    keys: Sequence[str],
    sums: Sequence[str],
    queries: Sequence[QuerySet[Any, Any]],
) -> int:
    """Put the rows of the queries into the model's table, those with the same keys added up.

    Args:
        keys, sums: columns of the table; together in the order of the queries' values.
    """
    parts, values = _all_of(queries)
    names = [f"c{number}" for number in range(len(keys) + len(sums))]
    by, totals = names[: len(keys)], [f"SUM({each})" for each in names[len(keys) :]]
    sql = (
        f"INSERT INTO {_table(model)} ({_names([*keys, *sums])})"  # noqa: S608 - our own names
        f" WITH parts ({', '.join(names)}) AS ({parts})"
        f" SELECT {', '.join([*by, *totals])} FROM parts GROUP BY {', '.join(by)}"
    )
    return _execute(sql, values)


def add(
    model: type[Model],
    keys: Sequence[str],
    sums: Sequence[str],
    query: QuerySet[Any, Any],
) -> int:
    """Add the sums of the query to the rows with the same keys, made where there are none.

    A key named `procedure_id` may be without a value; in the table's index it is 0 then.
    """
    table = _table(model)
    target = ", ".join(
        f"COALESCE({_name(key)}, 0)" if key == "procedure_id" else _name(key) for key in keys
    )
    added = ", ".join(
        f"{_name(each)} = {table}.{_name(each)} + excluded.{_name(each)}" for each in sums
    )
    body, values = compiled(query)
    sql = (
        f"INSERT INTO {table} ({_names([*keys, *sums])}) {body}"
        f" ON CONFLICT ({target}) DO UPDATE SET {added}"
    )
    return _execute(sql, values)


def compiled(query: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement of a query, and its values."""
    sql, values = query.query.sql_with_params()
    return sql, tuple(values)


def _all_of(queries: Sequence[QuerySet[Any, Any]]) -> tuple[str, list[Any]]:
    parts = [compiled(query) for query in queries]
    values = [value for _, own in parts for value in own]
    return " UNION ALL ".join(sql for sql, _ in parts), values


def _execute(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _table(model: type[Model]) -> str:
    return _name(model._meta.db_table)  # noqa: SLF001 - Django's documented Meta API


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_name(each) for each in columns)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
