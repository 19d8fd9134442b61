"""Reads of the counter: counts by cause, and what may be chosen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import (
    CLOSED_WITH_CAUSE,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
    SupplementItem,
    SupplementReason,
)


@dataclass(frozen=True, slots=True)
class Closing:
    """How many dossiers ended so, for this cause."""

    status: DossierStatus
    cause: str
    count: int


@dataclass(frozen=True, slots=True)
class Supplements:
    """Requests for supplements of a period, those that were not the first of their dossier, items by cause."""

    requests: int
    again: int
    items: dict[str, int]


def closings_by_cause(
    agencies: Collection[Agency] | QuerySet[Agency], *, since: date, until: date
) -> list[Closing]:
    """Dossiers that these agencies refused, stopped, or that were withdrawn, by their last day and cause."""
    found = (
        Dossier.objects.filter(
            deciding_agency__in=agencies,
            status__in=CLOSED_WITH_CAUSE,
            finished_at__date__range=(since, until),
        )
        .values("status", "closing_cause")
        .annotate(count=Count("pk"))
        .order_by("status", "closing_cause")
    )
    return [
        Closing(DossierStatus(row["status"]), row["closing_cause"], row["count"]) for row in found
    ]


def supplements_by_cause(
    agencies: Collection[Agency] | QuerySet[Agency], *, since: date, until: date
) -> Supplements:
    """What citizens of these agencies' dossiers were asked for, by whose doing it was."""
    requests = IssuedForm.objects.filter(
        kind=FormKind.SUPPLEMENT, agency__in=agencies, issued_at__date__range=(since, until)
    )
    again = Count("pk", filter=Q(reason__isnull=False))
    counted = requests.aggregate(all=Count("pk"), again=again)
    items = SupplementItem.objects.filter(form__in=requests).values_list("cause")
    by_cause = dict(items.annotate(count=Count("pk")).order_by("cause"))
    return Supplements(requests=counted["all"], again=counted["again"], items=by_cause)


def reasons_now() -> list[SupplementReason]:
    """The reasons that hold today for asking a second time."""
    today = timezone.localdate()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return list(SupplementReason.objects.filter(begun, not_ended))
