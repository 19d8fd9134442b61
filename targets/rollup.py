"""Keeps the leaves in step with the events of each agency, read by cursor in the order of `seq`.

An event only says which record to count again; what the record now adds is compared with what it
added before, and the difference goes to the leaves in the same transaction as the cursor. Reading an
event again therefore changes nothing.
"""

import math
import time
from collections import Counter
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from accounts.models import Agency
from dossiers.models import Dossier, Event, Paper, Reuse
from targets.contributions import (
    Key,
    from_json,
    of_dossiers,
    of_papers,
    of_stock_counts,
    to_json,
    type_of_parts,
)
from targets.models import Contribution, Cursor, Leaf, StockCount

EVENTS_AT_ONCE = 500
IDS_AT_ONCE = 400  # below the number of values that SQLite lets one query name

COUNTED = {"dossier": of_dossiers, "paper": of_papers, "stockcount": of_stock_counts}
type_of_touched = dict[str, set[int]]


def follow(*, within_s: float = math.inf) -> int:
    """Read every new event; the number that was read. Safe to run at any time, and twice at once.

    Args:
        within_s: begin no further piece after that; while many work, new events never end.
    """
    until, read = time.monotonic() + within_s, 0
    while (now := _follow_some()) > 0:
        read += now
        if time.monotonic() >= until:
            break
    return read


def rebuild() -> None:
    """Count everything anew from the records, as if no event had been read before."""
    with transaction.atomic():
        _lock_cursors()
        Leaf.objects.all().delete()
        Contribution.objects.all().delete()
        for agency, seq in _last_seqs().items():
            Cursor.objects.filter(agency=agency).update(seq=seq)
        rows = {
            "dossier": Dossier.objects.order_by("pk"),
            "paper": Paper.objects.order_by("pk"),
            "stockcount": StockCount.objects.order_by("pk"),
        }
        for kind, found in rows.items():
            for part in _parts_of(list(found.values_list("pk", flat=True))):
                apply({kind: set(part)})


def _follow_some() -> int:
    with transaction.atomic():
        cursors = _lock_cursors()
        behind = [agency for agency, seq in _last_seqs().items() if seq > cursors.get(agency, 0)]
        events: list[Event] = []
        for agency in sorted(behind):
            left = EVENTS_AT_ONCE - len(events)
            new = Event.objects.filter(agency=agency, seq__gt=cursors[agency]).order_by("seq")
            events += new[:left]
            if len(events) >= EVENTS_AT_ONCE:
                break
        apply(touched_by(events))
        # The last of an agency's events counts, since they come in the order of `seq`.
        for agency, seq in {event.agency_id: event.seq for event in events}.items():
            Cursor.objects.filter(agency=agency).update(seq=seq)
    return len(events)


def _lock_cursors() -> dict[int, int]:
    """Every agency's cursor, made where there is none; whoever comes second waits here."""
    without = Agency.objects.exclude(pk__in=Cursor.objects.values("agency"))
    Cursor.objects.bulk_create([Cursor(agency=agency) for agency in without], ignore_conflicts=True)
    locked = Cursor.objects.select_for_update(no_key=True).order_by("agency")
    return dict(locked.values_list("agency", "seq"))


def _last_seqs() -> dict[int, int]:
    newest = Event.objects.filter(agency=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    agencies = Agency.objects.annotate(last=Subquery(newest)).filter(last__isnull=False)
    return dict(agencies.values_list("pk", "last"))


def touched_by(events: Iterable[Event]) -> type_of_touched:
    """The records whose count these events can have changed."""
    named: type_of_touched = {}
    for event in events:
        named.setdefault(event.object_type, set()).add(event.object_id)
    touched = {kind: set(named.get(kind, ())) for kind in COUNTED}
    for part in _parts_of(sorted(named.get("paper", ()))):
        papers = Paper.objects.filter(pk__in=part, dossier__isnull=False)
        touched["dossier"] |= set(papers.values_list("dossier", flat=True))
    for part in _parts_of(sorted(named.get("reuse", ()))):
        reuses = Reuse.objects.filter(pk__in=part)
        touched["dossier"] |= set(reuses.values_list("dossier", flat=True))
    return touched


def apply(touched: type_of_touched) -> None:
    """Count these records again and put the differences into the leaves, in the caller's transaction."""
    differences: type_of_parts = Counter()
    for kind, ids in touched.items():
        for part in _parts_of(sorted(ids)):
            # A record that is gone has no parts, and what it had added is taken back.
            now = {each: Counter[Key]() for each in part} | COUNTED[kind](part)
            _replace(kind, now, differences)
    _add_to_leaves(differences)


def _replace(kind: str, now: dict[int, type_of_parts], differences: type_of_parts) -> None:
    before = {
        each.object_id: each
        for each in Contribution.objects.filter(object_type=kind, object_id__in=list(now))
    }
    new = []
    for object_id, parts in now.items():
        kept, rows = before.get(object_id), to_json(parts)
        if kept is not None and kept.parts == rows:
            continue
        if kept is None:
            new.append(Contribution(object_type=kind, object_id=object_id, parts=rows))
        else:
            differences.subtract(from_json(kept.parts))
            kept.parts = rows
            kept.save(update_fields=["parts"])
        differences.update(parts)
    Contribution.objects.bulk_create(new)


def _add_to_leaves(differences: type_of_parts) -> None:
    for key, value in sorted(differences.items(), key=repr):
        if not value:
            continue
        leaf = Leaf.objects.filter(**key._asdict())
        if not leaf.update(value=F("value") + value):
            Leaf.objects.create(
                agency_id=key.agency,
                procedure_id=key.procedure,
                day=key.day,
                measure=key.measure,
                value=value,
            )
    Leaf.objects.filter(value=0).delete()


def _parts_of(ids: Collection[int]) -> Iterable[list[int]]:
    rows = list(ids)
    return (rows[start : start + IDS_AT_ONCE] for start in range(0, len(rows), IDS_AT_ONCE))
