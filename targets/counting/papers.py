"""What a paper counts as: the columns of `CountedPaper`."""

from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncDate

from dossiers.models import Paper, Procedure, Rendition
from dossiers.states import KEPT_STATES, State
from targets.counting.conditions import ACCEPTED, REVOKED, TAKEN_IN, signature_holds
from targets.counting.stock import leaving_stock

type_of_columns = dict[str, Combinable]

# Valid until then or later: other systems write a last day of the calendar where something never ends.
FAR = date(9000, 1, 1)
# A result that stands in the records: proposed to the clerk, accepted, or revoked later.
KNOWN = (
    Q(state=State.TO_REVIEW) | Q(state=State.FAILED, accepted_at__isnull=False) | ACCEPTED | REVOKED
) & Q(replaced_by__isnull=True)


def counted_papers() -> QuerySet[Paper]:
    """The papers that may count; of most there is nothing to count until they are accepted."""
    known = Paper.objects.filter(Q(accepted_at__isnull=False) | Q(state=State.TO_REVIEW))
    days = known.order_by().annotate(
        day_of_acceptance=TruncDate("accepted_at"),
        day_of_end=_end(),
        day_of_begin=Coalesce(
            "valid_from", TruncDate("accepted_at"), TruncDate("received_file__received_at")
        ),
    )
    copied = Greatest("day_of_begin", "day_of_acceptance", output_field=DateField())
    has_copy = (ACCEPTED | REVOKED) & Q(accepted_at__isnull=False)
    in_time = Q(day_of_end__isnull=True) | Q(day_of_acceptance__lt=F("day_of_end"))
    return days.annotate(day_of_copy=Case(When(has_copy & in_time, then=copied)))


def paper_columns() -> type_of_columns:
    """Each column of `CountedPaper` as an expression over `counted_papers`."""
    open_end = Q(day_of_end__isnull=True)
    stands = KNOWN & _is_result() & (open_end | Q(day_of_begin__lt=F("day_of_end")))
    of_backlog = Q(dossier__isnull=True) & stands
    leaving = leaving_stock()
    return {
        "paper_id": F("pk"),
        "agency_id": F("agency_id"),
        "procedure_id": F("dossier__procedure_id"),
        "paper_type_id": F("paper_type_id"),
        "holder_id": F("holder_id"),
        "accepted_day": Case(When(TAKEN_IN, then=F("day_of_acceptance"))),
        "stored": _stored(),
        "result_agency_id": Case(
            When(stands, then=Coalesce("dossier__deciding_agency_id", "agency_id"))
        ),
        "result_from": Case(When(stands, then=F("day_of_begin"))),
        "result_to": Case(When(stands, then=F("day_of_end"))),
        "copy_from": Case(When(stands, then=F("day_of_copy"))),
        **{name: Case(When(of_backlog, then=column)) for name, column in leaving.items()},
    }


def _stored() -> Expression:
    """M4: signed with a signature that holds, its hash kept, its owner known.

    What was stored and has been disposed of since was stored all the same.
    """
    copies = Rendition.objects.filter(paper=OuterRef("pk")).exclude(sha256="").order_by()
    signed = copies.filter(kind=Rendition.Kind.SIGNED)
    original = copies.filter(kind=Rendition.Kind.ORIGINAL)
    kept = Q(state__in=(*KEPT_STATES, State.DISPOSED), holder__isnull=False)
    has_copy = Q(Exists(signed), arrived_signed=False) | Q(Exists(original), arrived_signed=True)
    return Case(
        When(kept & TAKEN_IN & has_copy & Q(signature_holds()), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def _is_result() -> Q:
    """Of a dossier as the clerk said; of the backlog, a paper of a type that a procedure gives."""
    gives = Procedure.objects.filter(result_type=OuterRef("paper_type")).order_by()
    return Q(dossier__isnull=False, is_result=True) | Q(Exists(gives), dossier__isnull=True)


def _end() -> Expression:
    """The first day without it, of what ends."""
    after = Cast(
        ExpressionWrapper(F("valid_to") + timedelta(days=1), output_field=DateField()), DateField()
    )
    # Not Least alone: what it makes of nothing depends on the database.
    return Case(
        When(Q(valid_to__isnull=True) | Q(valid_to__gte=FAR), then=F("revoked_at")),
        When(revoked_at__isnull=True, then=after),
        default=Least(after, "revoked_at", output_field=DateField()),
        output_field=DateField(),
    )
