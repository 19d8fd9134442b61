"""Whether a paper holds on a day, in a word for lists and in a sentence for its own page."""

from dataclasses import dataclass
from datetime import date

from dossiers.models import Paper, PaperType
from dossiers.states import State
from search.words import hide_ids
from vietnamese.dates import format_date


@dataclass(frozen=True, slots=True)
class Validity:
    """`tone` is the colour of the badge (good, attention, bad, quiet); `sentence` says why."""

    tone: str
    label: str
    sentence: str


def validity_on(paper: Paper, day: date) -> Validity:
    """What the records say of the paper on that day; agrees with `PaperQuerySet.valid_on`."""
    return _out_of_use(paper, day) or _by_dates(paper, day)


def _out_of_use(paper: Paper, day: date) -> Validity | None:
    if paper.revoked_at and paper.revoked_at <= day:
        since = format_date(paper.revoked_at)
        return Validity("bad", "Đã thu hồi", f"Bị thu hồi từ ngày {since}.{_why(paper)}")
    if paper.state == State.WITHDRAWN:
        return Validity("bad", "Ngừng dùng", f"Đã ngừng dùng, không tái sử dụng được.{_why(paper)}")
    if paper.replaced_by_id:
        return Validity("bad", "Đã bị thay thế", "Đã có giấy tờ khác thay thế giấy tờ này.")
    if paper.state != State.AVAILABLE:
        return Validity(
            "quiet", "Chưa dùng được", "Chưa qua đủ các bước đối soát và ký số nên chưa dùng được."
        )
    return None


def _by_dates(paper: Paper, day: date) -> Validity:
    begin, end = paper.valid_from, paper.valid_to
    if begin and begin > day:
        return Validity(
            "attention", "Chưa có hiệu lực", f"Có hiệu lực từ ngày {format_date(begin)}."
        )
    if end and end < day:
        return Validity("bad", "Hết hiệu lực", f"Đã hết hiệu lực sau ngày {format_date(end)}.")
    if end:
        until = format_date(end)
        return Validity("good", f"Còn hiệu lực đến {until}", f"Còn hiệu lực đến hết ngày {until}.")
    if paper.paper_type and paper.paper_type.validity == PaperType.Validity.STATED:
        return Validity("good", "Còn hiệu lực", "Còn hiệu lực; không thấy ghi ngày hết hạn.")
    return Validity("good", "Còn hiệu lực", "Còn hiệu lực, không thời hạn.")


def _why(paper: Paper) -> str:
    reason = hide_ids(paper.withdrawn_reason).rstrip(". ")
    return f" Lý do: {reason}." if reason else ""
