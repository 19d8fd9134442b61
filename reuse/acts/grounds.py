"""Grounds are complete, or nothing is recorded: purpose, legal basis, and the holder's request or an exception."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiers.models import LawfulException, Reuse
from reuse.answers import Grounds, Refused
from reuse.lately import Lately

REQUESTS = frozenset(Reuse.Request.values) - {Reuse.Request.UNRECORDED}

_exceptions: Lately[list[LawfulException]] = Lately()


def exceptions_on(day: date) -> QuerySet[LawfulException]:
    """The lawful exceptions that hold on a day."""
    return LawfulException.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
    )


def exceptions_lately(day: date) -> list[LawfulException]:
    """The same to choose from, at most `catalogue_kept` old; whether one holds is asked when it is recorded."""
    return _exceptions.get(day, lambda: list(exceptions_on(day)))


def refusal_of(grounds: Grounds) -> Refused | None:
    """What is missing of the grounds; None when they are complete."""
    if not grounds.purpose.strip() or not grounds.legal_basis.strip():
        return Refused("reuse.grounds_needed")
    if grounds.request not in REQUESTS:
        return Refused("reuse.request_needed")
    by_exception = grounds.request == Reuse.Request.EXCEPTION
    if by_exception != bool(grounds.exception):
        return Refused("reuse.exception_needed" if by_exception else "reuse.request_needed")
    if by_exception:
        known = exceptions_on(timezone.localdate()).filter(pk=grounds.exception)
        return None if known.exists() else Refused("reuse.exception_needed")
    return None
