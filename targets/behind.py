"""The rows behind a number: what a numerator counts, and what is missing to it. Never who they belong to.

The conditions say of a counted row what the spread says of a measure (targets/counting/spread.py); a test
holds them to each other: as many rows as the rate says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Agency, Role
from accounts.selectors import agency_ids_of, type_of_user
from dossiers.access import dossiers_open_to
from dossiers.models import Channel, DossierStatus, Paper, Procedure
from targets.indicators import INDICATORS, Span
from targets.models import CountedDossier, CountedPaper, CountedStock, Indicator
from targets.models.counted import LACKING
from targets.periods import Period
from targets.summing import Reach, segments_of
from targets.tree import Tree

KINDS = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)
ALL = Q()
# One procedure, papers that belong to none, or all.
type_of_procedure = Procedure | Literal["none"] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a denominator counts, beside their day, and which of them the numerator counts."""

    counted: Q
    due: Q = ALL
    day: str = "received_day"
    # Where a row holds several of what is counted: those in which some are still missing.
    missing: Q | None = None


DOSSIERS: Mapping[Indicator, Rows] = {
    Indicator.M2: Rows(Q(digitized=True)),
    Indicator.M2S: Rows(Q(complete=True)),
    Indicator.M3: Rows(Q(e_result=True), Q(wants_result=True)),
    Indicator.M3S: Rows(Q(e_result_valid=True), Q(wants_result=True)),
    Indicator.M5: Rows(Q(reusing=True)),
    Indicator.M5C: Rows(
        Q(components_reused__gt=0),
        Q(components__gt=0),
        missing=Q(components_reused__lt=F("components")),
    ),
    Indicator.M5L: Rows(Q(from_store=True)),
    Indicator.M6: Rows(Q(resubmitted=False), Q(held_before=True)),
    Indicator.M6D: Rows(Q(resubmitted=False), Q(held_before=True)),
    Indicator.M7: Rows(Q(channel=Channel.ONLINE)),
    Indicator.M8: Rows(Q(transfers_electronic=F("transfers")), Q(transfers__gt=0)),
    Indicator.M8T: Rows(
        Q(transfers_electronic__gt=0),
        Q(transfers__gt=0),
        missing=Q(transfers_electronic__lt=F("transfers")),
    ),
    Indicator.M9F: Rows(Q(on_time=True), Q(on_time__isnull=False), "finished_day"),
    Indicator.M10P: Rows(Q(channel=Channel.POST)),
    Indicator.M10R: Rows(
        Q(status__in=(DossierStatus.WITHDRAWN, DossierStatus.STOPPED)), day="finished_day"
    ),
    Indicator.M10A: Rows(Q(apologised=True), Q(on_time=False), "finished_day"),
    Indicator.M10S: Rows(
        (Q(on_time__isnull=True) | Q(on_time=True)) & Q(complained_day__isnull=True),
        day="finished_day",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows of which indicator, procedure and period; of the numerator, of what it lacks, or of both."""

    indicator: Indicator
    agency: Agency
    period: Period
    procedure: type_of_procedure
    counted: bool | None


def behind_dossiers(
    user: type_of_user,
    *,
    indicator: Indicator,
    agency: Agency,
    period: Period,
    procedure: type_of_procedure = None,
    counted: bool | None = None,
) -> QuerySet[CountedDossier]:
    """The dossiers behind an indicator, the newest first; none for an indicator of papers.

    Args:
        counted: True for the numerator, False for what is missing to it, None for the denominator.
    Returns:
        Rows with `may_open`: whether the person may open the dossier itself; `newest` is what they are ordered by.
    """
    asked, reach = (
        Asked(indicator, agency, period, procedure, counted),
        _reach(user, agency, period),
    )
    condition = (_of_settled if indicator == Indicator.M9 else _of_dossiers)(reach, asked)
    opened = Exists(dossiers_open_to(user).filter(pk=OuterRef("dossier")))
    rows = CountedDossier.objects.filter(condition).annotate(may_open=opened, newest=_newest(reach))
    return rows.select_related("dossier", "procedure", "agency").order_by("-newest", "-dossier")


def behind_papers(
    user: type_of_user,
    *,
    indicator: Indicator,
    agency: Agency,
    period: Period,
    procedure: type_of_procedure = None,
    counted: bool | None = None,
) -> QuerySet[CountedPaper]:
    """The papers behind M1 and M4, the newest first; none for an indicator of dossiers. See `behind_dossiers`.

    Results on paper that were only counted are no papers here: `behind_stock` has them.
    """
    asked = Asked(indicator, agency, period, procedure, counted)
    condition = _of_papers(_reach(user, agency, period), asked)
    opened = Exists(Paper.objects.visible_to(user).filter(pk=OuterRef("paper")))
    rows = CountedPaper.objects.filter(condition).annotate(may_open=opened)
    return rows.select_related("procedure", "agency", "paper_type").order_by("-paper")


def behind_stock(
    user: type_of_user, *, agency: Agency, period: Period, procedure: type_of_procedure = None
) -> QuerySet[CountedStock]:
    """The counts of paper stock that stand at the end of the period: part of what M1 lacks.

    Returns:
        Rows with `missing`: what was counted less what has left it since; below zero where more was scanned
        than had been counted, which the rate takes off the other counts of its scope. The largest first.
    """
    reach = _reach(user, agency, period)
    end = reach.period.end
    rows = CountedStock.objects.filter(_standing("stock", end), agency__in=reach.agencies)
    rows = rows.filter(_of(procedure)).annotate(missing=F("count") - _left_stock(end))
    told = rows.exclude(missing=0).select_related("agency", "paper_type", "procedure")
    return told.order_by("-missing", "stock_count")


def _left_stock(day: date) -> Expression:
    """How many results stand on the day both in the count of the outer query and in the records."""
    left = CountedPaper.objects.annotate(of=Coalesce("stock_procedure_id", 0)).filter(
        _standing("stock", day),
        result_agency=OuterRef("agency"),
        paper_type=OuterRef("paper_type"),
        of=Coalesce(OuterRef("procedure_id"), 0),
    )
    numbered = left.order_by().values("paper_type").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbered.values("number")), 0, output_field=IntegerField())


def _newest(reach: Reach) -> Combinable:
    """The day of intake: of many agencies as the index of all dossiers has it.

    Of a few it is no column, or PostgreSQL would walk through everybody's dossiers to pass over all but theirs.
    """
    day = F("received_day")
    return Coalesce(day, day) if reach.is_narrow else day


def _of_dossiers(reach: Reach, asked: Asked) -> Q:
    kind = DOSSIERS.get(asked.indicator)
    if kind is None:
        return Q(pk__in=[])
    within = _days(reach, asked.indicator, kind.day)
    return within & kind.due & _chosen(kind, asked) & _of(asked.procedure)


def _of_settled(reach: Reach, asked: Asked) -> Q:
    """M9: settled in the period, or open at its end and not overdue then."""
    begin, end = reach.period.begin, reach.period.end
    settled = Q(settled_day__range=(begin, end), settled_on_time__isnull=False)
    open_then = Q(received_day__lte=end) & (Q(settled_day__isnull=True) | Q(settled_day__gt=end))
    on_time = (settled & Q(settled_on_time=True)) | (open_then & Q(late_from__gt=end))
    # Whatever was settled by the end came before it: said for the index, which begins with the newest.
    whole = Q(agency__in=reach.agencies, late_from__isnull=False, received_day__lte=end)
    whole &= settled | open_then
    return whole & _chosen(Rows(on_time), asked) & _of(asked.procedure)


def _of_papers(reach: Reach, asked: Asked) -> Q:
    end = reach.period.end
    if asked.indicator == Indicator.M4:
        kind = Rows(Q(stored=True), day="accepted_day")
        within = _days(reach, asked.indicator, kind.day)
    elif asked.indicator == Indicator.M1:
        kind = Rows(Q(copy_from__lte=end), missing=LACKING & ~Q(copy_from__lte=end))
        within = _standing("result", end) & Q(result_agency__in=reach.agencies)
    else:
        return Q(pk__in=[])
    return within & _chosen(kind, asked) & _of(asked.procedure)


def _reach(user: type_of_user, agency: Agency, period: Period) -> Reach:
    """The agency's subtree as far as the person manages, audits or administers it."""
    counted = period.until(timezone.localdate())
    tree = Tree(min(timezone.localdate(), period.end))
    theirs = frozenset(agency_ids_of(user, *KINDS))
    return Reach(tree, theirs & tree.under(agency), counted)


def _days(reach: Reach, indicator: Indicator, column: str) -> Q:
    spans = {term.span for term in INDICATORS[indicator].terms}
    wanted = Span.INTAKE if Span.INTAKE in spans else Span.PERIOD
    found = Q(pk__in=[])
    for segment, agencies in segments_of(reach, with_intake=wanted is Span.INTAKE).items():
        if wanted in segment.spans:
            found |= Q(agency__in=agencies, **{f"{column}__range": (segment.begin, segment.end)})
    # Said for the index, which begins with the newest: nothing is finished before it came.
    begin, end = reach.period.begin, reach.period.end
    came = {
        "received_day": Q(received_day__range=(begin, end)),
        "finished_day": Q(received_day__lte=end),
    }
    return found & came.get(column, ALL)


def _standing(name: str, end: object) -> Q:
    left = Q(**{f"{name}_to__isnull": True}) | Q(**{f"{name}_to__gt": end})
    return Q(**{f"{name}_from__lte": end}) & left


def _chosen(kind: Rows, asked: Asked) -> Q:
    if asked.counted is None:
        return ALL
    if asked.counted:
        return kind.counted
    return ~kind.counted if kind.missing is None else kind.missing


def _of(procedure: type_of_procedure) -> Q:
    if procedure == "none":
        return Q(procedure__isnull=True)
    return ALL if procedure is None else Q(procedure=procedure)
