"""Which report the address names: the agency and part of the year of Chỉ tiêu, by default the last full month."""

from datetime import date

from django.http import QueryDict
from django.urls import reverse

from accounts.models import Agency
from targets.models import ReportKind
from targets.reports.periods import ReportPeriod, last_ended
from web.targets.forms import Choice


def choice_of(query: QueryDict, *, today: date) -> Choice:
    """What the address chooses; without a year it is the last month that is over."""
    asked = query.copy()
    last = last_ended(ReportKind.MONTH, today)
    if not asked.get("nam"):
        asked["nam"], asked["ky"] = str(last.year), f"t{last.number}"
    return Choice.of(asked, today=today)


def address_of(agency: Agency, kind: str, begin: date) -> str:
    """Where the report of an agency and a period stands."""
    parts = {
        ReportKind.MONTH: f"t{begin.month}",
        ReportKind.QUARTER: f"q{(begin.month + 2) // 3}",
        ReportKind.YEAR: "",
    }
    query = {"co_quan": agency.code, "nam": begin.year, "ky": parts[ReportKind(kind)]}
    return reverse("reports", query=query)


def period_of(choice: Choice) -> ReportPeriod:
    """The period of the report."""
    kind = {"q": ReportKind.QUARTER, "t": ReportKind.MONTH}.get(choice.part[:1], ReportKind.YEAR)
    return ReportPeriod(kind, choice.year, int(choice.part[1:] or 1))
