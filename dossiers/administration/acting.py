"""What every change has in common: who acts and still may, and whether the record is still as it was seen."""

import hashlib
import json
from collections.abc import Iterable

from django.db import models

from accounts.models import User
from dossiers.administration.errors import Changed, NotYours


def held(by: User, *others: int) -> User:
    """The person who acts, read anew; they and the others are held until the transaction ends.

    Two administrators who lock each other at one moment wait for each other here, and the second is
    then no longer one.

    Raises:
        NotYours: the account is gone or locked.
    """
    ids = {by.pk, *others}
    people = {
        user.pk: user
        for user in User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    if by.pk not in people or not people[by.pk].is_active:
        raise NotYours
    return people[by.pk]


def stamp_of(rows: Iterable[models.Model], *columns: str) -> str:
    """A short text that changes whenever one of the columns of one of the rows does; all columns if none is named.

    It stands in a form, so that a change by somebody else in between is noticed, whoever made it:
    another administrator, an import or a command.
    """
    held_now = [
        [
            str(getattr(row, field.attname))
            for field in row._meta.concrete_fields  # noqa: SLF001 - Django's documented Meta API
            if not columns or field.name in columns
        ]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(held_now).encode()).hexdigest()[:32]


def check_stamp(seen: str, now: str) -> None:
    """Raise Changed unless the record is as the person saw it."""
    if seen != now:
        raise Changed
