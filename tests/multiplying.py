"""Rows by the hundred thousand, made inside the database from one row of each kind; on both databases."""

from django.db import connection, models


def multiply(row: models.Model, count: int, **columns: str) -> int:
    """Make `count` rows like this one; the id of the row before the first (row n has that id plus n).

    Args:
        columns: SQL by column, in which n counts from 1 and `base` is what is returned.
    """
    meta, quote = row._meta, connection.ops.quote_name
    table = quote(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")
        base = int(cursor.fetchone()[0])
        own = [str(each.column) for each in meta.concrete_fields]
        values = {column: f"t.{quote(column)}" for column in own}
        values |= {"id": "base + n"} | columns
        names = ", ".join(map(quote, values))
        cursor.execute(
            f"INSERT INTO {table} ({names})"
            f" WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"
            f" SELECT {', '.join(values.values())}"
            f" FROM {table} t, series, (SELECT {base} AS base) b WHERE t.id = {row.pk}"
        )
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{meta.db_table}', 'id')"
            cursor.execute(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")
    return base
