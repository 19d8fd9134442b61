"""M6: persons and firms, each counted once in whatever is asked; so the parts do not add up to the whole.

Who hands in a dossier at two agencies, or in two months, is one owner of both together. Whole months
are read as sets (`OwnerSet`), the days at the edges from the dossiers.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q
from pyroaring import BitMap

from targets.models import CountedDossier, OwnerSet
from targets.periods import Period, first_of_month
from targets.summing import Reach, Segment, months_and_days, segments_of


class Owners(NamedTuple):
    """Holders with an earlier accepted paper, and of them those who handed one in again."""

    held_before: BitMap
    resubmitted: BitMap

    @property
    def ratio(self) -> tuple[int, int]:
        """Numerator and denominator of M6."""
        return len(self.held_before - self.resubmitted), len(self.held_before)

    def __or__(self, other: "Owners") -> "Owners":
        return Owners(self.held_before | other.held_before, self.resubmitted | other.resubmitted)


NOBODY = Owners(BitMap(), BitMap())


class OwnersBook:
    """The owners of some agencies' dossiers in a period, by agency, level and month."""

    def __init__(self, reach: Reach) -> None:
        self._found: dict[int, list[tuple[str, date, Owners]]] = defaultdict(list)
        for segment, agencies in segments_of(reach).items():
            months, days = months_and_days(segment.begin, segment.end)
            whose = Q(agency__in=agencies)
            for condition in months:
                self._read_months(segment, whose & condition)
            for span in days:
                self._read_days(segment, whose & Q(received_day__range=(span.begin, span.end)))

    def _read_months(self, segment: Segment, condition: Q) -> None:
        rows = OwnerSet.objects.filter(condition)
        for agency, month, held, again in rows.values_list(
            "agency", "month", "held_before", "resubmitted"
        ):
            owners = Owners(BitMap.deserialize(bytes(held)), BitMap.deserialize(bytes(again)))
            self._found[agency].append((segment.level, month, owners))

    def _read_days(self, segment: Segment, condition: Q) -> None:
        rows = CountedDossier.objects.filter(condition, held_before=True)
        found: dict[tuple[int, date], Owners] = {}
        for agency, day, holder, again in rows.values_list(
            "agency", "received_day", "holder", "resubmitted"
        ):
            key = (agency, first_of_month(day))
            owners = found.setdefault(key, Owners(BitMap(), BitMap()))
            owners.held_before.add(holder)
            if again:
                owners.resubmitted.add(holder)
        for (agency, month), owners in found.items():
            self._found[agency].append((segment.level, month, owners))

    def of(
        self, agencies: Iterable[int], *, level: str | None, months: Period | None = None
    ) -> Owners:
        """All owners of these agencies at a level (None: any), of all months or of those that begin between."""
        parts = [
            owners
            for agency in agencies
            for at_level, in_month, owners in self._found.get(agency, ())
            if level in {None, at_level}
            and (months is None or months.begin <= in_month <= months.end)
        ]
        if not parts:
            return NOBODY
        return Owners(
            BitMap.union(*(each.held_before for each in parts)),
            BitMap.union(*(each.resubmitted for each in parts)),
        )


def owners_by_procedure(reach: Reach, *, level: str | None) -> dict[int | None, tuple[int, int]]:
    """Numerator and denominator of M6 of each procedure: there are no sets of it, so dossiers are counted."""
    within = Q(pk__in=[])
    for segment, agencies in segments_of(reach).items():
        if level in {None, segment.level} and segment.begin is not None:
            within |= Q(agency__in=agencies, received_day__range=(segment.begin, segment.end))
    rows = CountedDossier.objects.filter(within, held_before=True).order_by()
    counted = rows.values("procedure").annotate(
        held=Count("holder", distinct=True),
        again=Count("holder", distinct=True, filter=Q(resubmitted=True)),
    )
    return {
        procedure: (held - again, held)
        for procedure, held, again in counted.values_list("procedure", "held", "again")
    }
