"""What each record adds to the leaves: (agency, procedure, day, measure) → whole number.

Worked out from the record as it stands, never from the event that told of it, so that events may be
read twice or late. Days are days in the office's time zone. Definitions: docs/indicators.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from dossiers.models import (
    Channel,
    Component,
    Dossier,
    DossierStatus,
    MandatoryClass,
    Paper,
    PaperType,
    ProcedureVersion,
    Rendition,
    Reuse,
)
from dossiers.selectors import office_days, shared_once
from dossiers.states import KEPT_STATES, State
from targets.models import StockCount
from vietnamese.working_days import WorkingDays


class Measure(StrEnum):
    """What a leaf counts."""

    RECEIVED = "received"  # dossiers, by day of intake, as all of the next eight
    ONLINE = "online"
    DIGITIZED = "digitized"
    COMPLETE = "complete"
    REUSING = "reusing"
    COMPONENTS = "components"
    COMPONENTS_REUSED = "components_reused"
    ON_TIME = "on_time"
    LATE = "late"
    ITEMS = "items"  # accepted digital copies, by day of acceptance
    ITEMS_STORED = "items_stored"
    RESULTS = "results"  # +1 on the first day of validity, −1 after the last: summed up to a day
    RESULTS_DIGITIZED = "results_digitized"
    STOCK = "stock"  # results on paper, by day of the count, less what the count before said


class Key(NamedTuple):
    """One leaf."""

    agency: int
    procedure: int | None
    day: date
    measure: Measure


type_of_parts = Counter[Key]

FINISHED = {
    DossierStatus.WITHDRAWN,
    DossierStatus.STOPPED,
    DossierStatus.RESOLVED,
    DossierStatus.RETURNED,
}
NOT_COUNTED = {DossierStatus.REGISTERED, DossierStatus.NOT_RECEIVED}
# A person has compared the digital copy with the scan, and it has not been taken out of use.
ACCEPTED = {State.REVIEWED, State.TO_SIGN, State.SIGNED, State.AVAILABLE}


def of_dossiers(ids: Collection[int]) -> dict[int, type_of_parts]:
    """The parts of these dossiers; one without an intake date, registered or refused has none."""
    dossiers = Dossier.objects.filter(pk__in=ids).select_related("procedure", "version")
    asked = ("version__components", "version__parts__part__components")
    related, days = (*asked, "papers", "reuses"), office_days()
    return {each.pk: _dossier_parts(each, days) for each in dossiers.prefetch_related(*related)}


def _dossier_parts(dossier: Dossier, days: WorkingDays) -> type_of_parts:
    if dossier.received_at is None or dossier.status in NOT_COUNTED:
        return Counter()
    papers = [paper for paper in dossier.papers.all() if _is_accepted(paper)]
    reuses = [reuse for reuse in dossier.reuses.all() if reuse.revoked_at is None]
    reused = {reuse.component_id for reuse in reuses}
    due = _asked(dossier.version)
    measures = {
        Measure.RECEIVED: 1,
        Measure.ONLINE: int(dossier.channel == Channel.ONLINE),
        Measure.REUSING: int(bool(reuses)),
        Measure.COMPONENTS: len(due),
        Measure.COMPONENTS_REUSED: len(reused & {component.pk for component in due}),
        **_digitized(dossier, papers, reuses),
        **_timeliness(dossier, days),
    }
    agency, day = dossier.deciding_agency_id, _day(dossier.received_at)
    return Counter(
        {
            Key(agency, dossier.procedure_id, day, measure): value
            for measure, value in measures.items()
            if value
        }
    )


def _asked(version: ProcedureVersion) -> list[Component]:
    """What the version asks for, from what was fetched with it."""
    parts = [component for each in version.parts.all() for component in each.part.components.all()]
    return shared_once([*version.components.all(), *parts])


def _digitized(
    dossier: Dossier, papers: Sequence[Paper], reuses: Sequence[Reuse]
) -> dict[Measure, int]:
    """M2: a component file, and the result where one is given back. M2s: every mandatory component.

    A database's answer satisfies a component, but is no file of it.
    """
    has_result = any(paper.is_result for paper in papers)
    result_done = has_result or dossier.procedure.result_type_id is None
    has_file = any(reuse.paper_id is not None for reuse in reuses)
    has_component = has_file or any(not paper.is_result for paper in papers)
    present = {paper.component_id for paper in papers} | {reuse.component_id for reuse in reuses}
    mandatory = {
        component.pk
        for component in _asked(dossier.version)
        if component.mandatory_class != MandatoryClass.ON_REQUEST
    }
    return {
        Measure.DIGITIZED: int(has_component and result_done),
        Measure.COMPLETE: int(has_component and result_done and mandatory <= present),
    }


def _timeliness(dossier: Dossier, days: WorkingDays) -> dict[Measure, int]:
    """On time or late, of what is finished; neither where nothing says when it was due."""
    if dossier.status not in FINISHED or dossier.finished_at is None:
        return {}
    if dossier.due_at is not None:
        on_time = dossier.finished_at <= dossier.due_at
    elif dossier.version.processing_days is not None and dossier.received_at is not None:
        last = days.after(_day(dossier.received_at), dossier.version.processing_days)
        on_time = _day(dossier.finished_at) <= last
    else:
        return {}
    return {Measure.ON_TIME: int(on_time), Measure.LATE: int(not on_time)}


def of_papers(ids: Collection[int]) -> dict[int, type_of_parts]:
    """The parts of these papers."""
    papers = Paper.objects.filter(pk__in=ids).select_related("dossier", "received_file")
    result_types = set(
        PaperType.objects.filter(result_of__isnull=False).values_list("pk", flat=True)
    )
    related = papers.prefetch_related("renditions", "verifications")
    found = {}
    for each in related:
        # Not "+", which leaves out what is below zero.
        found[each.pk] = _item_parts(each)
        found[each.pk].update(_result_parts(each, result_types))
    return found


def _item_parts(paper: Paper) -> type_of_parts:
    """M4: a digital copy that was accepted; signed, its hash kept and its owner known."""
    if paper.accepted_at is None or paper.state in {State.TO_REVIEW, State.RETURNED}:
        return Counter()
    procedure = paper.dossier.procedure_id if paper.dossier else None
    agency, day = paper.agency_id, _day(paper.accepted_at)
    parts = Counter({Key(agency, procedure, day, Measure.ITEMS): 1})
    if _is_stored(paper):
        parts[Key(agency, procedure, day, Measure.ITEMS_STORED)] = 1
    return parts


def _is_stored(paper: Paper) -> bool:
    # What was stored and has been disposed of since was stored all the same.
    if paper.state not in (*KEPT_STATES, State.DISPOSED) or paper.holder_id is None:
        return False
    kind = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    kept = any(each.kind == kind and each.sha256 for each in paper.renditions.all())
    verdict = next(iter(paper.verifications.all()), None)
    return kept and verdict is not None and verdict.outcome == "valid"


def _result_parts(paper: Paper, result_types: Collection[str]) -> type_of_parts:
    """M1: a result from its first to its last valid day; its copy counts from acceptance on."""
    is_result = paper.is_result if paper.dossier else paper.paper_type_id in result_types
    if not is_result or not _is_known(paper):
        return Counter()
    accepted = _day(paper.accepted_at) if paper.accepted_at else None
    begins = paper.valid_from or accepted or _day(paper.received_file.received_at)
    end = _first_day_without(paper)
    agency = paper.dossier.deciding_agency_id if paper.dossier else paper.agency_id
    procedure = paper.dossier.procedure_id if paper.dossier else None
    parts: type_of_parts = Counter()
    spans = [(Measure.RESULTS, begins)]
    if accepted is not None and (_is_accepted(paper) or _is_revoked(paper)):
        spans.append((Measure.RESULTS_DIGITIZED, max(begins, accepted)))
    for measure, start in spans:
        if end is None or start < end:
            parts[Key(agency, procedure, start, measure)] += 1
            if end is not None:
                parts[Key(agency, procedure, end, measure)] -= 1
    return parts


def _is_known(paper: Paper) -> bool:
    """A result that stands in the records: proposed to the clerk, accepted, or revoked later."""
    waiting = paper.state == State.TO_REVIEW
    failed_later = paper.state == State.FAILED and paper.accepted_at is not None
    known = waiting or failed_later or _is_accepted(paper) or _is_revoked(paper)
    return known and paper.replaced_by_id is None


def _is_accepted(paper: Paper) -> bool:
    disposed_in_use = paper.state == State.DISPOSED and not paper.withdrawn_reason
    return paper.state in ACCEPTED or disposed_in_use


def _is_revoked(paper: Paper) -> bool:
    was_out = paper.state in {State.WITHDRAWN, State.DISPOSED}
    return was_out and paper.revoked_at is not None


def _first_day_without(paper: Paper) -> date | None:
    ends = [paper.valid_to + timedelta(days=1)] if paper.valid_to else []
    return min([*ends, *([paper.revoked_at] if paper.revoked_at else [])], default=None)


def of_stock_counts(ids: Collection[int]) -> dict[int, type_of_parts]:
    """The parts of these counts and of all counts of the same series, since each ends the one before."""
    found: dict[int, type_of_parts] = {}
    touched = Q(pk__in=[])
    for count in StockCount.objects.filter(pk__in=ids):
        touched |= Q(
            agency=count.agency_id, paper_type=count.paper_type_id, procedure=count.procedure_id
        )
    series: dict[tuple[int, str, int | None], list[StockCount]] = {}
    for count in StockCount.objects.filter(touched).order_by("valid_on"):
        key = (count.agency_id, count.paper_type_id, count.procedure_id)
        series.setdefault(key, []).append(count)
    for counts in series.values():
        found |= _series_parts(counts)
    return found


def _series_parts(counts: Sequence[StockCount]) -> dict[int, type_of_parts]:
    found = {each.pk: Counter({_stock_key(each, each.valid_on): each.count}) for each in counts}
    for earlier, later in pairwise(counts):
        found[earlier.pk][_stock_key(earlier, later.valid_on)] -= earlier.count
    return found


def _stock_key(count: StockCount, day: date) -> Key:
    return Key(count.agency_id, count.procedure_id, day, Measure.STOCK)


def to_json(parts: type_of_parts) -> list[list[object]]:
    """The parts as they are kept beside the record's id; zeros are left out, the order is fixed."""
    kept = [(key, value) for key, value in parts.items() if value]
    return sorted(
        [
            [key.agency, key.procedure, key.day.isoformat(), key.measure.value, value]
            for key, value in kept
        ],
        key=repr,
    )


def from_json(rows: Iterable[Sequence[object]]) -> type_of_parts:
    """The parts that were kept."""
    parts: type_of_parts = Counter()
    for agency, procedure, day, measure, value in rows:
        key = Key(
            int(str(agency)),
            None if procedure is None else int(str(procedure)),
            date.fromisoformat(str(day)),
            Measure(str(measure)),
        )
        parts[key] += int(str(value))
    return parts


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
