"""A procedure is changed in a draft, which is published as its next version or thrown away.

Dossiers know nothing of a draft. There is at most one of a procedure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.administration.acting import check_stamp, stamp_of
from dossiers.administration.catalogue import held_keeper
from dossiers.administration.errors import CatalogueRefused, NotYours
from dossiers.models import (
    AcceptedData,
    AcceptedPaper,
    CombinedPart,
    Component,
    Procedure,
    ProcedureVersion,
)
from dossiers.procedures.content import (
    Asked,
    Content,
    content_of,
    published_versions,
    write_component,
    write_content,
    write_parts,
)
from dossiers.procedures.errors import VersionRefused
from dossiers.procedures.publishing import Act, hold_catalogue, publish, version_on


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says besides its components; `parts` as codes of procedures, in their order."""

    processing_days: int | None
    legal_basis: str
    intake_place: str
    parts: Sequence[str] = ()


def draft_of(procedure: Procedure) -> ProcedureVersion | None:
    """The draft of a procedure, where there is one."""
    return procedure.versions.filter(published_at=None).first()


def open_draft(*, by: User, procedure_id: int) -> ProcedureVersion:
    """Begin a draft that says what is in force, or go on with the one that there is.

    Raises:
        NotYours.
    """
    with transaction.atomic():
        hold_catalogue()
        by, agency = held_keeper(by)
        procedure = Procedure.objects.filter(pk=procedure_id).first()
        if procedure is None:
            raise NotYours
        if found := draft_of(procedure):
            return found
        holding = version_on(published_versions(procedure), timezone.localdate())
        last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
        draft = ProcedureVersion(procedure=procedure, number=last + 1)
        parts = [each.part for each in holding.parts.all()] if holding else []
        write_content(draft, content_of(holding) if holding else Content(), parts=parts)
        _tell(Act(actor(by), agency), "procedure.draft_opened", draft)
    return draft


def write_draft_terms(*, by: User, procedure_id: int, terms: Terms, seen: str) -> None:
    """Change what the draft says besides its components.

    Raises:
        NotYours, Changed.
        CatalogueRefused: a part is not published.
    """
    with transaction.atomic():
        _, draft = _draft(by, procedure_id, seen)
        found = {each.code: each for each in Procedure.objects.filter(code__in=terms.parts)}
        today = timezone.localdate()
        parts = [found[code].version_on(today) for code in terms.parts if code in found]
        joined = [each for each in parts if each is not None]
        if len(joined) != len(terms.parts):
            raise CatalogueRefused("procedure.part_not_published")
        draft.processing_days, draft.legal_basis = terms.processing_days, terms.legal_basis
        draft.intake_place = terms.intake_place
        draft.save()
        write_parts(draft, joined)


def write_draft_component(
    *, by: User, procedure_id: int, component_id: int | None, wanted: Asked, seen: str
) -> Component:
    """Add a component to the draft, or change one, with what satisfies it.

    Raises:
        NotYours, Changed.
        CatalogueRefused: another component has the code, or nothing is accepted.
    """
    with transaction.atomic():
        _, draft = _draft(by, procedure_id, seen)
        found = draft.components.filter(pk=component_id).first() if component_id else None
        if component_id and found is None:
            raise NotYours
        if draft.components.filter(code=wanted.code).exclude(pk=component_id or 0).exists():
            raise CatalogueRefused("component.code_taken")
        if not wanted.accepted and not wanted.data:
            raise CatalogueRefused("component.accepts_nothing")
        return write_component(draft, wanted, held=found)


def remove_draft_component(*, by: User, procedure_id: int, component_id: int, seen: str) -> None:
    """Take a component out of the draft.

    Raises:
        NotYours, Changed.
    """
    with transaction.atomic():
        _, draft = _draft(by, procedure_id, seen)
        draft.components.filter(pk=component_id).delete()


def discard_draft(*, by: User, procedure_id: int, seen: str) -> bool:
    """Throw a draft away, with a procedure that never had more; whether the procedure is still there.

    Raises:
        NotYours, Changed.
    """
    with transaction.atomic():
        act, draft = _draft(by, procedure_id, seen)
        procedure = draft.procedure
        _tell(act, "procedure.draft_discarded", draft)
        draft.delete()
        stays = procedure.versions.exists()
        if not stays:
            procedure.delete()
    return stays


def publish_draft(
    *, by: User, procedure_id: int, first_day: date | None, note: str, seen: str
) -> ProcedureVersion:
    """Make the draft the version in force from a day on, today or later.

    Args:
        first_day: None: from the beginning, for the first version of a procedure only.

    Raises:
        NotYours, Changed.
        CatalogueRefused: the day is past or taken, the draft changes nothing, or parts do not fit.
    """
    today = timezone.localdate()
    with transaction.atomic():
        act, draft = _draft(by, procedure_id, seen)
        procedure, content = draft.procedure, content_of(draft)
        begun = procedure.versions.published().exists()
        if begun and (first_day is None or first_day < today):
            raise CatalogueRefused("procedure.day_past")
        draft.delete()
        try:
            version = publish(
                procedure, content=content, first_day=first_day, act=replace(act, note=note)
            )
        except VersionRefused as error:
            raise CatalogueRefused(error.code) from error
        if version is None:
            raise CatalogueRefused("procedure.nothing_changed")
    return version


def draft_stamp(procedure: Procedure) -> str:
    """What a page keeps of a procedure, its draft and the versions beside it, to notice a change."""
    components = Component.objects.filter(version__procedure=procedure, version__published_at=None)
    of_draft = {"component__in": components}
    parts = CombinedPart.objects.filter(whole__procedure=procedure, whole__published_at=None)
    return stamp_of(
        [
            procedure,
            *procedure.versions.order_by("pk"),
            *components.order_by("pk"),
            *AcceptedPaper.objects.filter(**of_draft).order_by("pk"),
            *AcceptedData.objects.filter(**of_draft).order_by("pk"),
            *parts.order_by("pk"),
        ]
    )


def _tell(act: Act, verb: str, draft: ProcedureVersion) -> None:
    assert act.agency is not None  # noqa: S101 - held_keeper gave one
    facts = {"version": draft.pk}
    events.record(agency=act.agency, actor=act.by, verb=verb, about=draft.procedure, facts=facts)


def _draft(by: User, procedure_id: int, seen: str) -> tuple[Act, ProcedureVersion]:
    hold_catalogue()
    by, agency = held_keeper(by)
    procedure = Procedure.objects.filter(pk=procedure_id).first()
    draft = draft_of(procedure) if procedure else None
    if procedure is None or draft is None:
        raise NotYours
    check_stamp(seen, draft_stamp(procedure))
    return Act(actor(by), agency), draft
