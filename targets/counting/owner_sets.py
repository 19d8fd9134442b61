"""Keeps the sets of holders by agency and month in step with what their dossiers count as."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, starmap
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from targets.counting.learning import AT_ONCE, parts_of
from targets.listed import Listed, numbers
from targets.models import CountedDossier, OwnerSet

# agency, month
type_of_key = tuple[int, date]
# who had papers accepted before; of them, who handed in again
type_of_set = tuple[BitMap, BitMap]
# agency, month, holder
type_of_owner = tuple[int, date, int]


def owners(dossiers: QuerySet[Any]) -> set[type_of_owner]:
    """Who handed one of these dossiers in, where and when, having had papers accepted before."""
    held: QuerySet[Any, Any] = dossiers.filter(held_before=True).order_by()
    by_month = held.annotate(month=TruncMonth("received_day"))
    return set(by_month.values_list("agency_id", "month", "holder_id").distinct())


def look_again(touched: Iterable[type_of_owner]) -> None:
    """Put these holders into the sets to which they belong now, and out of all others."""
    by_set: dict[type_of_key, set[int]] = defaultdict(set)
    for agency, month, holder in touched:
        by_set[agency, month].add(holder)
    belong = _belonging(set().union(*by_set.values()))
    kept = {(each.agency_id, each.month): _holders(each) for each in _sets(by_set)}
    changed: dict[type_of_key, type_of_set] = {}
    for key, holders in by_set.items():
        held, again = kept.get(key) or (BitMap(), BitMap())
        looked_at = BitMap(holders)
        now_held = (held - looked_at) | BitMap(belong[key])
        anew = (holder for holder, times in belong[key].items() if times)
        now_again = (again - looked_at) | BitMap(anew)
        if (now_held, now_again) != (held, again):
            changed[key] = now_held, now_again
    _keep(changed)


def make_all() -> None:
    """Make every set anew."""
    OwnerSet.objects.all().delete()
    said = _said()
    while part := dict(islice(said, AT_ONCE)):
        OwnerSet.objects.bulk_create(starmap(row_of, part.items()))


def differing() -> list[type_of_key]:
    """The sets that hold other holders than the dossiers say, or whose digest is of another set."""
    kept = {(each.agency_id, each.month): _as_it_says(each) for each in OwnerSet.objects.all()}
    wrong = [key for key, said in _said() if kept.pop(key, None) != said]
    return sorted([*wrong, *kept])


def row_of(key: type_of_key, holders: type_of_set) -> OwnerSet:
    """A set as it is kept."""
    held, again = (each.serialize() for each in holders)
    return OwnerSet(
        agency_id=key[0],
        month=key[1],
        held_before=held,
        resubmitted=again,
        digest=OwnerSet.digest_of(key[1], held, again),
    )


def _said() -> Iterator[tuple[type_of_key, type_of_set]]:
    """Every set as the dossiers say it; a row of text a set, since a row a person takes ten times as long."""
    held = CountedDossier.objects.filter(held_before=True).order_by()
    by_set = held.values("agency_id", month=TruncMonth("received_day")).annotate(
        held=Listed("holder_id"), anew=Listed("holder_id", filter=Q(resubmitted=True))
    )
    rows = by_set.values_list("agency_id", "month", "held", "anew")
    for agency, month, owners_of, anew in rows.iterator():
        yield (agency, month), (numbers(owners_of), numbers(anew))


def _by_owner(dossiers: QuerySet[Any]) -> QuerySet[Any, Any]:
    """(agency, month, holder, how many were handed in again) of dossiers."""
    held = dossiers.filter(held_before=True).order_by()
    by_owner = held.values("agency_id", "holder_id", month=TruncMonth("received_day"))
    again = Count("pk", filter=Q(resubmitted=True))
    found: QuerySet[Any, Any] = by_owner.annotate(again=again)
    return found.values_list("agency_id", "month", "holder_id", "again")


def _belonging(holders: set[int]) -> dict[type_of_key, dict[int, int]]:
    found: dict[type_of_key, dict[int, int]] = defaultdict(dict)
    for part in parts_of(holders):
        rows = _by_owner(CountedDossier.objects.filter(holder__in=part))
        for agency, month, holder, again in rows:
            found[agency, month][holder] = again
    return found


def _sets(keys: Iterable[type_of_key]) -> QuerySet[OwnerSet]:
    agencies, months = {agency for agency, _ in keys}, {month for _, month in keys}
    return OwnerSet.objects.filter(agency__in=agencies, month__in=months)


def _as_it_says(row: OwnerSet) -> type_of_set | None:
    """What a set holds; None where its digest is of something else, which would be told in its place."""
    content = bytes(row.held_before), bytes(row.resubmitted)
    return _holders(row) if row.digest == OwnerSet.digest_of(row.month, *content) else None


def _holders(row: OwnerSet) -> type_of_set:
    return (
        BitMap.deserialize(bytes(row.held_before)),
        BitMap.deserialize(bytes(row.resubmitted)),
    )


def _keep(sets: dict[type_of_key, type_of_set]) -> None:
    """In place of what was kept under these keys; a set of nobody is not kept."""
    filled = iter([(key, holders) for key, holders in sets.items() if holders[0]])
    while part := dict(islice(filled, AT_ONCE)):
        OwnerSet.objects.bulk_create(
            starmap(row_of, part.items()),
            update_conflicts=True,
            unique_fields=["agency", "month"],
            update_fields=["held_before", "resubmitted", "digest"],
        )
    for agency, month in (key for key, holders in sets.items() if not holders[0]):
        OwnerSet.objects.filter(agency=agency, month=month).delete()
