"""Tells people: who answers for a dossier, and what they are told, once."""

from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from accounts.models import Role, User
from dossiers.models import Dossier, Notification, Paper

# What a notification says, by its kind; its page links the dossier and the paper beside the sentence.
SENTENCES: Final = {
    "reuse.paper_withdrawn": "Giấy tờ đã dùng cho hồ sơ này bị thu hồi hoặc ngừng dùng.",
    "reuse.paper_replaced": "Giấy tờ đã dùng cho hồ sơ này đã có bản mới thay thế.",
    "reuse.wrong_holder": "Giấy tờ đã dùng cho hồ sơ này từng gắn nhầm chủ; cần xem lại.",
}
# A dossier without an officer of its own is told to those of its agency, but never to a whole province.
MOST_OFFICERS = 20


def officers_of(dossier: Dossier, *, also: Iterable[str] = ()) -> list[User]:
    """Who is told about a dossier: its officer and those who acted on it; else officers of its agency.

    Args:
        also: actors (user:<name>) that acted on it, as events and reuses record them.
    """
    names = {actor.removeprefix("user:") for actor in also if actor.startswith("user:")}
    found = list(User.objects.filter(is_active=True, username__in=names))
    if dossier.officer is not None and dossier.officer.is_active:
        found.append(dossier.officer)
    if not found:
        roles = (
            Role.objects.in_force(timezone.localdate())
            .filter(kind=Role.Kind.OFFICER, agency=dossier.deciding_agency_id, user__is_active=True)
            .select_related("user")
        )
        found = [role.user for role in roles.order_by("user_id")[:MOST_OFFICERS]]
    return list({user.pk: user for user in found}.values())


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
