"""Notes the dossiers that are late without an apology, and tells their officers, once for each promised day."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from counter.calendar import local_day
from dossiers.models import (
    OPEN_STATUSES,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
    Notification,
)
from dossiers.notices import officers_of, tell

LATE = "dossier.late_without_apology"
AT_ONCE = 400  # below the number of values that SQLite lets one query name
# While the applicant is waited for, the clock stands.
RUNNING = tuple(each for each in OPEN_STATUSES if each != DossierStatus.SUPPLEMENT_ASKED)


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found."""

    late: int
    told: int


def promise() -> Coalesce:
    """The day that the applicant was told last: of the newest apology, else the due date."""
    newest = (
        IssuedForm.objects.filter(dossier=OuterRef("pk"), kind=FormKind.APOLOGY)
        .order_by("-new_due_at")
        .values("new_due_at")[:1]
    )
    return Coalesce(Subquery(newest), F("due_at"), output_field=DateTimeField())


def late_without_apology(dossiers: QuerySet[Dossier], *, now: datetime) -> QuerySet[Dossier]:
    """Those whose clock runs, and whose promised day is over."""
    late = dossiers.filter(status__in=RUNNING, due_at__lt=now)
    return late.annotate(promised_at=promise()).filter(promised_at__lt=now)


def watch(*, dry_run: bool = False) -> Watched:
    """Tell the officers of every dossier that is late without an apology and were not told yet.

    A dossier is told of again when the day that an apology promised is over too.
    """
    now = timezone.now()
    late = late_without_apology(Dossier.objects.all(), now=now)
    told = Notification.objects.filter(
        dossier=OuterRef("pk"), kind=LATE, at__gt=OuterRef("promised_at")
    )
    # Whom to tell is asked anew each time: where nobody decides for an agency yet, somebody may tomorrow.
    new = list(late.filter(~Exists(told)).order_by("due_at", "pk").values_list("pk", flat=True))
    count = len(new) if dry_run else 0
    for start in range(0, 0 if dry_run else len(new), AT_ONCE):
        part = Dossier.objects.filter(pk__in=new[start : start + AT_ONCE])
        for dossier in (
            part.annotate(promised_at=promise()).select_related("officer").order_by("due_at", "pk")
        ):
            count += _tell(dossier)
    return Watched(late=late.count(), told=count)


def _tell(dossier: Dossier) -> bool:
    """Whether there was somebody to tell."""
    promised: datetime = getattr(dossier, "promised_at")  # noqa: B009 - an annotation
    key = f"{LATE}:dossier:{dossier.pk}:{local_day(promised).isoformat()}"
    officers = officers_of(dossier)
    tell(officers, kind=LATE, key=key, dossier=dossier)
    return bool(officers)
