"""Access slips: given at the counter to a person whose card was compared, used once to sign in.

The code is short, since a person types it on a phone: what protects it is that it dies after a few wrong
tries, that it works for its own person only, and that it soon ends. Only a keyed hash of it is kept.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from dossiers import events
from dossiers.answers import Refused
from dossiers.identity.matching import numbered
from dossiers.models import AccessSlip, Holder
from vietnamese.person_id import parse_person_id

# Nothing that looks like another letter on paper, or sounds like one over a counter.
LETTERS: Final = "BCDFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH: Final = 8
MOST_TRIES: Final = 5
SALT: Final = "dossiers.citizens.slips"


@dataclass(frozen=True, slots=True)
class GivenSlip:
    """The row, and the code that is told here and never again."""

    slip: AccessSlip
    code: str = field(repr=False)


def holders_served_by(user: User) -> QuerySet[Holder]:
    """Whom this person may give a slip: persons with a dossier or an accepted paper at their own agencies.

    Narrower than what an officer may see, since a slip opens everything that is held of a person.
    """
    agencies = list(
        agencies_of(user, Role.Kind.CLERK, Role.Kind.OFFICER).values_list("pk", flat=True)
    )
    here = (
        Q(dossiers__deciding_agency__in=agencies)
        | Q(dossiers__place_of_intake__in=agencies)
        | Q(papers__agency__in=agencies, papers__accepted_at__isnull=False)
    )
    found = Holder.objects.filter(here).values("pk")
    return Holder.objects.filter(pk__in=found)


def give_slip(
    *, holder: Holder, by: User, agency: Agency, valid_for: timedelta
) -> GivenSlip | Refused:
    """Give a person a slip; an earlier one that was not used ends. Who gives it has compared the card.

    Args:
        agency: whose counter it is; the act stands in its chain.
    """
    if holder.kind != Holder.Kind.PERSON or not (holder.personal_id or holder.old_personal_id):
        return Refused("slip.no_personal_id")
    now = timezone.now()
    with transaction.atomic():
        # Two counters at once wait for each other: a person has one open slip.
        Holder.objects.select_for_update(no_key=True).only("pk").get(pk=holder.pk)
        AccessSlip.objects.filter(holder=holder, ended_at__isnull=True).update(ended_at=now)
        code = new_code()
        slip = AccessSlip.objects.create(
            holder=holder,
            agency=agency,
            code_hash=_hash(holder.pk, code),
            given_by=actor(by),
            until=now + valid_for,
        )
        events.record(
            agency=agency,
            actor=slip.given_by,
            verb="citizen.slip_given",
            about=holder,
            facts={"slip": slip.pk},
        )
    return GivenSlip(slip, code)


def use_slip(*, personal_id: str, code: str) -> AccessSlip | None:
    """The slip that this person and code open, used up by this call; None for all else, whatever is wrong.

    A wrong code counts against the person's open slip, which ends at the last try.
    """
    parsed = parse_person_id(personal_id, lenient=True)
    given = plain_code(code)
    if parsed is None or not given:
        return None
    now = timezone.now()
    with transaction.atomic():
        # An old card's number may stand for several persons: the code is compared for each of them.
        persons = [each.pk for each in numbered(parsed.digits)]
        slips = list(
            AccessSlip.objects.select_for_update(of=("self",), no_key=True)
            .select_related("holder__merged_into", "agency")
            .filter(
                Q(holder__in=persons) | Q(holder__merged_into__in=persons),
                ended_at__isnull=True,
                until__gt=now,
            )
            .order_by("pk")
        )
        fits = [
            each
            for each in slips
            if constant_time_compare(each.code_hash, _hash(each.holder_id, given))
        ]
        if not fits:
            for each in slips:
                _count_a_try(each, now)
            return None
        slip = fits[0]
        slip.used_at = slip.ended_at = now
        slip.save(update_fields=["used_at", "ended_at"])
    return slip


def new_code() -> str:
    """A code as it is printed: XXXX-XXXX."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def plain_code(text: str) -> str:
    """The letters of a code as typed, in any case, with or without hyphen and blanks; empty if it is none."""
    letters = "".join(text.split()).replace("-", "").upper()
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(LETTERS) else ""


def _count_a_try(slip: AccessSlip, now: datetime) -> None:
    slip.tries += 1
    verb = "citizen.slip_refused"
    if slip.tries >= MOST_TRIES:
        slip.ended_at, verb = now, "citizen.slip_blocked"
    events.record(
        agency=slip.agency,
        actor="system",
        verb=verb,
        about=slip.holder,
        facts={"slip": slip.pk, "tries": slip.tries},
    )
    slip.save(update_fields=["tries", "ended_at"])


def _hash(holder_id: int, code: str) -> str:
    """Keyed by the installation's secret and bound to the person: the records alone tell no code."""
    return salted_hmac(SALT, f"{holder_id}:{plain_code(code)}", algorithm="sha256").hexdigest()
