"""Databases that stand for a paper, lawful exceptions, rules of concealment: data with dates, kept by the top."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.administration.acting import check_stamp, stamp_of
from dossiers.administration.catalogue import held_keeper
from dossiers.administration.errors import CatalogueRefused
from dossiers.imports.rows import save_if_changed
from dossiers.models import ConcealmentRule, DataSource, Event, LawfulException

type_of_source = DataSource | LawfulException | ConcealmentRule
# The word in an event, and in the name of its verb.
KINDS: dict[str, type[Any]] = {
    "data_source": DataSource,
    "lawful_exception": LawfulException,
    "concealment_rule": ConcealmentRule,
}


def write_source(
    *, by: User, kind: str, code: str, values: Mapping[str, Any], seen: str | None
) -> type_of_source:
    """Change one of KINDS, or add one (`seen` None). None is ever deleted: it ends by its last day.

    Raises:
        NotYours, Changed.
        CatalogueRefused: the code of a new one is taken.
    """
    with transaction.atomic():
        by, agency = held_keeper(by)
        model = KINDS[kind]
        found = model.objects.select_for_update(no_key=True).filter(pk=code).first()
        if seen is None and found is not None:
            raise CatalogueRefused("data_source.code_taken")
        if seen is not None:
            check_stamp(seen, source_stamp(found) if found else "")
        row: type_of_source
        row, changed = save_if_changed(found, model(code=code), values)
        if changed:
            events.record(
                agency=agency,
                actor=actor(by),
                verb=f"{kind}.{'changed' if found else 'added'}",
                # An event is about a row with a number; these have their code instead.
                about=agency,
                facts={kind: code},
            )
    return row


def source_history(kind: str, code: str) -> QuerySet[Event]:
    """The changes of one, the newest first."""
    verbs = [f"{kind}.added", f"{kind}.changed"]
    found = Event.objects.filter(object_type="agency", verb__in=verbs)
    return found.filter(**{f"facts__{kind}": code}).order_by("-id")


def source_stamp(row: type_of_source) -> str:
    """What a page keeps of one to notice a change."""
    return stamp_of([row])
