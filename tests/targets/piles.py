"""Results on paper and their copies, as the counting would leave them; for tests of what is made of them."""

from datetime import date

from accounts.models import Agency
from dossiers.models import PaperType
from dossiers.states import State
from targets.models import CountedPaper, CountedStock, StockCount
from tests.records import make_paper


def stock(agency: Agency, kind: PaperType, count: int, *, day: date) -> None:
    """A count of paper stock that still holds."""
    made = StockCount.objects.create(agency=agency, paper_type=kind, valid_on=day, count=count)
    CountedStock.objects.create(
        stock_count=made, agency=agency, paper_type=kind, stock_from=day, count=count
    )


def result(
    agency: Agency, kind: PaperType, *, since: date, copied: date | None = None
) -> CountedPaper:
    """A result of the backlog that holds, with or without its copy."""
    paper = make_paper(agency, State.AVAILABLE, paper_type=kind)
    return CountedPaper.objects.create(
        paper=paper,
        agency=agency,
        paper_type=kind,
        accepted_day=copied,
        result_agency=agency,
        result_from=since,
        copy_from=copied,
    )
