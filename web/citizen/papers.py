"""Own papers as a person reads them: what it is, whether it holds today, who keeps it, who used it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from dossiers.citizens.corrections import corrections_of
from dossiers.citizens.own import papers_of
from dossiers.models import Correction, Holder, Paper, Rendition
from dossiers.states import State
from web.citizen.uses import Entry, entries_of
from web.paging import KeysetPage, page_of
from web.papers.facts import Fact, facts_of
from web.papers.selectors import title_of
from web.papers.validity import Validity, validity_on

PAGE_CARDS = 20
LATEST_USES = 10


@dataclass(frozen=True, slots=True)
class Card:
    """One paper in the list."""

    paper: Paper
    title: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """The page of one paper."""

    title: str
    validity: Validity
    facts: list[Fact]
    signed: Rendition | None
    uses: list[Entry]
    more_uses: bool
    corrections: list[Correction]


def paper_cards(holder: Holder, *, after: str = "") -> tuple[KeysetPage[Paper], list[Card]]:
    """One page of the person's papers, the latest that came first."""
    rows = papers_of(holder).select_related("paper_type", "agency")
    page = page_of(rows, keys=("-id",), after=after, size=PAGE_CARDS)
    today = timezone.localdate()
    return page, [Card(row, title_of(row), _validity(row, today)) for row in page.rows]


def paper_page(paper: Paper, *, holder: Holder, now: datetime) -> OwnPaper:
    """Everything that the page of an own paper tells; ids stay masked, the signed copy has them."""
    fields = {field.name: field for field in paper.fields.all()}
    page, uses = entries_of(holder, at=now, paper=paper, size=LATEST_USES)
    return OwnPaper(
        title=title_of(paper),
        validity=_validity(paper, timezone.localdate(now)),
        facts=facts_of(paper, fields, ids_open=False),
        signed=signed_copy(paper),
        uses=uses,
        more_uses=bool(page.next_key),
        corrections=list(corrections_of(holder).filter(paper=paper).select_related("agency")),
    )


def signed_copy(paper: Paper) -> Rendition | None:
    """What a person may save: the newest signed copy; of a paper that came signed, the file as it came."""
    if paper.state not in {State.AVAILABLE, State.WITHDRAWN}:
        return None
    kind = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    return paper.renditions.filter(kind=kind).order_by("-version").first()


def _validity(paper: Paper, today: date) -> Validity:
    """As for the staff, but a paper on its way, or gone, says so in plain words."""
    if paper.state == State.DISPOSED:
        told = "Hết thời hạn lưu, giấy tờ đã được tiêu hủy; chỉ còn ghi chép ai đã dùng, để làm gì."
        return Validity("quiet", "Đã tiêu hủy", told)
    if paper.state not in {State.AVAILABLE, State.WITHDRAWN} and not paper.revoked_at:
        told = "Cơ quan đã nhận và đang ký số bản điện tử; chưa dùng lại được."
        return Validity("quiet", "Đang hoàn tất", told)
    return validity_on(paper, today)
