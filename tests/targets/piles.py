"""Results on paper and their copies, counted as they are; for tests of what is made of them."""

from datetime import UTC, date, datetime

from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Paper, PaperType, Procedure
from dossiers.states import State
from targets.counting.again import count_again
from targets.models import CountedPaper, StockCount
from tests.records import make_paper, make_procedure


def stock(agency: Agency, kind: PaperType, count: int, *, day: date) -> None:
    """A count of paper stock that still holds."""
    made = StockCount.objects.create(agency=agency, paper_type=kind, valid_on=day, count=count)
    papers = Paper.objects.filter(paper_type=kind).values_list("pk", flat=True)
    count_again({"stockcount": [{made.pk}], "paper": [set(papers)]})


def result(
    agency: Agency, kind: PaperType, *, since: date, copied: date | None = None
) -> CountedPaper:
    """A result of the backlog that holds, with or without its copy, made now or in the morning of another day."""
    if not Procedure.objects.filter(result_type=kind).exists():
        make_procedure(result_type=kind)
    paper = make_paper(
        agency,
        State.AVAILABLE if copied else State.TO_REVIEW,
        paper_type=kind,
        valid_from=since,
        accepted_at=copied and _moment(copied),
    )
    count_again({"paper": [{paper.pk}]})
    return CountedPaper.objects.get(pk=paper.pk)


def _moment(day: date) -> datetime:
    if day == timezone.localdate():
        return timezone.now()
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
