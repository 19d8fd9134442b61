"""Agencies: add, rename, end with a successor. None is ever deleted and no code is used twice."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Level, Role, User
from accounts.selectors import administered_by
from dossiers import events
from dossiers.administration.acting import check_stamp, held, stamp_of
from dossiers.administration.errors import AgencyRefused, NotYours
from dossiers.models import Dossier, Paper
from dossiers.models.dossier import DossierStatus
from vietnamese.agency_code import parse_agency_code

LONGEST_PATH = 400
FINISHED = (
    DossierStatus.NOT_RECEIVED,
    DossierStatus.WITHDRAWN,
    DossierStatus.STOPPED,
    DossierStatus.RESOLVED,
    DossierStatus.RETURNED,
)


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency that is to be added below another."""

    code: str
    name: str
    level: Level
    old_code: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of an agency, and which agency goes on with its work."""

    last_day: date
    successor: Agency | None = None
    hand_over_roles: bool = False  # whoever has a role here gets the same at the successor


@dataclass(frozen=True, slots=True)
class Effect:
    """What the end of an agency touches, counted."""

    open_dossiers: int
    papers: int
    people: int
    open_below: int

    @property
    def nothing(self) -> bool:
        """Whether nobody and nothing is touched."""
        return not (self.open_dossiers or self.papers or self.people or self.open_below)


def effect_of_ending(agency: Agency) -> Effect:
    """What the end of this one agency touches today."""
    roles = Role.objects.filter(agency=agency).not_ended(timezone.localdate())
    return Effect(
        open_dossiers=Dossier.objects.filter(deciding_agency=agency)
        .exclude(status__in=FINISHED)
        .count(),
        papers=Paper.objects.filter(agency=agency).count(),
        people=roles.values("user").distinct().count(),
        open_below=open_below(agency).count(),
    )


def open_below(agency: Agency) -> QuerySet[Agency]:
    """Agencies below this one that have not ended."""
    below = Agency.objects.filter(path__startswith=agency.path).exclude(pk=agency.pk)
    return below.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate()))


def add_agency(*, by: User, parent: Agency, new: NewAgency) -> Agency:
    """Add an agency below one that the person administers.

    Raises:
        NotYours: the parent lies elsewhere.
        AgencyRefused: the code is malformed or was used before, or level and dates do not fit the parent.
    """
    with transaction.atomic():
        by = held(by)
        parent = _within(administered_by(by), parent.pk)
        _check_new(parent, new)
        agency = Agency.objects.create(
            code=new.code,
            old_code=new.old_code,
            name=new.name,
            level=new.level,
            parent=parent,
            valid_from=new.valid_from,
        )
        facts = {"parent": parent.pk, "level": new.level.code}
        events.record(
            agency=agency, actor=actor(by), verb="agency.added", about=agency, facts=facts
        )
    return agency


def rename_agency(*, by: User, agency_id: int, name: str, seen: str) -> Agency:
    """Give an agency another name; its code stays.

    Args:
        seen: `agency_stamp` of what the person had before them.

    Raises:
        NotYours, Changed.
    """
    with transaction.atomic():
        by = held(by)
        agency = _within(administered_by(by), agency_id)
        check_stamp(seen, agency_stamp(agency))
        if agency.name != name:
            agency.name = name
            agency.save()
            events.record(agency=agency, actor=actor(by), verb="agency.renamed", about=agency)
    return agency


def choose_signing(*, by: User, agency_id: int, signs_with: str, seen: str) -> Agency:
    """Say whether the server signs the agency's papers by itself, or a person lets them be signed.

    Papers that wait for their signature go on as it is now said.

    Args:
        signs_with: one of `Agency.SignsWith`.
        seen: as in `rename_agency`.

    Raises:
        NotYours, Changed.
    """
    with transaction.atomic():
        by = held(by)
        agency = _within(administered_by(by), agency_id)
        check_stamp(seen, agency_stamp(agency))
        if agency.signs_with != signs_with:
            agency.signs_with = Agency.SignsWith(signs_with)
            agency.save()
            facts = {"signs_with": signs_with}
            events.record(
                agency=agency,
                actor=actor(by),
                verb="agency.signing_chosen",
                about=agency,
                facts=facts,
            )
    return agency


def end_agency(*, by: User, agency_id: int, ending: Ending, seen: str) -> Agency:
    """End an agency on a day, or correct the day and the successor of one that has ended.

    Roles given at the agency end with it; with `hand_over_roles` the same people get the same roles at
    the successor from the next day on.

    Raises:
        NotYours: the agency, its parent or the successor lies elsewhere.
        Changed: see `rename_agency`.
        AgencyRefused: agencies below have not ended, or the successor or the day does not fit.
    """
    with transaction.atomic():
        by = held(by)
        agency = _within(endable_by(by), agency_id)
        check_stamp(seen, agency_stamp(agency))
        if ending.successor is not None:
            # As it stands on record, not as the form was handed it.
            successor = _within(administered_by(by), ending.successor.pk)
            ending = replace(ending, successor=successor)
        _check_ending(agency, ending)
        ended_before = agency.valid_to
        agency.valid_to, agency.successor = ending.last_day, ending.successor
        agency.save()
        heir = ending.successor.pk if ending.successor else None
        facts = {"last_day": ending.last_day.isoformat(), "successor": heir}
        events.record(
            agency=agency, actor=actor(by), verb="agency.ended", about=agency, facts=facts
        )
        _end_roles(agency, ending, ended_before=ended_before, by=by)
    return agency


def endable_by(by: User) -> QuerySet[Agency]:
    """The agencies that the person may end: below one of their own, so never their own topmost one.

    What their agency has succeeded lies elsewhere in the tree: who goes on with its work, and that of the
    agencies below it, was decided above, and is not theirs to change.
    """
    below = Q(pk__in=())
    for role in by.roles_held:
        if role.kind == Role.Kind.ADMINISTRATOR:
            below |= Q(path__startswith=role.agency.path) & ~Q(pk=role.agency_id)
    return Agency.objects.filter(below)


def agency_stamp(agency: Agency) -> str:
    """What a page keeps of an agency to notice that somebody else has changed it."""
    facts = ("code", "name", "parent", "valid_from", "valid_to", "successor", "signs_with")
    return stamp_of([agency], *facts)


def _within(agencies: QuerySet[Agency], agency_id: int) -> Agency:
    # Two steps: a row lock does not go with DISTINCT.
    if not agencies.filter(pk=agency_id).exists():
        raise NotYours
    return Agency.objects.select_for_update(no_key=True).get(pk=agency_id)


def _check_new(parent: Agency, new: NewAgency) -> None:
    begins = new.valid_from or timezone.localdate()
    if parse_agency_code(new.code) != new.code:
        raise AgencyRefused("agency.malformed")
    # An agency that has ended keeps its code for ever, and so does one that had it under the old rules.
    if Agency.objects.filter(Q(code=new.code) | Q(old_code=new.code)).exists():
        raise AgencyRefused("agency.code_taken")
    if new.old_code and Agency.objects.filter(old_code=new.old_code).exists():
        raise AgencyRefused("agency.code_taken")
    if len(parent.path) + len(new.code) + 1 > LONGEST_PATH:
        raise AgencyRefused("agency.too_deep")
    if new.level.rank < parent.level.rank:
        raise AgencyRefused("agency.level_above_parent")
    if new.level.valid_to is not None and begins > new.level.valid_to:
        raise AgencyRefused("agency.level_ended")
    if not Agency.objects.filter(pk=parent.pk).valid_on(begins).exists():
        raise AgencyRefused("agency.parent_ended")


def _check_ending(agency: Agency, ending: Ending) -> None:
    if agency.valid_from and ending.last_day < agency.valid_from:
        raise AgencyRefused("agency.ends_before_it_begins")
    if open_below(agency).exists():
        raise AgencyRefused("agency.open_below")
    successor = ending.successor
    if successor is None:
        if ending.hand_over_roles:
            raise AgencyRefused("agency.no_successor_for_roles")
        return
    next_day = ending.last_day + timedelta(days=1)
    if successor.path.startswith(agency.path) or comes_back(successor, agency):
        raise AgencyRefused("agency.circle")
    if not Agency.objects.filter(pk=successor.pk).valid_on(next_day).exists():
        raise AgencyRefused("agency.successor_not_there")


def comes_back(agency: Agency | None, ended: Agency) -> bool:
    """Whether the chain of successors from `agency` comes back to `ended`."""
    met: set[int] = set()
    while agency is not None and agency.pk not in met:
        if agency.pk == ended.pk:
            return True
        met.add(agency.pk)
        agency = agency.successor
    return False


def _end_roles(agency: Agency, ending: Ending, *, ended_before: date | None, by: User) -> None:
    """End what would outlast the agency; a role that ended with it on another day goes along."""
    outlasting = Q(valid_to__isnull=True) | Q(valid_to__gt=ending.last_day)
    if ended_before is not None:
        outlasting |= Q(valid_to=ended_before)
    for role in Role.objects.filter(outlasting, agency=agency).select_related("user"):
        role.valid_to = ending.last_day
        if role.valid_from and role.valid_from > ending.last_day:
            role.valid_from = ending.last_day
        role.save()
        facts = {"role": role.kind, "agency": agency.pk, "last_day": ending.last_day.isoformat()}
        events.record(
            agency=agency, actor=actor(by), verb="user.role_ended", about=role.user, facts=facts
        )
        # Nobody gives a role to themselves, on this way neither.
        mine = role.user_id == by.pk
        if ending.hand_over_roles and ending.successor is not None and not mine:
            _hand_over(role, ending.successor, first_day=ending.last_day + timedelta(days=1), by=by)


def _hand_over(role: Role, successor: Agency, *, first_day: date, by: User) -> None:
    there = Role.objects.not_ended(first_day)
    new, added = there.get_or_create(
        user=role.user,
        kind=role.kind,
        agency=successor,
        # A successor may end as well, and its roles with it.
        defaults={"valid_from": first_day, "valid_to": successor.valid_to},
    )
    if added:
        facts = {"role": new.kind, "agency": successor.pk, "first_day": first_day.isoformat()}
        events.record(
            agency=successor, actor=actor(by), verb="user.role_given", about=role.user, facts=facts
        )
