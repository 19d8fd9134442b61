"""When a dossier was due, finished and settled, as expressions over `counted_dossiers`.

Source: docs/indicators.md, M9.
"""

from datetime import timedelta

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
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import IsNull, LessThanOrEqual

from dossiers.models import DossierStatus, FormKind, IssuedForm, Pause
from targets.models import TimeLimit

FINISHED = Q(
    status__in=(
        DossierStatus.WITHDRAWN,
        DossierStatus.STOPPED,
        DossierStatus.RESOLVED,
        DossierStatus.RETURNED,
    ),
    finished_at__isnull=False,
)
WAITS = Q(status=DossierStatus.SUPPLEMENT_ASKED)
# What has no due time, and a limit of its version's instead.
LIMITED = Q(due_at__isnull=True, version__processing_days__isnull=False)

ONE_DAY = timedelta(days=1)
NEVER = Value(None, output_field=DateTimeField())
UNKNOWN = Value(None, output_field=BooleanField())


def due() -> Expression:
    """When it is due: the due time, else the end of its version's limit; later by what it was paused."""
    limits = TimeLimit.objects.filter(
        received_day=OuterRef("day_of_intake"),
        working_days=OuterRef("version__processing_days"),
    )
    moment = Case(
        When(due_at__isnull=False, then=F("due_at")),
        default=Subquery(limits.values("ends_at")[:1]),
        output_field=DateTimeField(),
    )
    return _later(moment, _paused())


def _paused() -> Expression:
    """How long it waited for supplements that its due time does not hold yet."""
    ended = Pause.objects.filter(
        dossier=OuterRef("pk"), moves_due=True, completed_at__isnull=False
    ).order_by()
    length = ExpressionWrapper(F("completed_at") - F("asked_at"), output_field=DurationField())
    waited = ended.values("dossier").annotate(waited=Sum(length)).values("waited")
    none = Value(timedelta(0), output_field=DurationField())
    return Coalesce(Subquery(waited), none, output_field=DurationField())


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
    """When its applicant was asked for what they have not brought yet."""
    open_pause = Pause.objects.filter(dossier=OuterRef("pk"), completed_at__isnull=True).order_by()
    open_form = IssuedForm.objects.filter(
        dossier=OuterRef("pk"), kind=FormKind.SUPPLEMENT, answered_at__isnull=True
    ).order_by("issued_at")
    return Coalesce(
        Subquery(open_pause.values("asked_at")[:1]),
        Subquery(open_form.values("issued_at")[:1]),
        output_field=DateTimeField(),
    )


def _within(moment: Expression | F) -> Expression:
    """Unknown where one of the two is: a comparison with nothing is neither true nor false."""
    return ExpressionWrapper(LessThanOrEqual(moment, due()), output_field=BooleanField())


def _later(moment: Combinable, by: Combinable) -> Expression:
    return ExpressionWrapper(moment + by, output_field=DateTimeField())
