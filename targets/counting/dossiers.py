"""What a dossier counts as: the columns of `CountedDossier`, as one query over the records.

The same query serves one dossier and twelve million. Definitions: docs/indicators.md.
"""

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import Exact

from dossiers.models import (
    Complaint,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
    Medium,
    Paper,
    ReuseMode,
    Transfer,
)
from targets.counting.conditions import (
    ACCEPTED,
    REVOKED,
    TAKEN_IN,
    papers_of,
    reuses_of,
    signature_holds,
)
from targets.counting.times import (
    FAR,
    FINISHED,
    NEVER,
    late_from,
    on_time,
    settled_at,
    settled_on_time,
)
from targets.models import AskedComponent

NOT_COUNTED = (DossierStatus.REGISTERED, DossierStatus.NOT_RECEIVED)
# The lowest score of a rating that says a person is satisfied ("Hài lòng").
SATISFIED_FROM = 4
DOSSIER = OuterRef("pk")
NONE = Value(0, output_field=IntegerField())

type_of_columns = dict[str, Combinable]


def counted_dossiers() -> QuerySet[Any]:
    """The dossiers that count, each with its `day_of_intake`."""
    known = Dossier.objects.filter(received_at__lt=FAR).exclude(status__in=NOT_COUNTED)
    return known.order_by().annotate(day_of_intake=TruncDate("received_at"))


def dossier_columns() -> type_of_columns:
    """Each column of `CountedDossier` as an expression over `Dossier`."""
    return {
        "dossier_id": F("pk"),
        "agency_id": F("deciding_agency_id"),
        "procedure_id": F("procedure_id"),
        "holder_id": F("holder_id"),
        "channel": F("channel"),
        "status": F("status"),
        "closing_cause": F("closing_cause"),
        "received_day": F("day_of_intake"),
        "finished_day": Case(When(FINISHED, then=TruncDate("finished_at"))),
        "on_time": on_time(),
        "late_from": late_from(),
        "settled_day": TruncDate(settled_at()),
        "settled_on_time": settled_on_time(),
        "apologised": Exists(IssuedForm.objects.filter(dossier=DOSSIER, kind=FormKind.APOLOGY)),
        **_papers(),
        **_reuses(),
        **_transfers(),
        **_said(),
        "held_before": Exists(_earlier(DOSSIER, OuterRef("holder"), OuterRef("received_at"))),
        "resubmitted": _flag(_handed_in_again()),
    }


def _papers() -> type_of_columns:
    """M2: a component's file, and the result where one is given back. M3: that result.

    A database's answer satisfies a component, but is no file of it.
    """
    results = papers_of(DOSSIER).filter(is_result=True)
    files = reuses_of(DOSSIER).filter(paper__isnull=False)
    wants = Q(procedure__result_type__isnull=False)
    own = papers_of(DOSSIER).filter(is_result=False)
    has_component = Q(Exists(own)) | Q(Exists(files))
    digitized = Q(has_component, ~wants | Q(Exists(results)))
    return {
        "has_component": _flag(has_component),
        "digitized": _flag(digitized),
        "complete": _flag(Q(digitized, ~Exists(_missing()))),
        "wants_result": _flag(wants),
        "e_result": _flag(wants & Q(Exists(results))),
        # Which have a result is found for all at once, and its signature is looked up for those only.
        "e_result_valid": _flag(
            wants & Q(Exists(results)) & Q(Exists(results.filter(signature_holds())))
        ),
    }


def _missing() -> QuerySet[AskedComponent]:
    """Mandatory components for which there is neither a paper nor a reuse."""
    outer = OuterRef(OuterRef("pk"))
    return AskedComponent.objects.filter(
        ~Exists(papers_of(outer).filter(component=OuterRef("component"))),
        ~Exists(reuses_of(outer).filter(component=OuterRef("component"))),
        version=OuterRef("version"),
        mandatory=True,
    )


def _reuses() -> type_of_columns:
    asked = AskedComponent.objects.filter(version=OuterRef("version"))
    reused = reuses_of(OuterRef(OuterRef("pk"))).filter(component=OuterRef("component"))
    from_store = reuses_of(DOSSIER).filter(mode=ReuseMode.CITIZEN_STORE)
    return {
        "reusing": Exists(reuses_of(DOSSIER)),
        "from_store": Exists(from_store),
        "components": _number(asked, "version"),
        "components_reused": _if_any(
            reuses_of(DOSSIER), _number(asked.filter(Exists(reused)), "version"), NONE
        ),
    }


def _transfers() -> type_of_columns:
    transfers = Transfer.objects.filter(dossier=DOSSIER).order_by()
    electronic = transfers.filter(medium=Medium.ELECTRONIC)
    return {
        "transfers": _if_any(transfers, _number(transfers, "dossier"), NONE),
        "transfers_electronic": _if_any(electronic, _number(electronic, "dossier"), NONE),
    }


def _said() -> type_of_columns:
    complaints = Complaint.objects.filter(dossier=DOSSIER).order_by()
    first = complaints.order_by("received_at").values("received_at")[:1]
    return {
        "rated_day": TruncDate("rating__at"),
        "satisfied": _flag(Q(rating__isnull=False, rating__score__gte=SATISFIED_FROM)),
        "complained_day": TruncDate(_if_any(complaints, Subquery(first), NEVER)),
    }


def _earlier(dossier: OuterRef, holder: OuterRef, received_at: OuterRef) -> QuerySet[Paper]:
    """Papers of the holder that were accepted before, for something else."""
    elsewhere = Q(dossier__isnull=True) | ~Q(dossier=dossier)
    earlier = Paper.objects.filter(TAKEN_IN, elsewhere, accepted_at__lt=received_at, holder=holder)
    return earlier.order_by()


def _handed_in_again() -> Q:
    """Of its papers the holder had given one before: of the same type, and valid at intake.

    Where both bear a number, another number is another paper. One that replaced the earlier one is new.
    """
    dossier, received = OuterRef(OuterRef("pk")), OuterRef(OuterRef("received_at"))
    day, number = OuterRef(OuterRef("day_of_intake")), OuterRef("number_key")
    before = _earlier(dossier, OuterRef(OuterRef("holder")), received).filter(
        ACCEPTED | REVOKED,
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        Q(number_key="") | Q(number_key=number) | Q(Exact(number, Value(""))),
        paper_type=OuterRef("paper_type"),
        replaced_by__isnull=True,
    )
    own = papers_of(DOSSIER).filter(is_result=False)
    again = own.filter(Exists(before), holder=OuterRef("holder"))
    # Whether it has any is found for all dossiers at once, and few have to be looked at one by one.
    return Q(Exists(own)) & Q(Exists(again))


def _flag(condition: Q) -> Expression:
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def _if_any(rows: QuerySet[Any], then: Combinable, otherwise: Value) -> Expression:
    """What is worked out dossier by dossier where it has such rows; most have none.

    PostgreSQL finds for all dossiers at once which have any.
    """
    return Case(When(Exists(rows), then=then), default=otherwise)


def _number(rows: QuerySet[Any], by: str) -> Expression:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
