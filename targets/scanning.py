"""What to scan next: where results that still hold are on paper only, and how often such papers are asked for.

Two orders, each named where it is shown. By gain in M1: the paper type and agency with the most valid results
without a digital copy. By demand: the types that dossiers of the last twelve months asked for most often; of one
type the agency with the most on paper.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import PaperType, ProcedureVersion
from targets.models import AskedComponent, CountedPaper, CountedStock, ProcedureMonth, WholeMonth
from targets.reading import reading_of, type_of_day
from targets.tree import Tree

MONTHS_OF_DEMAND = 12


class Order(StrEnum):
    """What comes first."""

    GAIN = "m1"
    DEMAND = "nhu-cau"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One paper type of one agency that could be scanned next.

    `stock`: counted on paper, less what was scanned since. `known`: on record, without an accepted copy.
    `asked`: how often dossiers of the whole scope asked for such a paper in twelve months.
    """

    agency: Agency
    paper_type: PaperType
    stock: int
    known: int
    asked: int

    @property
    def missing(self) -> int:
        """How many results that hold have no digital copy."""
        return self.stock + self.known


type_of_pile = tuple[int, str]  # an agency that exists, and a paper type


class _Scope(NamedTuple):
    """Whose papers, and of which type; None: anybody's, of any."""

    agencies: frozenset[int] | None
    paper_type: str | None

    def of(self, agency: str) -> Q:
        """As a condition on rows that name the agency so."""
        found = Q() if self.paper_type is None else Q(paper_type=self.paper_type)
        if self.agencies is None:
            return found
        return found & Q(**{f"{agency}__in": self.agencies})


def candidates(agency: Agency, *, day: type_of_day, order: Order = Order.GAIN) -> list[Candidate]:
    """What could be scanned next in an agency's subtree, best first.

    Args:
        day: of the stock that holds; an agency that has ended by then is in the place of its successor.
    """
    reading = reading_of(day)
    tree, today = reading.tree, reading.day
    stock, known = _piles(tree, agency, today)
    within = tree.under(agency)
    # Every agency there is: nobody has to be looked for by name.
    asked = asked_for(None if len(within) == len(tree.nodes) else within, day=today)
    types = PaperType.objects.in_bulk({kind for _, kind in (*stock, *known)})
    found = [
        Candidate(
            agency=tree.agencies[where],
            paper_type=types[kind],
            stock=stock[where, kind],
            known=known[where, kind],
            asked=asked[kind],
        )
        for where, kind in {*stock, *known}
    ]
    by_gain = sorted(
        (each for each in found if each.missing > 0),
        key=lambda each: (-each.missing, each.agency.path, each.paper_type.pk),
    )
    if order is Order.DEMAND:
        return sorted(by_gain, key=lambda each: (-each.asked, each.paper_type.pk, -each.missing))
    return by_gain


def missing_of(agency: Agency, paper_type: PaperType, *, day: date) -> int:
    """How many results of the type hold on the day in the agency's subtree without a digital copy."""
    stock, known = _piles(Tree(day), agency, day, paper_type=paper_type.pk)
    return stock.total() + known.total()


def asked_for(agencies: Collection[int] | None, *, day: date) -> Counter[str]:
    """How often dossiers received here (None: anywhere) in the twelve months up to the day asked for each paper type.

    A dossier asks for a type once for each component that the type satisfies, alone or with others, in the
    version of its procedure that holds on the day: a plan for what comes, not an account of what was.
    """
    received = _received(agencies, day)
    asked: Counter[str] = Counter()
    for procedure, kind, components in _accepting(day):
        asked[kind] += received[procedure] * components
    return asked


def _piles(
    tree: Tree, agency: Agency, day: date, *, paper_type: str | None = None
) -> tuple[Counter[type_of_pile], Counter[type_of_pile]]:
    """What is on paper by agency and type: as it was counted, and as the records know it."""
    within = frozenset(tree.under(agency))
    # Everybody's of any type is read through; anything less is looked for by agency and type.
    is_all = paper_type is None and len(within) == len(tree.nodes)
    scope = _Scope(None if is_all else within, paper_type)
    piles: Counter[type_of_pile] = Counter()
    for where, kind, count in _counts(day, scope):
        piles[where, kind] += count
    stock: Counter[type_of_pile] = Counter()
    for (where, kind), count in piles.items():
        stock[tree.answering(where).pk, kind] += max(0, count)
    known: Counter[type_of_pile] = Counter()
    for where, kind, n in _without_copy(day, scope):
        known[tree.answering(where).pk, kind] += n
    return stock, known


def _counts(day: date, scope: _Scope) -> Iterable[tuple[int, str, int]]:
    """Agency, type and number: the counts that hold on the day, and less than nothing for what left them.

    What leaves the stock is said once, for M1 and for what is planned: targets/counting/stock.py.
    """
    holds = Q(stock_from__lte=day) & (Q(stock_to=None) | Q(stock_to__gt=day))
    counts = CountedStock.objects.filter(holds, scope.of("agency")).order_by()
    left = CountedPaper.objects.filter(holds, scope.of("result_agency")).order_by()
    by_agency = counts.values("agency", "paper_type").annotate(n=Sum("count"))
    yield from by_agency.values_list("agency", "paper_type", "n")
    left_by_agency = left.values("result_agency", "paper_type").annotate(n=-Count("pk"))
    yield from left_by_agency.values_list("result_agency", "paper_type", "n")


def _without_copy(day: date, scope: _Scope) -> Iterable[tuple[int, str, int]]:
    """Agency, type, and how many results hold on the day that are on record without a digital copy by then."""
    holds = Q(result_to=None) | Q(result_to__gt=day)
    no_copy = Q(copy_from=None)
    if day < timezone.localdate():
        no_copy |= Q(copy_from__gt=day)
    rows = CountedPaper.objects.filter(
        holds, no_copy, scope.of("result_agency"), paper_type__isnull=False
    )
    grouped = rows.filter(result_from__lte=day).order_by().values("result_agency", "paper_type")
    counted: Iterable[tuple[int, str, int]] = grouped.annotate(n=Count("pk")).values_list(
        "result_agency", "paper_type", "n"
    )
    return counted


def _received(agencies: Collection[int] | None, day: date) -> Counter[int]:
    """Dossiers by procedure, of the month of the day and the eleven before it."""
    months = day.year * 12 + day.month - MONTHS_OF_DEMAND
    first = date(months // 12, months % 12 + 1, 1)
    rows = (
        WholeMonth.objects.all()
        if agencies is None
        else ProcedureMonth.objects.filter(agency__in=agencies)
    ).filter(month__range=(first, day), procedure__isnull=False)
    grouped = rows.order_by().values("procedure").annotate(n=Sum("received"))
    return Counter(dict(grouped.values_list("procedure", "n")))


def _accepting(day: date) -> Iterable[tuple[int, str, int]]:
    """Procedure, paper type, and how many components of the procedure's version the type satisfies."""
    versions = ProcedureVersion.objects.in_force(day)
    rows = AskedComponent.objects.filter(
        version__in=versions, component__accepted__paper_type__isnull=False
    )
    kind = "component__accepted__paper_type"
    grouped = rows.order_by().values("version__procedure", kind)
    counted = grouped.annotate(n=Count("component", distinct=True))
    found: Iterable[tuple[int, str, int]] = counted.values_list("version__procedure", kind, "n")
    return found
