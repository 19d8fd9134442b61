"""When a dossier was due, finished and settled, as expressions over `counted_dossiers`.

Source: docs/indicators.md, M9.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate
from django.db.models.lookups import IsNull, LessThanOrEqual

from dossiers.models import DossierStatus, FormKind, IssuedForm, Pause
from targets.models import TimeLimit

# Where something never ends, other systems write a last day of the calendar: nothing can be added to that.
FAR = datetime(9000, 1, 1, tzinfo=UTC)

FINISHED = Q(
    status__in=(
        DossierStatus.WITHDRAWN,
        DossierStatus.STOPPED,
        DossierStatus.RESOLVED,
        DossierStatus.RETURNED,
    ),
    # A last day of the calendar says that it is not finished, as no day does.
    finished_at__lt=FAR,
)
WAITS = Q(status=DossierStatus.SUPPLEMENT_ASKED)
# What has no due time, and a limit of its version's instead.
LIMITED = Q(due_at__isnull=True, version__processing_days__isnull=False)

ONE_DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=36_500)
NEVER = Value(None, output_field=DateTimeField())
UNKNOWN = Value(None, output_field=BooleanField())


def due() -> Expression:
    """When it is due: the due time, else the end of its version's limit; later by what it was paused."""
    limits = TimeLimit.objects.filter(
        received_day=OuterRef("day_of_intake"),
        working_days=OuterRef("version__processing_days"),
    )
    # Due before it came, it is overdue from the day on which it came: never before it was there.
    told = Least(Greatest(F("due_at"), _day_before("received_at")), Value(FAR))
    moment = Case(
        When(due_at__isnull=False, then=told),
        default=Subquery(limits.values("ends_at")[:1]),
        output_field=DateTimeField(),
    )
    ended = Pause.objects.filter(
        dossier=OuterRef("pk"), moves_due=True, completed_at__isnull=False
    ).order_by()
    # Of most dossiers nothing has to be added up.
    return Case(
        When(Exists(ended), then=_later(moment, _length(ended))),
        default=moment,
        output_field=DateTimeField(),
    )


def _length(pauses: QuerySet[Pause]) -> Expression:
    """How long it waited for supplements that its due time does not hold yet."""
    length = ExpressionWrapper(F("completed_at") - F("asked_at"), output_field=DurationField())
    waited = pauses.values("dossier").annotate(waited=Sum(length)).values("waited")
    longest = Value(LONGEST_PAUSE, output_field=DurationField())
    return Least(Subquery(waited), longest, output_field=DurationField())


def on_time() -> Expression:
    """Whether it was finished by then; unknown while it is open, and where nothing says when it was due."""
    return Case(
        When(~FINISHED, then=UNKNOWN),
        default=_within(F("finished_at")),
        output_field=BooleanField(),
    )


def late_from() -> Expression:
    """The day after the due day."""
    return TruncDate(_later(due(), Value(ONE_DAY, output_field=DurationField())))


def settled_at() -> Expression:
    """When it was finished; of what waits for its applicant, when that was asked for."""
    return Case(
        When(FINISHED, then=F("finished_at")),
        When(WAITS, then=_asked_at()),
        default=NEVER,
        output_field=DateTimeField(),
    )


def settled_on_time() -> Expression:
    """Whether it was settled by then; asked for supplements more than once, it is late."""
    before = Pause.objects.filter(dossier=OuterRef("pk"), completed_at__isnull=False)
    forms = IssuedForm.objects.filter(
        dossier=OuterRef("pk"), kind=FormKind.SUPPLEMENT, answered_at__isnull=False
    )
    return Case(
        When(FINISHED, then=_within(F("finished_at"))),
        When(WAITS & Q(IsNull(due(), True)), then=UNKNOWN),  # noqa: FBT003 - Django's lookup
        When(WAITS & (Q(Exists(before)) | Q(Exists(forms))), then=Value(value=False)),
        When(WAITS, then=_within(_asked_at())),
        default=UNKNOWN,
        output_field=BooleanField(),
    )


def _asked_at() -> Expression:
    """When its applicant was asked for what they have not brought yet; not before it was there."""
    asked = Greatest("asked_at", OuterRef("received_at"), output_field=DateTimeField())
    open_pause = Pause.objects.filter(dossier=OuterRef("pk"), completed_at__isnull=True).order_by()
    open_form = IssuedForm.objects.filter(
        dossier=OuterRef("pk"), kind=FormKind.SUPPLEMENT, answered_at__isnull=True
    ).order_by("issued_at")
    return Coalesce(
        Subquery(open_pause.annotate(asked=asked).values("asked")[:1]),
        Subquery(open_form.values("issued_at")[:1]),
        output_field=DateTimeField(),
    )


def _within(moment: Expression | F) -> Expression:
    """Unknown where one of the two is: a comparison with nothing is neither true nor false."""
    return ExpressionWrapper(LessThanOrEqual(moment, due()), output_field=BooleanField())


def _day_before(column: str) -> Expression:
    return _later(F(column), Value(-ONE_DAY, output_field=DurationField()))


def _later(moment: Combinable, by: Combinable) -> Expression:
    return ExpressionWrapper(moment + by, output_field=DateTimeField())
