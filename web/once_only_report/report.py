"""The report as the page shows it, and as a table to keep."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.actors import actor
from accounts.models import Agency, User
from accounts.selectors import home_agency
from counter.selectors import closings_by_cause, supplements_by_cause
from dossiers import events
from dossiers.models import Cause, PaperRefusal, PaperRequest
from reuse.asked import AskedAnyway
from web import spreadsheet


@dataclass(frozen=True, slots=True)
class Reasons:
    """How often each reason was given, in the order of the list of reasons."""

    title: str
    rows: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """Totals of the person's agencies, and a row for each where something happened."""

    rows: Sequence[AskedAnyway]
    asked: Reasons
    refused: Reasons
    reused: int


def report_of(rows: Sequence[AskedAnyway]) -> Report:
    """The report."""
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for row in rows:
        asked.update(row.asked)
        refused.update(row.refused)
    return Report(
        rows=rows,
        asked=_reasons("Yêu cầu nộp giấy đang giữ", PaperRequest.Reason.choices, asked),
        refused=_reasons("Không dùng giấy đang giữ", PaperRefusal.Reason.choices, refused),
        reused=sum(row.reused for row in rows),
    )


def by_cause(agencies: QuerySet[Agency], *, since: date, until: date) -> list[Reasons]:
    """How dossiers ended without a result, and what was asked for to complete them, each by whose doing it was."""
    ended: dict[str, dict[str, int]] = {}
    for each in closings_by_cause(agencies, since=since, until=until):
        ended.setdefault(str(each.status.label), {})[each.cause] = each.count
    found = [_causes(title, counted) for title, counted in ended.items()]
    supplements = supplements_by_cause(agencies, since=since, until=until)
    if supplements.items:
        title = (
            f"Nội dung yêu cầu bổ sung ({supplements.requests} phiếu, {supplements.again} lần nữa)"
        )
        found.append(_causes(title, supplements.items))
    return found


def _causes(title: str, counted: Mapping[str, int]) -> Reasons:
    # Dossiers that came from other systems need not say why they ended.
    names = {**dict(Cause.choices), "": "Chưa ghi nguyên nhân"}
    rows = tuple((str(names[code]), counted[code]) for code in names if code in counted)
    return Reasons(title, rows, sum(counted.values()))


def record_taken(user: User, *, since: date, until: date) -> None:
    """Record that a person takes the table along, before they get it."""
    agency = home_agency(user)
    if agency is not None:
        facts = {"from": since.isoformat(), "to": until.isoformat()}
        events.record(
            agency=agency, actor=actor(user), verb="report.exported", about=user, facts=facts
        )


def as_csv(rows: Sequence[AskedAnyway]) -> bytes:
    """One line an agency, a column for each reason."""
    return spreadsheet.as_csv(_header(), map(_values, rows))


def _header() -> list[str]:
    return [
        "Mã cơ quan",
        "Cơ quan",
        "Thành phần dùng lại",
        "Yêu cầu nộp giấy đang giữ",
        *(f"Yêu cầu: {label}" for label in PaperRequest.Reason.labels),
        "Không dùng giấy đang giữ",
        *(f"Không dùng: {label}" for label in PaperRefusal.Reason.labels),
    ]


def _values(row: AskedAnyway) -> Iterator[str]:
    yield from (row.agency.code, row.agency.name, str(row.reused), str(row.times_asked))
    yield from (str(row.asked.get(code, 0)) for code in PaperRequest.Reason.values)
    yield str(row.times_refused)
    yield from (str(row.refused.get(code, 0)) for code in PaperRefusal.Reason.values)


def _reasons(title: str, choices: Sequence[tuple[str, str]], counted: Counter[str]) -> Reasons:
    rows = tuple((str(label), counted[code]) for code, label in choices)
    return Reasons(title, rows, sum(counted.values()))
