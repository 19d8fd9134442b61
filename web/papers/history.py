"""What happened to a paper, from the events about it, in plain words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import people_named
from config.messages import message
from dossiers.models import Event, Paper
from search.words import hide_ids

MOST_EVENTS = 100
MACHINE = frozenset({"worker", "automatic"})
VERBS = {
    "paper.received": "Nhận tệp",
    "paper.kept": "Lưu bản gốc",
    "paper.prepared": "Làm sạch ảnh",
    "paper.read": "Đọc chữ",
    "paper.split": "Tách lô: nhận các trang của giấy tờ này",
    "paper.dissolved": "Tách lô: các trang thuộc giấy tờ khác",
    "paper.to_split": "Đề xuất tách thành nhiều giấy tờ, chờ xem",
    "paper.to_review": "Đề xuất loại và thông tin, chờ đối soát",
    "paper.reviewed": "Đối soát và nhận",
    "paper.to_sign": "Tạo bản PDF/A, chờ ký số",
    "paper.sign_begun": "Bắt đầu ký bằng thiết bị",
    "paper.sign_given": "Người có thẩm quyền ký",
    "paper.sign_cancelled": "Bỏ phiên ký",
    "paper.signed": "Ký số",
    "paper.available": "Kiểm tra chữ ký và đưa vào dùng",
    "paper.returned": "Trả lại để quét lại",
    "paper.read_again": "Yêu cầu đọc lại",
    "paper.retried": "Thử lại",
    "paper.withdrawn": "Ngừng dùng",
    "paper.failed": "Gặp lỗi",
    "paper.opened": "Mở số định danh",
    "paper.downloaded": "Tải bản thể hiện",
    "paper.original_downloaded": "Tải bản gốc",
    "paper.viewed": "Xem giấy tờ",
    "paper.previewed": "Xem trước khi dùng lại",
    "paper.handed_over": "Giao bản đã ký",
    "paper.verified": "Kiểm tra lại chữ ký số",
    "paper.renewed": "Gia hạn bằng chứng thời gian của bản đã ký",
    "paper.held": "Giữ lại theo yêu cầu pháp lý",
    "paper.hold_lifted": "Gỡ lệnh giữ",
    "paper.disposed": "Tiêu hủy khi hết thời hạn lưu",
    "paper.relinked": "Gắn lại chủ giấy tờ",
    "archive.found": "Kiểm tra kho: thấy vấn đề",
    "archive.restored": "Kiểm tra kho: đã khắc phục",
    "archive.ended": "Kiểm tra kho: vấn đề đã hết",
    "archive.signature_lost": "Bản đã ký bị mất trong kho, ký lại thành bản mới",
}
OTHER_VERB = "Việc khác"
SOMEBODY = "Cán bộ"
SIGNATURE_KEPT = "Giữ nguyên chữ ký số đã có"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    detail: str
    purpose: str


def events_of(paper: Paper) -> list[Event]:
    """The latest events about the paper, newest first, at most MOST_EVENTS."""
    about = Event.objects.filter(object_type="paper", object_id=paper.pk)
    return list(about.order_by("-id")[:MOST_EVENTS])


def in_words(
    paper: Paper, rows: Iterable[Event], names: Mapping[str, str], *, told_to: str | None = None
) -> list[Act]:
    """The events as acts.

    Args:
        names: how the actors are called, see `names_of`.
        told_to: an actor who does not keep the paper: other persons are not named to them, nor why.
    """
    verbs = {**VERBS, "paper.signed": SIGNATURE_KEPT} if paper.arrived_signed else VERBS
    return [
        Act(
            at=row.at,
            who=names[row.actor] if _tells(row, told_to) else SOMEBODY,
            what=verbs.get(row.verb, f"{OTHER_VERB} ({row.verb})"),
            detail=_detail(row),
            purpose=hide_ids(row.purpose) if _tells(row, told_to) else "",
        )
        for row in rows
    ]


def _tells(row: Event, told_to: str | None) -> bool:
    return told_to is None or row.actor == told_to or row.actor in MACHINE


def names_of(actors: Collection[str]) -> Mapping[str, str]:
    """How each actor is called: a person by full name, the command line by its user, the machine so."""
    people = people_named(actors)
    return {each: _name(each, people) for each in actors}


def _name(actor: str, people: Mapping[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if actor in MACHINE:
        return "Hệ thống"
    if kind == "user":
        return people.get(actor, name)
    return f"{name} (dòng lệnh)" if kind == "cli" else actor


def _detail(event: Event) -> str:
    facts = event.facts
    if "code" in facts:
        return message(str(facts["code"])).sentence
    if facts.get("corrected"):
        return f"Sửa {facts['corrected']} trường."
    if facts.get("revoked"):
        return "Bị thu hồi."
    return ""
