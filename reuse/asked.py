"""How often citizens were asked for what is held, and held papers left unused, by reason and agency."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Count, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import PaperRefusal, PaperRequest, Reuse


@dataclass(frozen=True)
class AskedAnyway:
    """One agency: how often each reason was given, beside the components that were reused."""

    agency: Agency
    asked: Mapping[str, int] = field(default_factory=Counter)  # by PaperRequest.Reason
    refused: Mapping[str, int] = field(default_factory=Counter)  # by PaperRefusal.Reason
    reused: int = 0

    @property
    def times_asked(self) -> int:
        """How often a held paper was asked for."""
        return sum(self.asked.values())

    @property
    def times_refused(self) -> int:
        """How often a held paper was left unused."""
        return sum(self.refused.values())


def asked_anyway(agencies: QuerySet[Agency], *, since: date, until: date) -> list[AskedAnyway]:
    """By deciding agency, those that asked most often first; agencies where nothing happened are left out.

    Args:
        agencies: what the viewer answers for; nothing outside it is counted.
        since, until: both days included, in the time of the office.
    """
    begin, end = _begin(since), _begin(until + timedelta(days=1))
    asked = _by_agency(PaperRequest.objects.filter(at__gte=begin, at__lt=end), agencies)
    left = PaperRefusal.objects.filter(at__gte=begin, at__lt=end, revoked_at__isnull=True)
    refused = _by_agency(left, agencies)
    reused = _reused(agencies, begin, end)
    found = agencies.filter(pk__in={*asked, *refused, *reused})
    rows = [
        AskedAnyway(
            each,
            asked.get(each.pk, Counter()),
            refused.get(each.pk, Counter()),
            reused.get(each.pk, 0),
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: (-row.times_asked, -row.times_refused, row.agency.path))


def _by_agency(rows: QuerySet[Model], agencies: QuerySet[Agency]) -> dict[int, Counter[str]]:
    counted = (
        rows.filter(dossier__deciding_agency__in=agencies)
        .order_by()
        .values_list("dossier__deciding_agency", "reason")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[str]] = {}
    for agency, reason, count in counted:
        found.setdefault(agency, Counter())[reason] += count
    return found


def _reused(agencies: QuerySet[Agency], begin: datetime, end: datetime) -> dict[int, int]:
    """Components, not papers: of an alternative with two papers nobody was asked for one component."""
    component = Concat(Cast("dossier", CharField()), Value("/"), Cast("component", CharField()))
    counted = (
        Reuse.objects.filter(
            at__gte=begin,
            at__lt=end,
            revoked_at__isnull=True,
            dossier__deciding_agency__in=agencies,
        )
        .order_by()
        .values_list("dossier__deciding_agency")
        .annotate(count=Count(component, distinct=True))
    )
    return dict(counted)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
