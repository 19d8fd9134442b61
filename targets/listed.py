"""Many numbers in one value: a row of text for a set of persons, since a row a person takes ten times as long."""

from array import array
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, TextField
from django.db.models.sql.compiler import SQLCompiler
from pyroaring import BitMap


class Listed(Aggregate):
    """Numbers with commas between, as often as they come."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """PostgreSQL's words for it."""
        listed = self.copy()
        listed.template = "STRING_AGG((%(expressions)s)::text, ',')"
        return listed.as_sql(compiler, connection, **extra)


def numbers(listed: str | None) -> BitMap:
    """The numbers of such a value."""
    return BitMap(array("I", map(int, listed.split(",")))) if listed else BitMap()
