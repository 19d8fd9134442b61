"""Which records an event touches: those that may count otherwise since."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, Min, Model, OuterRef, Q
from django.db.models.functions import TruncDate

from dossiers.models import (
    Complaint,
    Dossier,
    Event,
    Paper,
    Pause,
    Procedure,
    Rating,
    Reuse,
    Transfer,
)
from targets.counting.dossiers import counted_dossiers
from targets.counting.kinds import type_of_scope
from targets.counting.learning import parts_of
from targets.counting.times import LIMITED
from targets.models import CountedDossier, CountedPaper, CountedStock, StockCount, TimeLimit

# Somebody looked at a record or took a copy of it, and changed nothing.
LOOKS = frozenset(
    {
        "paper.opened",
        "paper.viewed",
        "paper.previewed",
        "paper.downloaded",
        "paper.original_downloaded",
    }
)
# What is known of a person changes what their dossiers count as only where rows go to another person.
HOLDER_VERBS = frozenset({"holder.merged", "holder.change_undone"})
PROCEDURE_VERBS = frozenset({"procedure.changed"})
# Days off: limits in working days end otherwise.
CALENDAR_CHANGED = "calendar.changed"
# Rows that belong to a dossier, and are told by events of their own.
OF_A_DOSSIER: dict[str, type[Model]] = {
    "reuse": Reuse,
    "transfer": Transfer,
    "pause": Pause,
    "rating": Rating,
    "complaint": Complaint,
}
type_of_scopes = dict[str, list[type_of_scope]]


def touched_by(events: Iterable[Event]) -> type_of_scopes:
    """The records whose count these events can have changed, as scopes by kind."""
    named: dict[str, set[int]] = defaultdict(set)
    limited: list[type_of_scope] = []
    for event in events:
        if event.verb == CALENDAR_CHANGED:
            limited += _limited(event)
        elif _changes(event):
            named[event.object_type].add(event.object_id)
    dossiers, papers = set(named["dossier"]), set(named["paper"])
    for kind, model in OF_A_DOSSIER.items():
        dossiers |= _ids(model, named[kind], "dossier")
    if named["holder"]:
        dossiers |= _of_holders(Dossier, CountedDossier, named["holder"])
        papers |= _of_holders(Paper, CountedPaper, named["holder"])
    for some in parts_of(dossiers):
        papers |= _papers_of_moved(Q(dossier__in=some))
    if named["importpart"]:
        papers |= _papers_of_moved(Q(dossier__imported_in__in=named["importpart"]))
    dossiers |= _ids(Paper, papers, "dossier") | _later_dossiers(papers)
    scopes: type_of_scopes = {
        "dossier": [*parts_of(dossiers), *limited],
        "paper": [*parts_of(papers)],
        "stockcount": [],
    }
    for agency, kind in _piles(named["stockcount"]):
        same = {"agency": agency, "paper_type": kind}
        # Each count ends the one before, and what was scanned leaves the one that holds.
        scopes["stockcount"].append(StockCount.objects.filter(**same).order_by().values("pk"))
        backlog = Paper.objects.filter(**same, dossier__isnull=True, counted__isnull=False)
        scopes["paper"].append(backlog.order_by().values("pk"))
    scopes["stockcount"] += parts_of(named["stockcount"])
    for part in sorted(named["importpart"]):
        scopes["dossier"].append(Dossier.objects.filter(imported_in=part).order_by().values("pk"))
    _of_procedures(named["procedure"], scopes)
    return scopes


def _changes(event: Event) -> bool:
    if event.object_type == "holder":
        return event.verb in HOLDER_VERBS
    if event.object_type == "procedure":
        return event.verb in PROCEDURE_VERBS
    return event.verb not in LOOKS


def _limited(event: Event) -> list[type_of_scope]:
    """Dossiers without a due time whose limit ran over the days that the event names."""
    first, last = (date.fromisoformat(str(event.facts[each])) for each in ("first", "last"))
    ran = TimeLimit.objects.filter(received_day__lte=last, ends_at__date__gte=first)
    since = ran.aggregate(since=Min("received_day"))["since"]
    if since is None:
        return []
    dossiers = counted_dossiers().filter(LIMITED, day_of_intake__range=(since, last))
    return [dossiers.values("pk")]


def _papers_of_moved(of_dossiers: Q) -> set[int]:
    """Papers that count for where their dossier was before: under another agency, or another procedure."""
    counted = Paper.objects.filter(of_dossiers, counted__isnull=False).order_by()
    result = Q(counted__result_from__isnull=False)
    moved = counted.filter(
        ~Q(counted__procedure=F("dossier__procedure"))
        | (result & ~Q(counted__result_agency=F("dossier__deciding_agency")))
    )
    return set(moved.values_list("pk", flat=True))


def _ids(model: type[Model], ids: set[int], column: str) -> set[int]:
    found: set[int] = set()
    for part in parts_of(ids):
        rows = model._default_manager.filter(pk__in=part)  # noqa: SLF001 - of any model
        named = rows.filter(**{f"{column}__isnull": False}).order_by()
        found |= set(named.values_list(column, flat=True))
    return found


def _later_dossiers(papers: set[int]) -> set[int]:
    """Dossiers that whoever owns such a paper, or owned it before, handed in after it was accepted."""
    since: dict[int, date] = {}
    for part in parts_of(papers):
        now = Paper.objects.filter(pk__in=part, accepted_at__isnull=False, holder__isnull=False)
        before = CountedPaper.objects.filter(
            pk__in=part, accepted_day__isnull=False, holder__isnull=False
        )
        days = now.order_by().values_list("holder", TruncDate("accepted_at"))
        for holder, day in [*days, *before.values_list("holder", "accepted_day")]:
            since[holder] = min(day, since.get(holder, day))
    found: set[int] = set()
    for owners in parts_of(since):
        dossiers = Dossier.objects.filter(holder__in=owners, received_at__isnull=False).order_by()
        rows = dossiers.values_list("pk", "holder", TruncDate("received_at"))
        found |= {pk for pk, holder, day in rows if day >= since[holder]}
    return found


def _of_holders(model: type[Model], counted: type[Model], holders: set[int]) -> set[int]:
    """Records of these persons, and those that counted as theirs."""
    found: set[int] = set()
    for part in parts_of(holders):
        for rows in (model, counted):
            mine = rows._default_manager.filter(holder__in=part)  # noqa: SLF001 - of any model
            found |= set(mine.order_by().values_list("pk", flat=True))
    return found


def _piles(counts: set[int]) -> set[tuple[int, str]]:
    """Agency and paper type of these counts, as they are and as they were."""
    found: set[tuple[int, str]] = set()
    for part in parts_of(counts):
        for rows in (
            StockCount.objects.filter(pk__in=part),
            CountedStock.objects.filter(pk__in=part),
        ):
            found |= set(rows.order_by().values_list("agency", "paper_type"))
    return found


def _of_procedures(procedures: set[int], scopes: type_of_scopes) -> None:
    """A procedure may give another paper, or none, from now on: to its dossiers, and of the backlog."""
    for each in sorted(procedures):
        scopes["dossier"].append(Dossier.objects.filter(procedure=each).order_by().values("pk"))
    if procedures:
        gives = Procedure.objects.filter(result_type=OuterRef("paper_type")).order_by()
        backlog = Paper.objects.filter(dossier__isnull=True).order_by()
        otherwise = backlog.filter(
            Q(Exists(gives), counted__result_from__isnull=True)
            | Q(~Exists(gives), counted__result_from__isnull=False)
        )
        # As ids, since counting them changes which they are.
        scopes["paper"] += parts_of(set(otherwise.values_list("pk", flat=True)))
