"""The list of open dossiers: whose, which, with what alarms; one query for a page and a few beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Role, User
from accounts.selectors import agencies_of, has_role
from counter.calendar import days_left
from counter.watch import RUNNING, promise
from dossiers.access import dossiers_open_to
from dossiers.models import (
    OPEN_STATUSES,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
    Reuse,
)

MINE, DECIDED, TAKEN_IN = "cua-toi", "giai-quyet", "tiep-nhan"
SCOPES = (
    (MINE, "Tôi thụ lý"),
    (DECIDED, "Cơ quan tôi giải quyết"),
    (TAKEN_IN, "Cơ quan tôi tiếp nhận"),
)
# What the list offers: the open ones, and those whose result waits to be fetched.
STATUSES = (*OPEN_STATUSES, DossierStatus.RESOLVED)
# In place of a status: what has ended, and of whose reused papers one is in doubt since.
ENDED_IN_DOUBT = "xong-nghi-ngo"
# Kept with a saved filter.
QUESTION = ("pham_vi", "thu_tuc", "trang_thai", "canh_bao", "han")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; what it says wrongly is the default."""

    scope: str
    procedure: str  # code; empty: every one
    status: int  # 0: every open one
    alarms_only: bool
    without_due_date: bool
    ended_in_doubt: bool = False

    @classmethod
    def of(cls, query: QueryDict, *, user: User) -> "Choice":
        """Read the address. Officers begin with their own, clerks with what their agency takes in."""
        usual = MINE if has_role(user, Role.Kind.OFFICER) else TAKEN_IN
        scope, status = query.get("pham_vi", ""), query.get("trang_thai", "")
        known = {str(each.value) for each in STATUSES}
        return cls(
            scope=scope if scope in dict(SCOPES) else usual,
            procedure=query.get("thu_tuc", "").strip().replace("\0", "")[:40],
            status=int(status) if status in known else 0,
            alarms_only=query.get("canh_bao") == "1",
            without_due_date=query.get("han") == "khong",
            ended_in_doubt=status == ENDED_IN_DOUBT,
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One dossier of the list."""

    dossier: Dossier
    days_left: int | None
    promised_at: datetime | None
    is_late: bool
    lacks_apology: bool
    paper_in_doubt: bool
    answered_at: datetime | None

    @property
    def days_over(self) -> int:
        """Working days past the due date."""
        return -self.days_left if self.days_left is not None and self.days_left < 0 else 0


def dossiers_of(choice: Choice, *, user: User) -> QuerySet[Dossier]:
    """The dossiers that are asked for, of those open to this person."""
    in_doubt = Reuse.objects.filter(~Q(alarm=""), settled_at__isnull=True, revoked_at__isnull=True)
    found = _in_scope(choice.scope, user).filter(due_at__isnull=choice.without_due_date)
    if choice.ended_in_doubt:
        # Few in a whole province, and an index holds them: they lead, not the dossiers.
        found = found.filter(pk__in=in_doubt.values("dossier")).exclude(status__in=OPEN_STATUSES)
    else:
        found = found.filter(status__in=[choice.status] if choice.status else OPEN_STATUSES)
    if choice.procedure:
        found = found.filter(procedure__code=choice.procedure)
    answered = IssuedForm.objects.filter(
        dossier=OuterRef("pk"), kind=FormKind.SUPPLEMENT, answered_at__isnull=False
    ).order_by("-answered_at")
    found = found.annotate(
        promised_at=promise(),
        paper_in_doubt=Exists(in_doubt.filter(dossier=OuterRef("pk"))),
        answered_at=Subquery(answered.values("answered_at")[:1]),
    )
    if choice.alarms_only:
        late = Q(status__in=RUNNING, due_at__lt=timezone.now(), promised_at__lt=timezone.now())
        found = found.filter(late | Q(paper_in_doubt=True))
    # Joined, the holders of a whole province would be read for one page of rows.
    return found.select_related("procedure", "officer", "deciding_agency").prefetch_related(
        "holder"
    )


def tasks(rows: Sequence[Dossier]) -> list[Task]:
    """The rows in words; they come from `dossiers_of`."""
    now = timezone.now()
    left = days_left([each.due_at for each in rows], now=now)
    return [_task(row, days, now) for row, days in zip(rows, left, strict=True)]


def _task(row: Dossier, left: int | None, now: datetime) -> Task:
    promised: datetime | None = getattr(row, "promised_at")  # noqa: B009 - an annotation
    late = row.status in RUNNING and row.due_at is not None and row.due_at < now
    return Task(
        dossier=row,
        days_left=left,
        promised_at=promised if promised != row.due_at else None,
        is_late=late,
        lacks_apology=late and promised is not None and promised < now,
        paper_in_doubt=bool(getattr(row, "paper_in_doubt")),  # noqa: B009 - as above
        answered_at=getattr(row, "answered_at")  # noqa: B009 - as above
        if row.status == DossierStatus.PROCESSING
        else None,
    )


def _in_scope(scope: str, user: User) -> QuerySet[Dossier]:
    """Each scope is narrower than `dossiers_open_to`, and has an index of its own."""
    if scope == MINE:
        # Who was moved to another agency loses what they handled.
        return dossiers_open_to(user).filter(officer=user)
    agencies = list(
        agencies_of(user, Role.Kind.OFFICER, Role.Kind.CLERK).values_list("pk", flat=True)
    )
    if scope == DECIDED:
        return Dossier.objects.filter(deciding_agency__in=agencies)
    return Dossier.objects.filter(place_of_intake__in=agencies)
