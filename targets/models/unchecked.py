"""Keys of derived rows: they are written by the million from records that hold what they name, so no key is checked
again, and none has an index of its own.
"""

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def unchecked(model: type[M]) -> "models.ForeignKey[M, M]":
    """A key that the database neither checks nor searches by."""
    return models.ForeignKey(
        model, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )


def unchecked_or_none(model: type[M]) -> "models.ForeignKey[M | None, M | None]":
    """The same where there may be none."""
    return models.ForeignKey(
        model, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
