"""What every act at the counter shares: the dossier is held, its status moved by the table, the act recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from counter.calendar import end_of, local_day, office_days
from counter.results import Refused
from counter.states import may_move
from dossiers import events
from dossiers.access import dossiers_open_to
from dossiers.models import Dossier, DossierStatus, FormKind, IssuedForm, Pause

TEXT_LENGTH = 1000
CLOSING = frozenset(
    {
        DossierStatus.NOT_RECEIVED,
        DossierStatus.WITHDRAWN,
        DossierStatus.STOPPED,
        DossierStatus.RESOLVED,
    }
)


def hold(dossier_id: int, person: User, *kinds: Role.Kind) -> Dossier | Refused:
    """The dossier, locked until the transaction ends; not there and not theirs are answered alike."""
    rows = dossiers_open_to(person, *kinds).filter(pk=dossier_id)
    # Without joins: who waited for the lock would find nothing where holder or officer is another by now.
    rows.select_for_update(no_key=True).order_by().values_list("pk").first()
    held = rows.select_related(
        "procedure",
        "version",
        "holder",
        "officer",
        "place_of_intake__parent",
        "deciding_agency__parent",
    ).first()
    return held or Refused("counter.not_your_dossier")


def lock_agencies(*agencies: Agency) -> None:
    """Take the rows in one order, so that two offices that work for each other never wait in a ring."""
    keys = {each.pk for each in agencies}
    rows = Agency.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    list(rows.values_list("pk", flat=True))


def cannot_move(dossier: Dossier, status: DossierStatus) -> Refused | None:
    """Why the dossier cannot go on to this status, if so."""
    if may_move(dossier.status, status):
        return None
    return Refused("counter.wrong_status", (dossier.get_status_display(),))


def move(dossier: Dossier, status: DossierStatus, *, cause: str = "") -> None:
    """Set the status, which the caller has asked `cannot_move` about; the caller records the event.

    Whoever closes a dossier that waits for its applicant gives it back the days of waiting.
    """
    changed = ["status"]
    if dossier.status == DossierStatus.SUPPLEMENT_ASKED:
        changed += _resume_clock(dossier)
    dossier.status = status
    if status in CLOSING and dossier.finished_at is None:
        dossier.finished_at = timezone.now()
        changed.append("finished_at")
    if cause:
        dossier.closing_cause = cause
        changed.append("closing_cause")
    dossier.save(update_fields=changed)


def record(
    dossier: Dossier, verb: str, *, by: User, purpose: str = "", facts: Mapping[str, Any]
) -> None:
    """The act as an event of the agency that decides."""
    events.record(
        agency=dossier.deciding_agency,
        actor=actor(by),
        verb=verb,
        about=dossier,
        purpose=purpose[:500],
        facts={"status": dossier.status, **facts},
    )


def open_request(dossier: Dossier) -> IssuedForm | None:
    """The request for supplements that still waits for its answer."""
    return dossier.forms.filter(kind=FormKind.SUPPLEMENT, answered_at__isnull=True).first()


def open_pause(dossier: Dossier) -> Pause | None:
    """The waiting for the applicant that has not ended."""
    return dossier.pauses.filter(completed_at__isnull=True).first()


def _resume_clock(dossier: Dossier) -> list[str]:
    """The due date moves by the working days that were waited (indicator M9: minus supplement pauses)."""
    pause, days, now = open_pause(dossier), office_days(), timezone.now()
    if dossier.due_at is None:
        # It came without an appointment: the limit of its procedure holds, for which the clock stands too.
        limit = dossier.version.processing_days
        if dossier.received_at is None or limit is None:
            _end(pause, now, moves_due=True)
            return []
        dossier.due_at = end_of(days.after(local_day(dossier.received_at), limit))
    if pause is not None and pause.moves_due:
        waited = days.between(local_day(pause.asked_at), local_day(now))
        due = timezone.localtime(dossier.due_at)
        moved = days.after(due.date(), waited)
        dossier.due_at = due.replace(year=moved.year, month=moved.month, day=moved.day)
    _end(pause, now, moves_due=False)
    return ["due_at"]


def _end(pause: Pause | None, at: datetime, *, moves_due: bool) -> None:
    if pause is not None:
        pause.completed_at, pause.moves_due = at, moves_due
        pause.save(update_fields=["completed_at", "moves_due"])
