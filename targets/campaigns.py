"""Campaigns are planned, changed and closed here; each act with its event, so that the plan keeps its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers import events
from dossiers.administration.acting import check_stamp, held, stamp_of
from dossiers.administration.errors import NotYours
from dossiers.models import Event, PaperType
from dossiers.notices import tell
from targets.campaign_progress import progress_of
from targets.errors import CampaignRefused
from targets.models import Campaign
from targets.scanning import missing_of

READERS = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)
PLANNERS = (Role.Kind.MANAGER, Role.Kind.ADMINISTRATOR)
# A plan that is already under way may be put on record, but not one of years ago.
LONGEST_BEHIND = timedelta(days=366)
MAY_CHANGE = ("owner_id", "deadline", "target")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person wants to be scanned, by whom, from when until when, and why."""

    agency: int
    paper_type: str
    owner: int
    starts_on: date
    deadline: date
    target: int
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise from now on, and why; `seen` is the stamp of the campaign as the person saw it."""

    owner: int
    deadline: date
    target: int
    reason: str
    seen: str


def campaigns_seen_by(user: type_of_user) -> QuerySet[Campaign]:
    """The campaigns of the agencies that the person answers for or audits, and those they own."""
    if not isinstance(user, User) or not user.is_active:
        return Campaign.objects.none()
    found = Campaign.objects.filter(agency__in=agencies_of(user, *READERS))
    found |= Campaign.objects.filter(owner=user)
    return found.select_related("agency", "paper_type", "owner")


def possible_owners(user: type_of_user, agency: Agency) -> QuerySet[User]:
    """Who may answer for a campaign of the agency: people with a role there, or above it where the user plans."""
    where = agencies_of(user, *PLANNERS).filter(path__in=paths_to(agency))
    roles = Role.objects.in_force(timezone.localdate()).filter(agency__in=where)
    people = User.objects.filter(pk__in=roles.values("user"), is_active=True, is_service=False)
    return people.order_by("full_name", "username")


def plan(*, by: User, wanted: Plan) -> Campaign:
    """Begin a campaign.

    Raises:
        NotYours: the person does not answer for the agency.
        CampaignRefused: the days, the number or the owner cannot be, or one is under way already.
    """
    with transaction.atomic():
        by = held(by, wanted.owner)
        agency = _planned_at(by, wanted.agency)
        paper_type = PaperType.objects.filter(pk=wanted.paper_type).first()
        if paper_type is None:
            raise NotYours
        today = timezone.localdate()
        _check_days(wanted, today)
        if not possible_owners(by, agency).filter(pk=wanted.owner).exists():
            raise CampaignRefused("campaign.owner_unknown")
        # Who plans the same at the same moment waits here, and then finds it under way.
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        under_way = Campaign.objects.filter(agency=agency, paper_type=paper_type, outcome="")
        if under_way.exists():
            raise CampaignRefused("campaign.open_already")
        # The copies of a first day gone by count, so they were missing the evening before.
        gone_by = wanted.starts_on < today
        day = wanted.starts_on - timedelta(days=1) if gone_by else today
        missing = missing_of(agency, paper_type, day=day)
        _check_number(wanted.target, missing)
        made = Campaign.objects.create(
            agency=agency,
            paper_type=paper_type,
            owner_id=wanted.owner,
            starts_on=wanted.starts_on,
            deadline=wanted.deadline,
            target=wanted.target,
            missing_at_start=missing,
            reason=wanted.reason,
            planned_by=actor(by),
        )
        facts = {"type": paper_type.pk, "missing": missing, **_plan_of(made)}
        act = _record(made, verb="campaign.planned", by=by, purpose=wanted.reason, facts=facts)
        _tell_owner(made, by, act)
    return made


def change(*, by: User, campaign: int, wanted: Change) -> Campaign:
    """Give a campaign another owner, day or number; what it was before stays in its history.

    Raises:
        NotYours: the person does not answer for the agency.
        Changed: somebody else has changed it in between.
        CampaignRefused: it is closed, nothing is new, or the new plan cannot be.
    """
    with transaction.atomic():
        by = held(by, wanted.owner)
        found = _open_one(by, campaign)
        check_stamp(wanted.seen, stamp_of_campaign(found))
        before = _plan_of(found)
        if wanted.owner != found.owner_id:
            if not possible_owners(by, found.agency).filter(pk=wanted.owner).exists():
                raise CampaignRefused("campaign.owner_unknown")
            found.owner_id = wanted.owner
        if wanted.deadline != found.deadline:
            _check_deadline(wanted.deadline, found.starts_on, timezone.localdate())
            found.deadline = wanted.deadline
        if wanted.target != found.target:
            _check_number(wanted.target, found.missing_at_start)
            found.target = wanted.target
        after = _plan_of(found)
        changed = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        if not changed:
            raise CampaignRefused("campaign.nothing_changed")
        found.save(update_fields=MAY_CHANGE)
        act = _record(found, verb="campaign.changed", by=by, purpose=wanted.reason, facts=changed)
        if "owner" in changed:
            _tell_owner(found, by, act)
    return found


def close(*, by: User, campaign: int, outcome: str, note: str) -> Campaign:
    """End a campaign today: done where the number is reached, else stopped.

    Raises:
        NotYours: the person does not answer for the agency.
        CampaignRefused: it is closed already, or called done without its number.
    """
    with transaction.atomic():
        by = held(by)
        found = _open_one(by, campaign)
        today = timezone.localdate()
        progress = progress_of(found, today=today)
        if outcome == Campaign.Outcome.DONE and progress.done < found.target:
            raise CampaignRefused("campaign.not_reached")
        found.outcome = Campaign.Outcome(outcome)
        found.closed_on, found.closed_by, found.closing_note = today, actor(by), note
        found.save()
        facts = {"outcome": found.outcome.value, "counted": progress.done, "target": found.target}
        _record(found, verb="campaign.closed", by=by, purpose=note, facts=facts)
    return found


def stamp_of_campaign(campaign: Campaign) -> str:
    """Changes whenever the plan does, or it is closed."""
    return stamp_of([campaign], "owner", "deadline", "target", "outcome")


def may_plan(user: type_of_user, agency: Agency) -> bool:
    """Whether the person plans for the agency."""
    return agencies_of(user, *PLANNERS).filter(pk=agency.pk).exists()


def paths_to(agency: Agency) -> list[str]:
    """The paths of the agency and of all above it, from the top."""
    parts = agency.path.rstrip("/").split("/")
    return ["/".join(parts[: number + 1]) + "/" for number in range(len(parts))]


def _planned_at(by: User, agency_id: int) -> Agency:
    agency = agencies_of(by, *PLANNERS).filter(pk=agency_id).first()
    if agency is None or by.is_service:
        raise NotYours
    if agency.valid_to is not None and agency.valid_to < timezone.localdate():
        raise CampaignRefused("campaign.agency_ended")
    return agency


def _open_one(by: User, campaign_id: int) -> Campaign:
    rows = Campaign.objects.filter(agency__in=agencies_of(by, *PLANNERS))
    rows = rows.select_related("agency", "paper_type")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=campaign_id).first()
    if found is None or by.is_service:
        raise NotYours
    if found.outcome:
        raise CampaignRefused("campaign.closed_already")
    return found


def _check_days(wanted: Plan, today: date) -> None:
    if wanted.starts_on < today - LONGEST_BEHIND:
        raise CampaignRefused("campaign.begins_too_early")
    _check_deadline(wanted.deadline, wanted.starts_on, today)


def _check_deadline(deadline: date, starts_on: date, today: date) -> None:
    if deadline < starts_on:
        raise CampaignRefused("campaign.days_out_of_order")
    if deadline < today:
        raise CampaignRefused("campaign.deadline_past")


def _check_number(target: int, missing: int) -> None:
    if missing == 0:
        raise CampaignRefused("campaign.nothing_missing")
    if target > missing:
        raise CampaignRefused("campaign.more_than_missing")


def _plan_of(campaign: Campaign) -> dict[str, int | str]:
    return {
        "owner": campaign.owner_id,
        "starts_on": campaign.starts_on.isoformat(),
        "deadline": campaign.deadline.isoformat(),
        "target": campaign.target,
    }


def _record(
    campaign: Campaign, *, verb: str, by: User, purpose: str, facts: Mapping[str, object]
) -> Event:
    return events.record(
        agency=campaign.agency,
        actor=actor(by),
        verb=verb,
        about=campaign,
        purpose=purpose,
        facts=facts,
    )


def _tell_owner(campaign: Campaign, by: User, act: Event) -> None:
    if campaign.owner_id != by.pk:
        key = f"campaign:{campaign.pk}:event:{act.pk}"
        tell([User.objects.get(pk=campaign.owner_id)], kind="campaign.assigned", key=key)
