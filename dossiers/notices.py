"""Tells people: who answers for a dossier, and what they are told, once."""

from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from accounts.models import Agency, Role, User
from dossiers.models import Dossier, Notification, Paper

# What a notification says, by its kind; its page links the dossier and the paper beside the sentence.
SENTENCES: Final = {
    "dossier.supplement_received": "Người nộp đã bổ sung đủ hồ sơ; thời hạn giải quyết tính tiếp.",
    "dossier.late_without_apology": "Hồ sơ đã quá ngày hẹn mà chưa có phiếu xin lỗi; lập phiếu và hẹn lại ngày trả.",
    "campaign.assigned": "Bạn được giao phụ trách một chiến dịch số hóa; xem số lượng và hạn ở trang Chiến dịch.",
    "correction.asked": "Công dân đề nghị sửa thông tin; trả lời ở trang Đề nghị của công dân.",
    "reuse.paper_withdrawn": "Giấy tờ đã dùng cho hồ sơ này bị thu hồi hoặc ngừng dùng.",
    "reuse.paper_replaced": "Giấy tờ đã dùng cho hồ sơ này đã có bản mới thay thế.",
    "reuse.signature_invalid": "Chữ ký số của giấy tờ đã dùng cho hồ sơ này nay không còn hợp lệ.",
    "reuse.wrong_holder": "Giấy tờ đã dùng cho hồ sơ này từng gắn nhầm chủ; cần xem lại.",
    "reuse.holder_restored": "Giấy tờ đã dùng cho hồ sơ này được gắn lại đúng chủ như trước.",
    "archive.original_damaged": "Bản gốc của giấy tờ này trong kho bị hỏng hoặc mất; xem lại trước khi dựa vào nó.",
    "paper.wrong_holder": "Giấy tờ bạn đã đối soát gắn nhầm chủ; người khác đã gắn lại.",
    "paper.holder_restored": "Giấy tờ bạn đã đối soát được gắn lại chủ như trước.",
    "paper.doubted": "Cán bộ giải quyết nghi ngờ giấy tờ này hoặc cho là gắn nhầm người; cần đối soát lại.",
}
# A dossier without an officer of its own is told to those of its agency, but never to a whole province of them.
MOST_OFFICERS = 20


def officers_of(dossier: Dossier, *, also: Iterable[str] = ()) -> list[User]:
    """Who is told about a dossier: its officer and those who acted on it; else officers of its agency.

    Where it has none, those of its successor or of the nearest agency above decide for it, and are told.

    Args:
        also: actors (user:<name>) that acted on it, as events and reuses record them.
    """
    names = {actor.removeprefix("user:") for actor in also if actor.startswith("user:")}
    found = list(User.objects.filter(is_active=True, username__in=names))
    if dossier.officer is not None and dossier.officer.is_active:
        found.append(dossier.officer)
    if not found:
        found = _officers_near(dossier.deciding_agency)
    return list({user.pk: user for user in found}.values())


def _officers_near(agency: Agency) -> list[User]:
    roles = Role.objects.in_force(timezone.localdate()).filter(
        kind=Role.Kind.OFFICER, user__is_active=True
    )
    nearest: Agency | None = agency
    asked: set[int] = set()
    while nearest is not None and nearest.pk not in asked:
        asked.add(nearest.pk)
        held = roles.filter(agency=nearest).select_related("user").order_by("user_id")
        if found := [role.user for role in held[:MOST_OFFICERS]]:
            return found
        # What an agency that was merged had to decide is its successor's.
        nearest = nearest.successor or nearest.parent
    return []


def clerks_of(paper: Paper) -> list[User]:
    """Who answers for what a paper says: the clerk who accepted it; else clerks of the agency that keeps it."""
    name = paper.accepted_by.removeprefix("user:")
    found = list(User.objects.filter(is_active=True, username=name))
    if not found:
        roles = (
            Role.objects.in_force(timezone.localdate())
            .filter(kind=Role.Kind.CLERK, agency=paper.agency_id, user__is_active=True)
            .select_related("user")
        )
        found = [role.user for role in roles.order_by("user_id")[:MOST_OFFICERS]]
    return found


def tell(
    users: Iterable[User],
    *,
    kind: str,
    key: str,
    dossier: Dossier | None = None,
    paper: Paper | None = None,
) -> None:
    """Tell these people; a second call with the same key tells nobody anew.

    Args:
        kind: one of SENTENCES.
        key: names what happened, such as "paper:12:withdrawn:dossier:7".
    """
    told = [
        Notification(user=user, kind=kind, key=key, dossier=dossier, paper=paper) for user in users
    ]
    Notification.objects.bulk_create(told, ignore_conflicts=True)
