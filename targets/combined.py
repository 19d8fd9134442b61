"""The time that combined procedures save (seed S4-1: three procedures in 42 days instead of 122, 97 of 312)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Procedure, ProcedureVersion
from targets.indicators import Span, Term
from targets.models import Measure
from targets.periods import Period
from targets.reading import Reading
from targets.selectors import percent
from targets.summing import Apart, Reach, sums

RECEIVED = Term(Measure.RECEIVED, Span.PERIOD)


@dataclass(frozen=True, slots=True)
class TimeSaved:
    """A combined procedure in a period, in one version: its limit against those of its parts.

    `together` counts dossiers of the combined procedure; `apart` those of its last part alone, which every
    case comes to in the end, so that both together are the cases that could have been combined.
    """

    version: ProcedureVersion  # with its procedure
    parts: list[ProcedureVersion]  # in their order, with their procedures
    period: Period
    together: int
    apart: int

    @property
    def days(self) -> int | None:
        """Working days that the combined procedure is allowed; None where it has no limit."""
        return self.version.processing_days

    @property
    def days_apart(self) -> int | None:
        """Working days of the parts one after the other; None where one of them has no limit."""
        limits = [each.processing_days for each in self.parts]
        return sum(each for each in limits if each is not None) if None not in limits else None

    @property
    def saved_days(self) -> int | None:
        """Working days saved for each dossier; below zero where combining takes longer."""
        if self.days is None or self.days_apart is None:
            return None
        return self.days_apart - self.days

    @property
    def saved_percent(self) -> Decimal | None:
        """Of the time that the parts take one after the other."""
        if self.saved_days is None or self.days_apart is None:
            return None
        return percent(self.saved_days, self.days_apart)

    @property
    def saved_in_all(self) -> int | None:
        """Working days saved for all dossiers together, by the limits."""
        return None if self.saved_days is None else self.saved_days * self.together

    @property
    def cases(self) -> int:
        """Dossiers that were combined or could have been."""
        return self.together + self.apart

    @property
    def share(self) -> Decimal | None:
        """Percent of the cases that were combined; None where there was none."""
        return percent(self.together, self.cases)


def time_saved(
    agency: Agency, *, period: Period, reading: Reading | None = None
) -> list[TimeSaved]:
    """What every combined procedure saved in the subtree, the most in all first.

    A version counts from its first day to the day before the next one's, as dossiers keep the version of
    their intake.
    """
    until = period.until(timezone.localdate())
    spans = [(version, span) for version, span in _combining(until) if span.begin <= span.end]
    reading = reading or Reading(until.end)
    received = {span: _received(agency, span, reading) for span in {span for _, span in spans}}
    found = [_saved(version, span, received[span]) for version, span in spans]
    return sorted(
        found,
        key=lambda each: (-(each.saved_in_all or 0), each.version.procedure.code, each.period),
    )


def _combining(period: Period) -> list[tuple[ProcedureVersion, Period]]:
    """Versions that combine others, with the part of the period in which each was in force."""
    joined = ProcedureVersion.objects.filter(parts__isnull=False, published_at__isnull=False)
    published = (
        ProcedureVersion.objects.filter(
            procedure__in=joined.values("procedure"), published_at__isnull=False
        )
        .select_related("procedure")
        .prefetch_related("parts__part__procedure")
        .order_by("procedure", "number")
    )
    by_procedure: dict[Procedure, list[ProcedureVersion]] = {}
    for version in published:
        by_procedure.setdefault(version.procedure, []).append(version)
    found = []
    for versions in by_procedure.values():
        versions.sort(key=lambda each: (each.valid_from or date.min, each.number))
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            if version.parts.all():
                found.append((version, _in_force(version, following, period)))
    return found


def _in_force(
    version: ProcedureVersion, following: ProcedureVersion | None, period: Period
) -> Period:
    begin = max(version.valid_from or date.min, period.begin)
    ends = following.valid_from if following else None
    return Period(begin, min(ends - timedelta(days=1), period.end) if ends else period.end)


def _received(agency: Agency, span: Period, reading: Reading) -> dict[int | None, int]:
    """Dossiers received in the subtree, by procedure."""
    tree = reading.on(span.end).tree
    reach = Reach(tree, frozenset(tree.under(agency)), span)
    counts: dict[int | None, int] = {}
    apart = Apart(procedures=True, levels=False)
    for place, added in sums(reach, [RECEIVED], apart=apart).items():
        counts[place.procedure] = (
            counts.get(place.procedure, 0) + added[Span.PERIOD, RECEIVED.measure]
        )
    return counts


def _saved(version: ProcedureVersion, span: Period, received: dict[int | None, int]) -> TimeSaved:
    parts = [each.part for each in version.parts.all()]
    last = parts[-1].procedure_id
    return TimeSaved(
        version=version,
        parts=parts,
        period=span,
        together=received.get(version.procedure_id, 0),
        apart=received.get(last, 0),
    )
