"""The kinds of records that are counted, each with its rows and what makes them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from dossiers.models import Dossier, Paper
from targets.counting.dossiers import counted_dossiers, dossier_columns
from targets.counting.papers import counted_papers, paper_columns, type_of_columns
from targets.counting.spread import SPREAD, Spread
from targets.counting.stock import stock_columns
from targets.models import CountedDossier, CountedPaper, CountedStock, StockCount, Touched

# Ids of records, or a query of them.
type_of_scope = Collection[int] | QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: `rows` hold what each counts as, `columns` say it over `records`."""

    name: str  # of the model, as events have it
    model: type[Model]
    rows: type[Model]
    records: Callable[[], QuerySet[Any]]
    columns: Callable[[], type_of_columns]
    # How its rows are read: of an agency by day. Where they lie in that order, so do their indexes.
    order: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns of the rows, in the order of `definition`."""
        return list(self.columns())

    @property
    def spread(self) -> list[Spread]:
        """What its rows add to the sums."""
        return [each for each in SPREAD if each.rows is self.rows]

    def definition(self, scope: type_of_scope | None = None) -> QuerySet[Any, Any]:
        """What the records count as, straight from the records: all of them, or those of a scope."""
        found = self.records()
        if scope is not None:
            found = found.filter(pk__in=scope)
        said = {f"as_{name}": column for name, column in self.columns().items()}
        columns: QuerySet[Any, Any] = found.annotate(**said).values_list(*said)
        return columns

    def all_in_order(self) -> QuerySet[Any, Any]:
        """What all records count as, in the order in which rows are read."""
        return self.definition().order_by(*(f"as_{name}" for name in self.order))

    def counted(self, scope: type_of_scope | None = None) -> QuerySet[Any]:
        """What they counted as when they were counted last."""
        found = self.rows._default_manager.order_by()  # noqa: SLF001 - of any model
        return found if scope is None else found.filter(pk__in=scope)

    def touched_rows(self) -> QuerySet[Any]:
        """Those of the records that are counted again."""
        return self.counted(touched(self.name))


def touched(kind: str) -> QuerySet[Any, Any]:
    """Ids of the records of a kind that are counted again."""
    return Touched.objects.filter(kind=kind).order_by().values("record")


def _stock_counts() -> QuerySet[StockCount]:
    return StockCount.objects.order_by()


DOSSIER = Kind(
    *("dossier", Dossier, CountedDossier, counted_dossiers, dossier_columns),
    order=("agency_id", "received_day"),
)
PAPER = Kind(
    *("paper", Paper, CountedPaper, counted_papers, paper_columns),
    order=("agency_id", "accepted_day"),
)
STOCK = Kind("stockcount", StockCount, CountedStock, _stock_counts, stock_columns)
KINDS = {kind.name: kind for kind in (DOSSIER, PAPER, STOCK)}
