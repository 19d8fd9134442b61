"""The shared catalogues: the heads of procedures, and paper types. What a procedure asks for is in drafts.py.

They hold for every agency, so only who administers a whole province or ministry changes them; the
events stand in the chain of that province or ministry.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import actor
from accounts.models import Agency, User
from accounts.selectors import catalogue_agency
from dossiers import events
from dossiers.administration.acting import check_stamp, held, stamp_of
from dossiers.administration.errors import CatalogueRefused, NotYours
from dossiers.imports.rows import save_if_changed
from dossiers.models import Event, PaperType, Procedure

PAPER_TYPE_VERBS = ("paper_type.added", "paper_type.changed")


def write_procedure(
    *, by: User, procedure_id: int | None, values: Mapping[str, Any], seen: str = ""
) -> Procedure:
    """Add a procedure (`procedure_id` None, `values` with its code) or change what all its versions have.

    Args:
        seen: `procedure_stamp` of what the person had before them.

    Raises:
        NotYours, Changed.
        CatalogueRefused: the code of a new one is taken.
    """
    with transaction.atomic():
        by, agency = held_keeper(by)
        found = _procedure(procedure_id, seen) if procedure_id is not None else None
        if found is None and Procedure.objects.filter(code=values["code"]).exists():
            raise CatalogueRefused("procedure.code_taken")
        procedure, changed = save_if_changed(found, Procedure(code=values["code"]), values)
        if changed:
            verb = "procedure.changed" if found else "procedure.added"
            events.record(agency=agency, actor=actor(by), verb=verb, about=procedure)
    return procedure


def write_paper_type(
    *, by: User, code: str, values: Mapping[str, Any], seen: str | None
) -> PaperType:
    """Change a paper type, or add one (`seen` None).

    A new retention is for papers signed from now on: what is held keeps the end that was set when it
    was stored.

    Raises:
        NotYours, Changed.
        CatalogueRefused: the code of a new one is taken.
    """
    with transaction.atomic():
        by, agency = held_keeper(by)
        found = PaperType.objects.select_for_update(no_key=True).filter(code=code).first()
        if seen is None and found is not None:
            raise CatalogueRefused("paper_type.code_taken")
        if seen is not None:
            check_stamp(seen, paper_type_stamp(found) if found else "")
        before = {name: getattr(found, name) for name in values} if found else {}
        paper_type, changed = save_if_changed(found, PaperType(code=code), values)
        if changed:
            events.record(
                agency=agency,
                actor=actor(by),
                verb=PAPER_TYPE_VERBS[found is not None],
                # An event is about a row with a number; a paper type has its code instead.
                about=agency,
                facts={"paper_type": code, "changed": _differences(before, values)},
            )
    return paper_type


def paper_type_history(code: str) -> QuerySet[Event]:
    """The changes of a paper type, the newest first."""
    found = Event.objects.filter(object_type="agency", verb__in=PAPER_TYPE_VERBS)
    return found.filter(facts__paper_type=code).order_by("-id")


def procedure_stamp(procedure: Procedure) -> str:
    """What a page keeps of the head of a procedure, to notice a change."""
    return stamp_of([procedure])


def paper_type_stamp(paper_type: PaperType) -> str:
    """What a page keeps of a paper type to notice a change."""
    return stamp_of([paper_type])


def held_keeper(by: User) -> tuple[User, Agency]:
    """Who keeps the catalogues, held, and the province or ministry that they keep them for."""
    by = held(by)
    agency = catalogue_agency(by)
    if agency is None:
        raise NotYours
    return by, agency


def _procedure(procedure_id: int, seen: str) -> Procedure:
    procedure = Procedure.objects.select_for_update(no_key=True).filter(pk=procedure_id).first()
    if procedure is None:
        raise NotYours
    check_stamp(seen, procedure_stamp(procedure))
    return procedure


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Old and new value of each column that differs; of texts in a person's words only that they differ."""
    found: dict[str, list[Any]] = {}
    for name, value in after.items():
        if name in before and before[name] != value:
            plain = name not in {"name", "mark_text"}
            found[name] = [before[name], value] if plain else []
    return found
