"""A list of results as a table to keep: ids masked, bounded, and recorded with its purpose before it is given."""

from datetime import date

from accounts.actors import actor
from accounts.models import User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.models import Paper
from reuse.finding import Wanted, find
from search.ports import Index
from search.words import hide_ids
from vietnamese.dates import format_date
from web.search.lookup import Row, record_person_looked_up, row_of
from web.spreadsheet import as_csv

MOST_EXPORTED = 1_000
HEADER = (
    "Tên giấy tờ", "Số, ký hiệu", "Loại", "Ngày ban hành", "Nơi ban hành", "Cơ quan giữ", "Chủ giấy tờ",
    "Số định danh", "Hiệu lực",
)  # fmt: skip


def export(user: User, wanted: Wanted, *, day: date, purpose: str, index: Index) -> bytes:
    """The papers that the person sees for this question, as CSV; at most `wanted.limit`."""
    by = actor(user)
    bearers = record_person_looked_up(user, wanted.query, by=by)
    papers = Paper.objects.visible_to(user)
    found = find(wanted, papers=papers, index=index, bearers=bearers).found
    agency = home_agency(user)
    if agency is not None:
        facts = {"papers": [each.paper.pk for each in found]}
        events.record(
            agency=agency,
            actor=by,
            verb="search.exported",
            about=user,
            purpose=purpose,
            facts=facts,
        )
    return as_csv(HEADER, (_values(row_of(each, day)) for each in found))


def _values(row: Row) -> tuple[str, ...]:
    paper = row.paper
    return (
        row.title,
        hide_ids(paper.number),
        paper.paper_type.name if paper.paper_type else "",
        format_date(paper.issued_on) if paper.issued_on else "",
        hide_ids(paper.issuer),
        paper.agency.name,
        paper.holder.name if paper.holder else "",
        row.holder_id,
        row.validity.label,
    )
