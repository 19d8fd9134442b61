"""Who used a person's papers, when and why, in plain words.

People of the staff are told by agency and role, not by name: the agency answers for the act, and names
whoever did it to an auditor or a court (docs/decisions/0029).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from accounts.models import User
from dossiers.citizens.own import dossiers_of, papers_of
from dossiers.citizens.sessions import actor
from dossiers.citizens.trace import RELINKS, concealments_of, seen_by_holder
from dossiers.models import (
    Event,
    HandOver,
    Holder,
    HolderChange,
    Paper,
    PaperRefusal,
    PaperRequest,
    Reuse,
)
from search.words import hide_ids
from web.paging import KeysetPage, page_of
from web.papers.selectors import title_of

WORDS: Final = {
    "paper.reviewed": "Đối soát và nhận giấy tờ",
    "paper.viewed": "Xem giấy tờ",
    "paper.previewed": "Xem trước để dùng cho hồ sơ",
    "paper.opened": "Mở số định danh đang che",
    "paper.downloaded": "Tải bản điện tử của giấy tờ",
    "paper.original_downloaded": "Tải bản gốc của giấy tờ",
    "paper.withdrawn": "Ngừng dùng giấy tờ",
    "paper.disposed": "Tiêu hủy giấy tờ khi hết thời hạn lưu",
    "paper.replaced": "Thay giấy tờ bằng bản mới hơn",
    "paper.relinked": "Gắn lại chủ giấy tờ",
    "paper.asked": "Yêu cầu nộp giấy tờ dù đang giữ",
    "paper.refused": "Xem nhưng không dùng giấy tờ",
    "paper.refusal_taken_back": "Bỏ việc không dùng giấy tờ",
    "paper.verified": "Kiểm tra lại chữ ký số của giấy tờ",
    "paper.relink_undone": "Hoàn tác việc gắn lại chủ giấy tờ",
    "reuse.checked": "Kiểm tra các giấy tờ đang giữ",
    "reuse.recorded": "Dùng lại giấy tờ cho hồ sơ",
    "reuse.revoked": "Rút lại việc dùng giấy tờ",
    "reuse.handed_over": "Giao bản đã ký của giấy tờ",
    "reuse.fetched": "Tải bản đã ký được giao",
    "reuse.alarm_settled": "Xem xét việc đã dùng giấy tờ",
    "search.person": "Tra cứu theo số định danh",
    "holder.searched": "Tra cứu giấy tờ của bạn",
    "holder.viewed": "Xem thông tin và danh sách giấy tờ của bạn",
    "holder.opened": "Mở số định danh đang che",
    "holder.corrected": "Sửa thông tin của bạn",
    "holder.merged": "Gộp hai bản ghi về bạn",
    "holder.change_undone": "Hoàn tác việc sửa thông tin của bạn",
    "evidence.requested": "Hệ thống khác đề nghị dùng giấy tờ",
    "evidence.accepted": "Hệ thống khác nhận dùng giấy tờ",
    "evidence.refused": "Hệ thống khác không dùng giấy tờ",
    "citizen.slip_given": "Cấp phiếu truy cập",
    "citizen.slip_blocked": "Khóa phiếu truy cập vì nhập sai mã nhiều lần",
    "citizen.slip_refused": "Nhập sai mã của phiếu truy cập",
    "citizen.signed_in": "Đăng nhập trang này",
    "citizen.signed_out": "Đăng xuất trang này",
    "correction.asked": "Gửi đề nghị sửa thông tin",
    "correction.answered": "Trả lời đề nghị sửa thông tin",
}
OTHER: Final = "Việc khác trên giấy tờ của bạn"
TAKEN: Final = "Gỡ một giấy tờ từng gắn nhầm với bạn"
YOU: Final = "Bạn"
MACHINE: Final = "Hệ thống"


@dataclass(frozen=True, slots=True)
class About:
    """What an act was about; empty where it does not apply."""

    paper: Paper | None  # one of their own, else None
    title: str
    dossier: str  # the number, where the dossier is their own
    strange: bool  # done for somebody else's dossier, while a paper was linked wrongly
    untold: bool  # what was written with it may name that person
    legal_basis: str
    wish: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what a person sees."""

    at: datetime
    what: str
    who: str
    about: About
    purpose: str
    shown_late_by: str  # the rule by which this line was hidden until now


def entries_of(
    holder: Holder, *, at: datetime, after: str = "", paper: Paper | None = None, size: int = 30
) -> tuple[KeysetPage[Event], list[Entry]]:
    """One page of what happened to the papers of this person, newest first."""
    page = page_of(
        seen_by_holder(holder, at=at, paper=paper), keys=("-id",), after=after, size=size
    )
    return page, in_words(holder, page.rows)


def in_words(holder: Holder, rows: Sequence[Event]) -> list[Entry]:
    """The events as lines; a constant number of queries."""
    subjects = _Subjects(holder, rows)
    doers = doers_of(rows, holder)
    late = concealments_of(rows)
    lines = []
    for row in rows:
        about = subjects.of(row)
        lines.append(
            Entry(
                at=row.at,
                what=_what(row, about),
                who=doers[row.pk],
                purpose="" if about.untold else hide_ids(row.purpose),
                shown_late_by=late.get(row.pk, ""),
                about=about,
            )
        )
    return lines


def _what(row: Event, about: About) -> str:
    if row.object_type == "paper" and about.paper is None:
        return TAKEN
    return WORDS.get(row.verb, OTHER)


def doers_of(rows: Iterable[Event], holder: Holder | None = None) -> dict[int, str]:
    """Who did it, by event: agency and role of the day, never a name."""
    rows = list(rows)
    names = {row.actor.partition(":")[2] for row in rows if row.actor.startswith("user:")}
    people = User.objects.filter(username__in=names).prefetch_related("given_roles__agency")
    by_name = {user.username: user for user in people}
    return {row.pk: _doer(row, by_name, holder) for row in rows}


def _doer(row: Event, people: Mapping[str, User], holder: Holder | None) -> str:
    kind, _, name = row.actor.partition(":")
    if kind == "holder":
        return YOU if holder and row.actor == actor(holder) else "Chủ giấy tờ"
    if kind != "user":
        return f"{MACHINE}, {row.agency.name}"
    day, user = timezone.localdate(row.at), people.get(name)
    held = [
        role
        for role in (user.given_roles.all() if user else ())
        if (role.valid_from is None or role.valid_from <= day)
        and (role.valid_to is None or role.valid_to >= day)
    ]
    if not held:
        return f"Cán bộ, {row.agency.name}"
    # Who has several roles acted in the one nearest to where the act stands.
    nearest = max(held, key=lambda role: (role.agency_id == row.agency_id, -role.pk))
    # Another system is no person: it is told by its name.
    by = f"{MACHINE} {user}" if user and user.is_service else nearest.get_kind_display()
    return f"{by}, {nearest.agency.name}"


class _Subjects:
    """What each event is about, fetched at once for a page of events."""

    def __init__(self, holder: Holder, rows: Sequence[Event]) -> None:
        ids: dict[str, set[int]] = {}
        for row in rows:
            ids.setdefault(row.object_type, set()).add(row.object_id)
        self.handed = {
            each.pk: each.reuse_id
            for each in HandOver.objects.filter(pk__in=ids.get("handover", ()))
        }
        uses = ids.get("reuse", set()) | set(self.handed.values())
        self.reuses = Reuse.objects.select_related("exception", "source").in_bulk(uses)
        self.asked = PaperRequest.objects.in_bulk(ids.get("paperrequest", set()))
        self.refused = PaperRefusal.objects.in_bulk(ids.get("paperrefusal", set()))
        acts: list[Reuse | PaperRequest | PaperRefusal] = []
        acts += [*self.reuses.values(), *self.asked.values(), *self.refused.values()]
        papers = ids.get("paper", set()) | {each.paper_id for each in acts if each.paper_id}
        dossiers = {each.dossier_id for each in acts} | {_dossier_in(row) for row in rows}
        # What is not their own is not named, though an act on it concerned them too.
        self.papers = {
            paper.pk: paper
            for paper in papers_of(holder).select_related("paper_type").filter(pk__in=papers)
        }
        own = dossiers_of(holder).filter(pk__in=dossiers - {0})
        self.dossiers = dict(own.values_list("pk", "number"))
        mine = HolderChange.objects.filter(paper__in=papers, other=holder, undone_at__isnull=True)
        # Before this day it was taken for another person's.
        self.linked_at = dict(mine.order_by("at").values_list("paper", "at"))
        changes = {row.facts.get("change") for row in rows if row.object_type == "holder"}
        merged = HolderChange.objects.filter(
            pk__in=changes - {None}, kind=HolderChange.Kind.MERGED, undone_at__isnull=False
        )
        # They were two persons after all: why they were taken for one may name the other.
        self.two_persons = set(merged.values_list("pk", flat=True))

    def of(self, row: Event) -> About:
        """What is told of the subject of an event."""
        act = self._act(row)
        paper_id = row.object_id if row.object_type == "paper" else act.paper_id if act else None
        dossier_id = act.dossier_id if act else _dossier_in(row)
        reuse = act if isinstance(act, Reuse) else None
        paper = self.papers.get(paper_id or 0)
        strange = bool(dossier_id) and dossier_id not in self.dossiers
        since = self.linked_at.get(paper_id or 0)
        taken = row.object_type == "paper" and paper is None
        of_two = row.object_type == "holder" and row.facts.get("change") in self.two_persons
        return About(
            paper=paper,
            title=title_of(paper) if paper else _source_of(reuse),
            dossier=self.dossiers.get(dossier_id, ""),
            strange=strange,
            untold=strange
            or taken
            or of_two
            or row.verb in RELINKS
            or bool(since and row.at < since),
            legal_basis=hide_ids(reuse.legal_basis) if reuse else "",
            wish=_wish_of(reuse),
            revoked_at=reuse.revoked_at if reuse and row.verb == "reuse.recorded" else None,
        )

    def _act(self, row: Event) -> Reuse | PaperRequest | PaperRefusal | None:
        if row.object_type == "handover":
            return self.reuses.get(self.handed.get(row.object_id, 0))
        held: Mapping[str, Mapping[int, Reuse | PaperRequest | PaperRefusal]] = {
            "reuse": self.reuses,
            "paperrequest": self.asked,
            "paperrefusal": self.refused,
        }
        return held.get(row.object_type, {}).get(row.object_id)


def _dossier_in(row: Event) -> int:
    """The dossier that an event names in its facts; 0 for none."""
    named = row.facts.get("dossier")
    return named if isinstance(named, int) else 0


def _source_of(reuse: Reuse | None) -> str:
    """A use without a paper of theirs here: the database that was asked, if any."""
    return f"Dữ liệu: {reuse.source.name}" if reuse and reuse.source else ""


def _wish_of(reuse: Reuse | None) -> str:
    """At whose wish a paper was used."""
    if reuse is None:
        return ""
    if reuse.exception is not None:
        return f"{reuse.exception.name} ({reuse.exception.legal_basis})"
    return reuse.get_request_display()
