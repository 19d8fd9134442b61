"""What a count of paper stock counts as, and which results of the backlog leave it, from when to when."""

from datetime import date

from django.db.models import DateField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, Greatest, Least

from targets.models import StockCount

# Before and after all days that are counted.
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)


def stock_columns() -> dict[str, Combinable]:
    """Each column of `CountedStock` as an expression over `StockCount`."""
    later = _same_series().filter(valid_on__gt=OuterRef("valid_on"))
    return {
        "stock_count_id": F("pk"),
        "agency_id": F("agency_id"),
        "procedure_id": F("procedure_id"),
        "paper_type_id": F("paper_type_id"),
        "stock_from": F("valid_on"),
        "stock_to": Subquery(later.values("valid_on")[:1]),
        "count": F("count"),
    }


def leaving_stock() -> dict[str, Combinable]:
    """Of a result of the backlog: which stock it leaves, from when to when; over `counted_papers`.

    A result that was counted while it was on paper only stands in the count and in the records. It leaves
    the stock from the day on which both know of it, until the first count of the same that was taken when
    it had its copy, or no longer held: that one does not hold it.
    """
    counts = _counts_with_it()
    since = Greatest("valid_on", OuterRef("day_of_begin"), output_field=DateField())
    gone = _off_paper(OuterRef(OuterRef("day_of_copy")), OuterRef(OuterRef("day_of_end")))
    until = Subquery(_same_series().filter(valid_on__gte=gone).values("valid_on")[:1])
    return {
        "stock_procedure_id": Subquery(counts.values("procedure_id")[:1]),
        "stock_from": Subquery(counts.annotate(since=since).values("since")[:1]),
        "stock_to": Subquery(counts.annotate(until=until).values("until")[:1]),
    }


def _counts_with_it() -> QuerySet[StockCount]:
    """The counts of its agency and type that were taken while it was on paper only, the one it leaves first.

    A result of the backlog has no procedure: it is in what is counted without one; where each procedure's
    are counted apart, in those of the first. One that does not say since when it holds has long been there.
    """
    begun = Coalesce(OuterRef("valid_from"), Value(EVER), output_field=DateField())
    counts = StockCount.objects.filter(
        agency=OuterRef("agency"),
        paper_type=OuterRef("paper_type"),
        valid_on__gte=begun,
        valid_on__lt=_off_paper(OuterRef("day_of_copy"), OuterRef("day_of_end")),
    )
    return counts.order_by(F("procedure_id").asc(nulls_first=True), "valid_on")


def _same_series() -> QuerySet[StockCount]:
    """The counts of the same agency, type and procedure as the outer query's, the first one first."""
    counts = StockCount.objects.annotate(of=Coalesce("procedure_id", 0))
    same = counts.filter(
        agency=OuterRef("agency"),
        paper_type=OuterRef("paper_type"),
        of=Coalesce(OuterRef("procedure_id"), 0),
    )
    return same.order_by("valid_on")


def _off_paper(copied: OuterRef, ended: OuterRef) -> Expression:
    """The first day on which it has a copy, or no longer holds."""
    # Not Least alone: what it makes of nothing depends on the database.
    days = (Coalesce(each, Value(NEVER), output_field=DateField()) for each in (copied, ended))
    return Least(*days, output_field=DateField())
