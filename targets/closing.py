"""A period is closed: its figures are frozen under a hash, and what is corrected later is shown beside them.

The live figures stay live. A closing holds the rates of an agency and of each agency below it as they
stood when somebody answered for them; `targets.closed_content.differences` tells every figure that has changed since.
Source: RFC 8785 (canonical JSON), FIPS 180-4 (SHA-256).
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers import events
from dossiers.administration.acting import held
from dossiers.administration.errors import Changed, NotYours
from dossiers.models import Event
from targets.closed_content import content_of
from targets.errors import ClosingRefused
from targets.lag import events_behind
from targets.models import PeriodClosing
from targets.periods import Period
from targets.rollup import follow, unchanged

CLOSERS = (Role.Kind.MANAGER, Role.Kind.ADMINISTRATOR)
READERS = (*CLOSERS, Role.Kind.AUDITOR)
FIRST_DAY = date(2015, 1, 1)
# What was recorded until now is counted first; so long is that waited for.
COUNTING_S = 10.0
Kind = PeriodClosing.Kind


@dataclass(frozen=True, slots=True)
class Closing:
    """Which period of which agency is closed, and why again."""

    agency: int
    kind: Kind
    begin: date
    reason: str = ""

    @property
    def period(self) -> Period:
        """Its days."""
        return period_of(self.kind, self.begin)


def period_of(kind: str, day: date) -> Period:
    """The month, quarter or year in which the day lies."""
    if kind == Kind.MONTH:
        return Period.month(day.year, day.month)
    if kind == Kind.QUARTER:
        return Period.quarter(day.year, (day.month + 2) // 3)
    return Period.year(day.year)


def closings_seen_by(user: type_of_user) -> QuerySet[PeriodClosing]:
    """The closings of the agencies that the person answers for or audits, without their content."""
    found = PeriodClosing.objects.filter(agency__in=agencies_of(user, *READERS))
    return found.select_related("agency")


def closable_by(user: type_of_user) -> QuerySet[Agency]:
    """The agencies whose periods the person closes."""
    return agencies_of(user, *CLOSERS).order_by("path")


def newest(agency: Agency, period: Period) -> PeriodClosing | None:
    """The last closing of exactly this period of the agency."""
    rows = PeriodClosing.objects.filter(agency=agency, begin=period.begin, end=period.end)
    return rows.order_by("-version").first()


def closing_of(agency: Agency, period: Period) -> PeriodClosing | None:
    """The closing that covers the period: the agency's own, else that of the nearest agency above it."""
    paths = [agency.path[: at + 1] for at, sign in enumerate(agency.path) if sign == "/"]
    rows = PeriodClosing.objects.filter(
        agency__path__in=paths, begin__lte=period.begin, end__gte=period.end
    )
    found = rows.select_related("agency").defer("content")
    return max(
        found,
        default=None,
        key=lambda each: (
            len(each.agency.path),
            each.begin == period.begin,
            -each.end.toordinal(),
            each.version,
        ),
    )


def close(*, by: User, wanted: Closing) -> PeriodClosing:
    """Freeze the figures of a period as they are known now; a period closed before gets a new version.

    Raises:
        NotYours: the person does not answer for the agency.
        ClosingRefused: the period is not over, nothing differs from the version before, a reason is
            missing, or what was recorded is still being counted.
        Changed: somebody else has closed it at the same moment.
    """
    agency = closable_by(by).filter(pk=wanted.agency).first()
    if agency is None:
        raise NotYours
    period = wanted.period
    _check(agency, period)
    follow(within_s=COUNTING_S)
    if events_behind():
        raise ClosingRefused("closing.being_counted")
    before = newest(agency, period)
    if before is not None and not wanted.reason:
        raise ClosingRefused("closing.no_reason")
    # Read in many queries, which have to tell of one moment.
    with unchanged():
        text = canonical(content_of(agency, period))
    if before is not None and before.content == text:
        raise ClosingRefused("closing.nothing_changed")
    with transaction.atomic():
        by = held(by)
        if not closable_by(by).select_for_update(of=("self",), no_key=True).filter(pk=agency.pk):
            raise NotYours
        last = newest(agency, period)
        if (last and last.pk) != (before and before.pk):
            raise Changed
        made = PeriodClosing(
            agency=agency,
            kind=wanted.kind,
            begin=period.begin,
            end=period.end,
            version=last.version + 1 if last else 1,
            content=text,
            sha256=sha256_of(text),
            closed_by=actor(by),
            closed_at=timezone.now(),
            reason=wanted.reason,
        )
        made.save()
        _record(made)
    return made


def canonical(content: dict[str, Any]) -> str:
    """The content as the hash covers it."""
    return rfc8785.dumps(content).decode()


def sha256_of(text: str) -> str:
    """The hash of a closing's content."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(closing: PeriodClosing) -> bool:
    """Whether the content is what was closed: its hash is the row's own, and the one in the chain of events."""
    found = sha256_of(closing.content)
    event = Event.objects.filter(
        object_type="periodclosing", object_id=closing.pk, verb="period.closed"
    ).first()
    return found == closing.sha256 and event is not None and event.facts.get("sha256") == found


def _check(agency: Agency, period: Period) -> None:
    if period.begin < FIRST_DAY:
        raise ClosingRefused("closing.too_early")
    if period.end >= timezone.localdate():
        raise ClosingRefused("closing.not_over")
    begun_later = agency.valid_from is not None and agency.valid_from > period.end
    ended_before = agency.valid_to is not None and agency.valid_to < period.begin
    if begun_later or ended_before:
        raise ClosingRefused("closing.agency_not_there")


def _record(made: PeriodClosing) -> None:
    facts = {
        "kind": made.kind,
        "begin": made.begin.isoformat(),
        "end": made.end.isoformat(),
        "version": made.version,
        "sha256": made.sha256,
    }
    events.record(
        agency=made.agency,
        actor=made.closed_by,
        verb="period.closed",
        about=made,
        purpose=made.reason,
        facts=facts,
    )
