"""What waits for an administrator. Each line says what is the matter, and leads to where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, User
from accounts.selectors import administered_by, people_of
from dossiers.models import Disposal
from dossiers.retention.disposals import disposals_seen_by
from web.failures.lists import Concern
from web.health.certificates import Certificate, certificates
from web.people.forms import NO_PASSWORD, NO_ROLE, state_of


@dataclass(frozen=True, slots=True)
class Matter:
    """So many of one kind, and where they are."""

    count: int
    what: str
    do: str
    address: str
    tone: str = "attention"


def matters(user: User) -> list[Matter]:
    """What needs attention now, in the agencies that the person administers."""
    return [each for each in _all(user) if each.count]


def ended_without_successor(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """Agencies that are over while nobody goes on with their papers."""
    return agencies.filter(valid_to__lt=timezone.localdate(), successor__isnull=True)


def certificates_of(user: User) -> list[Certificate] | None:
    """The certificates of the agencies that the person administers; None while they are being read."""
    own = set(administered_by(user).values_list("pk", flat=True))
    try:
        return [each for each in certificates() if each.agency.pk in own]
    except TimeoutError:
        return None


def _all(user: User) -> Iterator[Matter]:
    today, people = timezone.localdate(), people_of(user)
    keys = certificates_of(user) or []
    yield Matter(
        Concern(user).failed().count(),
        "giấy tờ bị dừng vì lỗi",
        "Xem lý do và cách xử lý từng giấy.",
        reverse("failures"),
        "bad",
    )
    yield Matter(
        sum(bool(each.trouble) for each in keys),
        "chứng thư sắp hết hạn, đã hết hạn hoặc không đọc được",
        "Xin cấp chứng thư mới, hoặc cài lại khóa không đọc được, để việc ký không dừng.",
        reverse("certificates"),
        "bad",
    )
    waiting = disposals_seen_by(user).filter(state=Disposal.State.PROPOSED)
    yield Matter(
        waiting.exclude(proposed_by=actor(user)).count(),
        "đề xuất tiêu hủy chờ người thứ hai duyệt",
        "Xem danh sách, rồi duyệt hoặc không duyệt.",
        reverse("retention"),
    )
    yield Matter(
        ended_without_successor(administered_by(user)).count(),
        "cơ quan đã kết thúc nhưng chưa có cơ quan kế thừa",
        "Chọn cơ quan kế thừa để giấy tờ của họ tiếp tục được dùng.",
        f"{reverse('agencies')}?loc=khong-ke-thua",
    )
    yield Matter(
        people.filter(state_of(NO_ROLE, today)).count(),
        "người dùng không còn vai trò nào",
        "Giao vai trò mới, hoặc khóa tài khoản.",
        f"{reverse('people')}?loc={NO_ROLE}",
    )
    yield Matter(
        people.filter(state_of(NO_PASSWORD, today)).count(),
        "người dùng chưa đặt mật khẩu",
        "Cấp liên kết mới nếu liên kết cũ đã quá ba ngày.",
        f"{reverse('people')}?loc={NO_PASSWORD}",
    )
