"""Requests for correction: a person asks, the agency that keeps the paper answers in time (Law 91/2025/QH15)."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import actor as actor_of
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from dossiers import events
from dossiers.answers import Refused
from dossiers.citizens.own import dossiers_of, papers_of, rows_of
from dossiers.citizens.sessions import actor
from dossiers.models import AccessSlip, Correction, Holder, Paper
from dossiers.notices import tell
from vietnamese.working_days import WorkingDays

MOST_OPEN: Final = 20
MOST_TOLD: Final = 20
TEXT_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person writes; `key` is the form's, so that the same form sent twice is one request."""

    text: str
    key: str
    paper: Paper | None = None


def ask_for_correction(
    *, holder: Holder, wish: Wish, days: int, calendar: WorkingDays
) -> Correction | Refused:
    """Ask that a paper, or what is recorded of the person, be put right. A second call returns the first row.

    Args:
        days: working days that the agency has for its answer, counted in `calendar`.
    """
    text = wish.text.strip()[:TEXT_LENGTH]
    if not text:
        return Refused("correction.nothing_said")
    if wish.paper is not None and not papers_of(holder).filter(pk=wish.paper.pk).exists():
        return Refused("correction.unknown")
    with transaction.atomic():
        # Two sends of one form wait for each other here.
        Holder.objects.select_for_update(no_key=True).only("pk").get(pk=holder.pk)
        before = Correction.objects.filter(holder=holder, key=wish.key).first()
        if before is not None:
            return before
        waiting = Correction.objects.filter(holder=holder, state=Correction.State.OPEN)
        if waiting.count() >= MOST_OPEN:
            return Refused("correction.too_many")
        agency = wish.paper.agency if wish.paper else agency_of(holder)
        if agency is None:
            return Refused("correction.no_agency")
        asked = Correction.objects.create(
            holder=holder,
            paper=wish.paper,
            agency=agency,
            key=wish.key,
            text=text,
            due_on=calendar.after(timezone.localdate(), days),
        )
        tell(
            _answering(agency),
            kind="correction.asked",
            key=f"correction:{asked.pk}",
            paper=asked.paper,
        )
        _record(asked, actor(holder), "correction.asked")
    return asked


def answer_correction(
    *, correction_id: int, done: bool, answer: str, by: User
) -> Correction | Refused:
    """Say what was put right, or why nothing is. A second answer of the same kind changes nothing."""
    text = answer.strip()[:TEXT_LENGTH]
    if not text:
        return Refused("correction.answer_needed")
    with transaction.atomic():
        row = (
            Correction.objects.select_for_update(of=("self",), no_key=True)
            .select_related("agency", "holder")
            .filter(pk=correction_id, pk__in=corrections_open_to(by).values("pk"))
            .first()
        )
        if row is None:
            return Refused("correction.unknown")
        state = Correction.State.DONE if done else Correction.State.REFUSED
        if row.state != Correction.State.OPEN:
            return row if row.state == state else Refused("correction.answered_already")
        row.state, row.answer = state, text
        row.answered_by, row.answered_at = actor_of(by), timezone.now()
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        _record(row, row.answered_by, "correction.answered")
    return row


def corrections_open_to(user: User) -> QuerySet[Correction]:
    """The requests that this person's agencies answer; none about a paper that the person may not see."""
    agencies = list(
        agencies_of(user, Role.Kind.CLERK, Role.Kind.OFFICER).values_list("pk", flat=True)
    )
    may_see = Q(paper=None) | Q(paper__in=Paper.objects.visible_to(user))
    return Correction.objects.filter(may_see, agency__in=agencies)


def corrections_of(holder: Holder) -> QuerySet[Correction]:
    """The requests that a person has made."""
    return Correction.objects.filter(holder__in=rows_of(holder))


def agency_of(holder: Holder) -> Agency | None:
    """The agency that had to do with the person last: it answers for what is recorded of them."""
    dossier = dossiers_of(holder).select_related("deciding_agency").order_by("-id").first()
    if dossier is not None:
        return dossier.deciding_agency
    paper = papers_of(holder).select_related("agency").order_by("-id").first()
    if paper is not None:
        return paper.agency
    slip = AccessSlip.objects.filter(holder__in=rows_of(holder)).select_related("agency").first()
    return slip.agency if slip else None


def _answering(agency: Agency) -> list[User]:
    """Who is told: clerks and officers of the very agency."""
    roles = (
        Role.objects.in_force(timezone.localdate())
        .filter(kind__in=(Role.Kind.CLERK, Role.Kind.OFFICER), agency=agency, user__is_active=True)
        .select_related("user")
        .order_by("user_id")
    )
    return list({role.user_id: role.user for role in roles}.values())[:MOST_TOLD]


def _record(row: Correction, by: str, verb: str) -> None:
    """In the chain of the agency that answers, about the person; never what was written."""
    events.record(
        agency=row.agency,
        actor=by,
        verb=verb,
        about=row.holder,
        facts={"correction": row.pk, "paper": row.paper_id, "state": str(row.state)},
    )
