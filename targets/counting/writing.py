"""Statements that write the rows of queries into a table: no row passes through this process.

A statement is made once and run again and again: Django takes longer to put one of them into words than
the database takes to count a paper again.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

ROWS_AT_ONCE = 1_000
# One for each core that a small server has: the one that writes waits for them.
FINDERS = 2
# Records whose ids lie so near each other are found on one connection: what belongs to them is read together.
BLOCK = 1_024
# Which of two million dossiers have a paper is found for all of them at once where that fits the memory, and
# whether a person had one before at the first that is met, where a bitmap would look for every one.
FINDING = "SET jit = off; SET work_mem = '64MB'; SET enable_bitmapscan = off"


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its values, in the words of the database it was made for."""

    sql: str
    values: tuple[Any, ...]

    def run(self) -> int:
        """Execute it; the number of rows it wrote."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            return int(cursor.rowcount)

    def rows(self) -> list[tuple[Any, ...]]:
        """Execute it; the rows that it found."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            return list(cursor.fetchall())


def without_jit() -> None:
    """For the rest of the transaction PostgreSQL compiles no statement to machine code.

    Of a definition with forty subqueries that took longer than to run it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")


def insert(model: type[Model], columns: Sequence[str], *queries: QuerySet[Any, Any]) -> Statement:
    """Put the rows of the queries into the model's table.

    Args:
        columns: of the table, in the order of the queries' values.
    """
    found = _all_of(queries)
    return Statement(f"INSERT INTO {_table(model)} ({_names(columns)}) {found.sql}", found.values)


@contextmanager
def beside() -> Iterator[Sequence[BaseDatabaseWrapper]]:
    """More connections, on which rows are found while this one writes them; they see what is committed.

    None inside a transaction, which keeps its records to itself, and on SQLite, which works in this process.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield ()
        return
    with ExitStack() as opened:
        yield [opened.enter_context(closing(_finder())) for _ in range(FINDERS)]


def _finder() -> BaseDatabaseWrapper:
    found = connection.copy()
    # None of the pool's, which may have no other, and whose next user wants it as it was.
    found.settings_dict["OPTIONS"].pop("pool", None)
    with found.cursor() as cursor:
        cursor.execute(FINDING)
    return found


def insert_all(
    model: type[Model],
    columns: Sequence[str],
    query: QuerySet[Any, Any],
    *,
    finders: Sequence[BaseDatabaseWrapper] = (),
) -> None:
    """Put the rows of a query that reads everything into the model's table.

    Args:
        finders: the connections on which they are found, a share on each.
    """
    if not finders:
        _put(model, columns, compiled(query))
        return
    block = F("pk") / Value(BLOCK)
    shares = [
        compiled(query.filter(Exact(Mod(block, Value(len(finders))), Value(share))))
        for share in range(len(finders))
    ]
    _hand_over(model, columns, shares, finders)


def _hand_over(
    model: type[Model],
    columns: Sequence[str],
    shares: Sequence[Statement],
    finders: Sequence[BaseDatabaseWrapper],
) -> None:
    """Some processes of PostgreSQL find the rows while another writes them: subqueries keep a plan to one.

    Shares by row id: a record that goes to another agency meanwhile is not found in two of them. They are
    written in turn, so that each is found as far as the other, and what is read together lies together.
    """
    target = f"COPY {_table(model)} ({_names(columns)}) FROM STDIN"
    with ExitStack() as opened:
        opened.enter_context(connection.wrap_database_errors)
        coming = [
            iter(opened.enter_context(_found(share, finder)))
            for share, finder in zip(shares, finders, strict=True)
        ]
        kept = opened.enter_context(opened.enter_context(connection.cursor()).copy(target))
        while some := b"".join(row for rows in coming for row in islice(rows, ROWS_AT_ONCE)):
            kept.write(some)


@contextmanager
def _found(share: Statement, finder: BaseDatabaseWrapper) -> Iterator[Iterable[bytes]]:
    with (
        finder.cursor() as cursor,
        cursor.copy(f"COPY ({share.sql}) TO STDOUT", share.values) as rows,
    ):
        yield rows


def _put(model: type[Model], columns: Sequence[str], found: Statement) -> None:
    """Find first and write then: PostgreSQL finds on all processors, but not while it writes what lasts."""
    target = f"INSERT INTO {_table(model)} ({_names(columns)})"
    if connection.vendor != "postgresql":
        Statement(f"{target} {found.sql}", found.values).run()
        return
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    Statement(f"CREATE TEMPORARY TABLE found ({names}) AS {found.sql}", found.values).run()
    Statement(f"{target} SELECT * FROM found", ()).run()  # noqa: S608 - our own names
    Statement("DROP TABLE found", ()).run()


def insert_all_summed(
    model: type[Model],
    keys: Sequence[str],
    sums: Sequence[str],
    queries: Sequence[QuerySet[Any, Any]],
) -> None:
    """As `insert_summed`, of queries that read everything."""
    _put(model, [*keys, *sums], _summed(len(keys), len(sums), queries))


def insert_summed(
    model: type[Model],
    keys: Sequence[str],
    sums: Sequence[str],
    queries: Sequence[QuerySet[Any, Any]],
) -> Statement:
    """Put the rows of the queries into the model's table, those with the same keys added up, in the order of the keys.

    Args:
        keys, sums: columns of the table; together in the order of the queries' values.
    """
    found = _summed(len(keys), len(sums), queries)
    sql = f"INSERT INTO {_table(model)} ({_names([*keys, *sums])}) {found.sql}"
    return Statement(sql, found.values)


def _summed(keys: int, sums: int, queries: Sequence[QuerySet[Any, Any]]) -> Statement:
    names = [f"c{number}" for number in range(keys + sums)]
    by, totals = ", ".join(names[:keys]), ", ".join(f"SUM({each})" for each in names[keys:])
    found = _all_of(queries)
    sql = (
        f"WITH parts ({', '.join(names)}) AS ({found.sql})"  # noqa: S608 - our own names
        f" SELECT {by}, {totals} FROM parts GROUP BY {by} ORDER BY {by}"
    )
    return Statement(sql, found.values)


def add(
    model: type[Model], keys: Sequence[str], sums: Sequence[str], query: QuerySet[Any, Any]
) -> Statement:
    """Add the sums of the query to the rows with the same keys, made where there are none.

    A key named `procedure_id` may be without a value; in the table's index it is 0 then.
    """
    table, found = _table(model), compiled(query)
    target = ", ".join(
        f"COALESCE({_name(key)}, 0)" if key == "procedure_id" else _name(key) for key in keys
    )
    added = ", ".join(
        f"{_name(each)} = {table}.{_name(each)} + excluded.{_name(each)}" for each in sums
    )
    sql = (
        f"INSERT INTO {table} ({_names([*keys, *sums])}) {found.sql}"
        f" ON CONFLICT ({target}) DO UPDATE SET {added}"
    )
    return Statement(sql, found.values)


def delete(rows: QuerySet[Any]) -> Statement:
    """Delete these rows, which no other rows belong to."""
    found = compiled(rows.values("pk"))
    key = _name(str(rows.model._meta.pk.column))  # noqa: SLF001 - Django's documented Meta API
    table = _table(rows.model)
    return Statement(f"DELETE FROM {table} WHERE {key} IN ({found.sql})", found.values)  # noqa: S608


def left_over(queries: Sequence[QuerySet[Any, Any]], *, keys: int) -> Statement:
    """The keys (the first columns) under which the other columns do not add up to nothing."""
    chosen = queries[0].query
    width = len(chosen.values_select) + len(chosen.annotation_select)
    names = [f"c{number}" for number in range(width)]
    by, wrong = ", ".join(names[:keys]), " OR ".join(f"SUM({each}) <> 0" for each in names[keys:])
    found = _all_of(queries)
    sql = (
        f"WITH parts ({', '.join(names)}) AS ({found.sql})"  # noqa: S608 - our own names
        f" SELECT {by} FROM parts GROUP BY {by} HAVING {wrong}"
    )
    return Statement(sql, found.values)


def compiled(query: QuerySet[Any, Any]) -> Statement:
    """The statement of a query."""
    sql, values = query.query.sql_with_params()
    return Statement(sql, tuple(values))


def _all_of(queries: Sequence[QuerySet[Any, Any]]) -> Statement:
    parts = [compiled(query) for query in queries]
    values = [value for part in parts for value in part.values]
    return Statement(" UNION ALL ".join(part.sql for part in parts), tuple(values))


def _table(model: type[Model]) -> str:
    return _name(model._meta.db_table)  # noqa: SLF001 - Django's documented Meta API


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_name(each) for each in columns)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
