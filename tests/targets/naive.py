"""The figures straight from the records, one record after another: slow, plain, and written otherwise on purpose."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier, Paper
from dossiers.selectors import components_of, office_days
from dossiers.states import State
from targets.models import StockCount

USED = {State.REVIEWED, State.TO_SIGN, State.SIGNED, State.AVAILABLE}
# agency, procedure, day, measure
type_of_sums = Counter[tuple[int, int | None, date, str]]


def day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def naive_sums() -> type_of_sums:
    """Every figure of every day."""
    sums: type_of_sums = Counter()
    for dossier in Dossier.objects.exclude(status__in=[1, 3]).exclude(received_at=None):
        where = (dossier.deciding_agency_id, dossier.procedure_id)
        for day, measure, value in dossier_adds(dossier):
            sums[*where, day, measure] += value
    for paper in Paper.objects.all():
        procedure = paper.dossier.procedure_id if paper.dossier else None
        for agency, day, measure, value in paper_adds(paper):
            sums[agency, procedure, day, measure] += value
        for procedure, day, value in leaves_stock(paper):
            sums[paper.agency_id, procedure, day, "stock"] += value
    for count in StockCount.objects.all():
        same = {"agency": count.agency_id, "paper_type": count.paper_type_id}
        later = StockCount.objects.filter(
            **same, procedure=count.procedure_id, valid_on__gt=count.valid_on
        ).order_by("valid_on")
        sums[count.agency_id, count.procedure_id, count.valid_on, "stock"] += count.count
        if following := later.first():
            sums[count.agency_id, count.procedure_id, following.valid_on, "stock"] -= count.count
    return Counter({key: value for key, value in sums.items() if value})


def dossier_adds(dossier: Dossier) -> list[tuple[date, str, int]]:
    assert dossier.received_at is not None
    received, due = day_of(dossier.received_at), due_of(dossier)
    adds = [(received, name, int(value)) for name, value in at_intake(dossier).items()]
    done = dossier.finished_at if dossier.status >= 7 else None
    if due:
        adds.append((received, "timed", 1))
    if done:
        late = due is not None and done > due
        sorry = dossier.forms.filter(kind="apology").exists()
        adds += [
            (day_of(done), "finished", 1),
            (day_of(done), "on_time", int(due is not None and done <= due)),
            (day_of(done), "late", int(late)),
            (day_of(done), "apologised", int(late and sorry)),
            (day_of(done), "withdrawn", int(dossier.status == 7)),
            (day_of(done), "stopped", int(dossier.status == 8)),
        ]
    if due:
        adds += of_due(dossier, due, done)
    rating = getattr(dossier, "rating", None)
    if rating:
        adds += [(day_of(rating.at), "rated", 1)]
        adds += [(day_of(rating.at), "satisfied", int(rating.score > 3))]
    if complaint := dossier.complaints.order_by("received_at").first():
        adds.append((day_of(complaint.received_at), "complained", 1))
    return adds


def of_due(dossier: Dossier, due: datetime, done: datetime | None) -> list[tuple[date, str, int]]:
    """Settled on time or late; overdue from the day after, evening by evening, until then."""
    settled, asked_again = done, False
    if done is None and dossier.status == 5:
        waiting = dossier.pauses.filter(completed_at=None).first()
        assert dossier.received_at is not None
        settled = max(waiting.asked_at, dossier.received_at) if waiting else None
        asked_again = dossier.pauses.exclude(completed_at=None).exists()
    adds, first = [], day_of(due) + timedelta(days=1)
    if settled:
        good = settled <= due and not asked_again
        adds.append((day_of(settled), "settled_on_time" if good else "settled_late", 1))
    if settled is None or day_of(settled) > first:
        adds.append((first, "overdue", 1))
        adds += [(day_of(settled), "overdue", -1)] if settled else []
    return adds


def due_of(dossier: Dossier) -> datetime | None:
    assert dossier.received_at is not None
    due, limit = dossier.due_at, dossier.version.processing_days
    if due is not None:  # nothing is overdue before it was there
        due = max(due, dossier.received_at - timedelta(days=1))
    if due is None and limit is not None:
        last = office_days().after(day_of(dossier.received_at), limit)
        due = datetime.combine(last, datetime.max.time(), timezone.get_current_timezone())
    for pause in dossier.pauses.filter(moves_due=True).exclude(completed_at=None):
        assert pause.completed_at is not None
        due = due + (pause.completed_at - pause.asked_at) if due else None
    return due


def at_intake(dossier: Dossier) -> dict[str, Any]:
    papers = [paper for paper in dossier.papers.all() if accepted(paper)]
    results = [paper for paper in papers if paper.is_result]
    reuses = list(dossier.reuses.filter(revoked_at=None))
    wants = dossier.procedure.result_type_id is not None
    asked = components_of(dossier.version)
    files = len(papers) > len(results) or any(reuse.paper_id for reuse in reuses)
    digitized = files and (bool(results) or not wants)
    there = {each.component_id for each in papers} | {each.component_id for each in reuses}
    mandatory = {each.pk for each in asked if each.mandatory_class != "on_request"}
    moves = list(dossier.transfers.values_list("medium", flat=True))
    again = [paper for paper in papers if was_there(paper, dossier)]
    return {
        "received": 1,
        "online": dossier.channel == 2,
        "post": dossier.channel == 3,
        "digitized": digitized,
        "complete": digitized and mandatory <= there,
        "wants_result": wants,
        "e_result": wants and bool(results),
        "e_result_valid": wants and any(verdict(each) == "valid" for each in results),
        "reusing": bool(reuses),
        "from_store": any(reuse.mode == "citizen_store" for reuse in reuses),
        "components": len(asked),
        "components_reused": len({r.component_id for r in reuses} & {c.pk for c in asked}),
        "transferred": bool(moves),
        "e_circulated": bool(moves) and set(moves) == {"electronic"},
        "transfers": len(moves),
        "transfers_electronic": moves.count("electronic"),
        "held_before": bool(earlier(dossier)),
        "resubmitted": bool(again),
    }


def earlier(dossier: Dossier) -> list[Paper]:
    """Papers of its holder that were accepted before, for something else."""
    assert dossier.received_at is not None
    papers = Paper.objects.filter(holder=dossier.holder_id, accepted_at__lt=dossier.received_at)
    known = papers.exclude(state__in=["to_review", "returned"])
    return [paper for paper in known if paper.dossier_id != dossier.pk]


def was_there(paper: Paper, dossier: Dossier) -> bool:
    """Whether the holder had given such a paper before, still valid on the day of intake."""
    assert dossier.received_at is not None
    if paper.is_result or paper.holder_id != dossier.holder_id:
        return False
    day = day_of(dossier.received_at)
    return any(
        before.paper_type_id == paper.paper_type_id
        and (accepted(before) or (before.state == "withdrawn" and before.revoked_at))
        and not (before.revoked_at and before.revoked_at <= day)
        and not (before.valid_to and before.valid_to < day)
        and (not paper.number_key or before.number_key in {"", paper.number_key})
        for before in earlier(dossier)
    )


def paper_adds(paper: Paper) -> list[tuple[int, date, str, int]]:
    adds = []
    day = day_of(paper.accepted_at) if paper.accepted_at else None
    if day and paper.state not in {"to_review", "returned"}:
        adds = [(paper.agency_id, day, "items", 1)]
        adds += [(paper.agency_id, day, "items_stored", int(stored(paper)))]
    result = paper.is_result if paper.dossier else paper.paper_type_id == "giay_phep_xd"
    revoked = paper.state == "withdrawn" and paper.revoked_at is not None
    if not result or not (paper.state == "to_review" or accepted(paper) or revoked):
        return adds
    agency = paper.dossier.deciding_agency_id if paper.dossier else paper.agency_id
    begin, ends = paper.valid_from, [paper.revoked_at] if paper.revoked_at else []
    assert begin is not None
    ends += [paper.valid_to + timedelta(days=1)] if paper.valid_to else []
    for name, first in (
        ("results", begin),
        ("results_digitized", max(begin, day) if day else None),
    ):
        if first and all(first < end for end in ends):
            adds.append((agency, first, name, 1))
            adds += [(agency, min(ends), name, -1)] if ends else []
    return adds


def leaves_stock(paper: Paper) -> list[tuple[int | None, date, int]]:
    """Counted on paper and in the records: counted once, until a count that does not hold it."""
    standing = [(day, value) for _, day, name, value in paper_adds(paper) if name == "results"]
    if paper.dossier_id or not standing:
        return []
    begin, off = standing[0][0], [day for day, _ in standing[1:]]
    off += [day for _, day, name, n in paper_adds(paper) if name == "results_digitized" and n > 0]
    series: dict[int | None, list[date]] = {}
    of_type = StockCount.objects.filter(agency=paper.agency_id, paper_type=paper.paper_type_id)
    for count in of_type.order_by("valid_on"):
        series.setdefault(count.procedure_id, []).append(count.valid_on)
    for procedure in sorted(series, key=lambda pk: pk or 0):
        holding = [day for day in series[procedure] if day >= begin and all(day < d for d in off)]
        if holding:
            after = [day for day in series[procedure] if off and day >= min(off)]
            return [(procedure, holding[0], -1), *((procedure, day, 1) for day in after[:1])]
    return []


def accepted(paper: Paper) -> bool:
    return paper.state in USED


def stored(paper: Paper) -> bool:
    kept = paper.state in {"available", "withdrawn"} and paper.holder_id is not None
    return kept and verdict(paper) == "valid" and paper.renditions.filter(kind="signed").exists()


def verdict(paper: Paper) -> str:
    newest = paper.verifications.order_by("-id").first()
    return newest.outcome if newest else ""
