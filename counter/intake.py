"""A dossier is opened at the counter: who asks, for what, where; its number, its due date."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from counter.calendar import end_of, local_day, office_days
from counter.holding import lock_agencies, record
from counter.numbers import next_number
from counter.results import Refused
from dossiers.answers import Refused as NotIdentified
from dossiers.identity.registering import Claim, find_or_register
from dossiers.models import Channel, Dossier, DossierStatus, Holder, Procedure, ProcedureVersion

AT_COUNTER = (Role.Kind.CLERK, Role.Kind.OFFICER)
# Counters wait for each other; only an import may take a number between the look and the writing.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Places:
    """Decree 118/2025: where the applicant was helped, where the dossier came in, and who decides."""

    intake: Agency
    deciding: Agency
    support: Agency | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, by whom, and how it came in."""

    procedure: Procedure
    applicant: Claim
    channel: Channel = Channel.COUNTER
    confirmed: bool = False  # number, birth and sex were compared with the card, and stand as typed
    key: str = ""  # of the form: sent twice with the same person on it, it opens one dossier


def open_dossier(
    *, request: Request, places: Places, by: User, officer: User | None = None
) -> Dossier | Refused:
    """Take a dossier in: find its holder, give it a number and a due date, keep the version of today.

    Args:
        officer: who handles it, an officer of the deciding agency; may be assigned later.
    """
    refused = _refusal(places, by, officer)
    if refused is not None:
        return refused
    with transaction.atomic():
        holder = find_or_register(request.applicant, confirmed=request.confirmed)
        if isinstance(holder, NotIdentified):
            return Refused(holder.code)
        lock_agencies(places.intake, places.deciding)
        key = _key(request, places, by)
        opened = Dossier.objects.filter(intake_key=key).first() if key else None
        if opened is not None:
            return opened
        # One moment for version, number and due date, and only now: waiting may go past midnight.
        now = timezone.now()
        version = request.procedure.version_on(local_day(now))
        refused = _not_here(version, places)
        if version is None or refused is not None:
            transaction.set_rollback(True)
            return refused or Refused("counter.procedure_not_published")
        dossier = _new(request, places, version=version, holder=holder, now=now)
        dossier.officer, dossier.intake_key = officer, key
        refused = _save_numbered(dossier, local_day(now))
        if refused is not None:
            transaction.set_rollback(True)
            return refused
        facts = {
            "procedure": dossier.procedure_id,
            "version": version.pk,
            "intake": places.intake.pk,
            "officer": officer.pk if officer else None,
        }
        record(dossier, "dossier.opened", by=by, facts=facts)
    return dossier


def _save_numbered(dossier: Dossier, day: date) -> Refused | None:
    """Save it under the next number; the next but one where an import takes that number at this moment."""
    for _ in range(TRIES):
        number = next_number(dossier.place_of_intake, day)
        if number is None:
            return Refused("counter.code_makes_no_number", (dossier.place_of_intake.code,))
        dossier.number = number
        try:
            with transaction.atomic():
                dossier.save()
        except IntegrityError:
            if not Dossier.objects.filter(number=number).exists():
                raise
        else:
            return None
    return Refused("counter.number_taken")


def _new(
    request: Request, places: Places, *, version: ProcedureVersion, holder: Holder, now: datetime
) -> Dossier:
    due_at = None
    if version.processing_days is not None:
        due_at = end_of(office_days().after(local_day(now), version.processing_days))
    return Dossier(
        procedure=request.procedure,
        version=version,
        holder=holder,
        channel=request.channel,
        status=DossierStatus.RECEIVED,
        received_at=now,
        due_at=due_at,
        place_of_support=places.support,
        place_of_intake=places.intake,
        deciding_agency=places.deciding,
    )


def _not_here(version: ProcedureVersion | None, places: Places) -> Refused | None:
    if version is None:
        return Refused("counter.procedure_not_published")
    if version.valid_from is not None and version.valid_from > timezone.localdate():
        # `version_on` gives the first version for older days, of dossiers that are entered late.
        return Refused("counter.procedure_not_begun", (f"{version.valid_from:%d/%m/%Y}",))
    only_there = version.intake_place == ProcedureVersion.IntakePlace.DECIDING
    if only_there and places.intake != places.deciding:
        return Refused("counter.other_place_of_intake", (places.deciding.name,))
    return None


def _key(request: Request, places: Places, by: User) -> str | None:
    """Names what the form asks for: sent again for another person after going back, it is another one."""
    if not request.key:
        return None
    person, where = request.applicant, (places.intake.pk, places.deciding.pk)
    asked = (by.pk, request.key, request.procedure.pk, person.number, person.name.strip(), *where)
    return salted_hmac("counter.intake", repr(asked), algorithm="sha256").hexdigest()


def _refusal(places: Places, by: User, officer: User | None) -> Refused | None:
    if not agencies_of(by, *AT_COUNTER).filter(pk=places.intake.pk).exists():
        return Refused("counter.not_your_agency")
    today = timezone.localdate()
    chosen = Agency.objects.valid_on(today).filter(pk=places.deciding.pk)
    if not chosen.exists():
        return Refused("counter.agency_ended")
    # Nobody lays a dossier before the officers of another province or ministry.
    tops = {each.path.partition("/")[0] for each in (places.intake, places.deciding)}
    if len(tops) > 1:
        return Refused("counter.decides_elsewhere", (places.deciding.name,))
    return not_an_officer_there(officer, places.deciding)


def not_an_officer_there(officer: User | None, agency: Agency) -> Refused | None:
    """A dossier is given to officers of the agency that decides, or of one above it."""
    if officer is None:
        return None
    theirs = agencies_of(officer, Role.Kind.OFFICER).filter(pk=agency.pk)
    return None if theirs.exists() else Refused("counter.not_an_officer_there")
