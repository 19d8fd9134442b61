"""Targets are set, ended and read otherwise here. Nothing is overwritten, and each act has its event.

Who may: a manager or administrator of a whole tree (province or ministry), within it. What holds for
every agency, and how the texts are read, is for whoever has such a role at every root there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers import events
from dossiers.administration.acting import check_stamp, held, stamp_of
from dossiers.administration.errors import NotYours
from targets.errors import ScheduleRefused
from targets.models import ReadingChoice, TargetSchedule
from targets.readings import BY_CODE, current_readings
from targets.revisions import FIRST_YEAR, LAST_YEAR, NewTarget, Place, ending

SETTERS = (Role.Kind.MANAGER, Role.Kind.ADMINISTRATOR)
READERS = (*SETTERS, Role.Kind.AUDITOR)


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is changed; `seen` is the stamp of what the person had before them."""

    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class _Setter:
    """Who acts, and the root in whose chain of events the act stands."""

    by: User
    root: Agency


def roots_of(user: type_of_user) -> QuerySet[Agency]:
    """The provinces and ministries whose targets the person sets."""
    return agencies_of(user, *SETTERS).filter(parent__isnull=True)


def sets_for_all(user: type_of_user) -> bool:
    """Whether the person sets what holds for every agency: no root is another's."""
    today = timezone.localdate()
    others = Agency.objects.filter(parent__isnull=True).valid_on(today)
    own = roots_of(user)
    return own.exists() and not others.exclude(pk__in=own.values("pk")).exists()


def agencies_set_by(user: type_of_user) -> QuerySet[Agency]:
    """The agencies to which the person may give targets of their own."""
    within = Q(pk__in=())
    for root in roots_of(user):
        within |= Q(path__startswith=root.path)
    return Agency.objects.filter(within)


def rows_of(place: Place) -> QuerySet[TargetSchedule]:
    """Every row of a target in the books, the newest first."""
    rows = TargetSchedule.objects.filter(
        indicator=place.indicator, level=place.level, agency=place.agency, active=True
    )
    return rows.exclude(variant=TargetSchedule.GOAL).order_by("-valid_from", "variant", "-pk")


def stamp_of_target(place: Place) -> str:
    """Changes whenever a row of the target does."""
    return stamp_of(rows_of(place))


def stamp_of_readings() -> str:
    """Changes whenever something is read otherwise."""
    return stamp_of(ReadingChoice.objects.filter(ended_at__isnull=True).order_by("question"))


def set_target(*, by: User, new: NewTarget, why: Why) -> TargetSchedule:
    """Let a target hold from a year on; what held before ends with the year before.

    Raises:
        NotYours: the person does not set targets there.
        Changed: somebody else has changed this target in between.
        ScheduleRefused: the years or percentages cannot be, or nothing would be new.
    """
    _check(new)
    with transaction.atomic():
        setter = _setter(by, new.place.agency)
        rows = _rows_as_seen(new.place, why)
        made = new.row()
        if any(_same(row, made) for row in rows):
            raise ScheduleRefused("target.nothing_changed")
        gone = ending(rows, new.place, from_year=new.from_year)
        # One moment for what ends and what begins: the history tells them as one act.
        made.begun_by, made.begun_at, made.reason = actor(setter.by), timezone.now(), why.reason
        ended = _end(gone, by=setter.by, at=made.begun_at, reason=why.reason)
        made.save(force_insert=True)
        facts = {**_facts(made), "ended": ended}
        _record(made, setter, verb="target.set", why=why, facts=facts)
    return made


def end_target(*, by: User, place: Place, from_year: int, why: Why) -> list[int]:
    """Let a target hold no more from a year on; the rows that end with it.

    Raises:
        NotYours, Changed: see `set_target`.
        ScheduleRefused: nothing holds from that year on.
    """
    with transaction.atomic():
        setter = _setter(by, place.agency)
        rows = _rows_as_seen(place, why)
        gone = ending(rows, place, from_year=from_year)
        ended = _end(gone, by=setter.by, at=timezone.now(), reason=why.reason)
        if not ended:
            raise ScheduleRefused("target.nothing_to_end")
        row = next(row for row in rows if row.pk == ended[0])
        facts = {**_place_facts(row), "from_year": from_year, "ended": ended}
        _record(row, setter, verb="target.ended", why=why, facts=facts)
    return ended


def choose_reading(*, by: User, question: str, option: str, why: Why) -> ReadingChoice:
    """Read an open point of the texts otherwise from now on.

    Raises:
        NotYours: the person does not set what holds for every agency.
        Changed: somebody else has chosen in between.
        ScheduleRefused: there is no such answer, it holds already, or it contradicts another.
    """
    if question not in BY_CODE or option not in BY_CODE[question].options:
        raise ScheduleRefused("target.no_such_reading")
    with transaction.atomic():
        setter = _setter(by, None)
        by = setter.by
        check_stamp(why.seen, stamp_of_readings())
        readings = current_readings()
        before = readings.of(question)
        if before == option:
            raise ScheduleRefused("target.read_so_already")
        if readings.choosing(question, option).contradict:
            raise ScheduleRefused("target.readings_contradict")
        now = timezone.now()
        held_so_far = ReadingChoice.objects.filter(question=question, ended_at__isnull=True)
        held_so_far.update(ended_at=now, ended_by=actor(by))
        made = ReadingChoice.objects.create(
            question=question, option=option, begun_by=actor(by), begun_at=now, reason=why.reason
        )
        facts = {"question": question, "changed": {"option": [before, option]}}
        _record(made, setter, verb="target.read_otherwise", why=why, facts=facts)
    return made


def _setter(by: User, agency: Agency | None) -> _Setter:
    """The person, and the root in whose chain the act is recorded; others who set targets wait."""
    by = held(by)
    roots = list(Agency.objects.filter(parent__isnull=True).select_for_update(no_key=True))
    allowed = sets_for_all(by) if agency is None else agencies_set_by(by).filter(pk=agency.pk)
    if not allowed:
        raise NotYours
    above = agency.path if agency else None
    own = set(roots_of(by).values_list("pk", flat=True))
    root = next(
        each for each in roots if each.pk in own and (above is None or above.startswith(each.path))
    )
    return _Setter(by, root)


def _rows_as_seen(place: Place, why: Why) -> list[TargetSchedule]:
    rows = list(rows_of(place))
    check_stamp(why.seen, stamp_of(rows))
    return rows


def _end(rows: Iterable[TargetSchedule], *, by: User, at: datetime, reason: str) -> list[int]:
    ended = []
    for row in rows:
        row.ended_by, row.ended_at, row.end_reason = actor(by), at, reason
        row.save(update_fields=["valid_to", "active", "ended_by", "ended_at", "end_reason"])
        ended.append(row.pk)
    return ended


def _same(row: TargetSchedule, new: TargetSchedule) -> bool:
    columns = ("base", "first_step", "step", "cap", "values", "valid_from", "whole_subtree")
    same = all(getattr(row, name) == getattr(new, name) for name in columns)
    return same and row.valid_to is None and not row.variant and row.source == new.source


def _check(new: NewTarget) -> None:
    years = [new.from_year, *([new.first_step] if new.first_step else []), *new.values]
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise ScheduleRefused("target.year_out_of_range")
    if any(year < new.from_year for year in new.values):
        raise ScheduleRefused("target.value_before_it_holds")
    percents = [new.base, new.cap, new.step, *new.values.values()]
    if not all(0 <= percent <= 100 for percent in percents):
        raise ScheduleRefused("target.not_in_percent")
    if new.cap < new.base:
        raise ScheduleRefused("target.cap_below_base")
    if bool(new.step) != (new.first_step is not None):
        raise ScheduleRefused("target.step_without_year")


def _place_facts(row: TargetSchedule) -> dict[str, Any]:
    return {"indicator": row.indicator, "level": row.level_id, "of_agency": row.agency_id}


def _facts(row: TargetSchedule) -> dict[str, Any]:
    return {
        **_place_facts(row),
        "from": row.valid_from.isoformat(),
        "base": str(row.base),
        "first_step": row.first_step,
        "step": str(row.step),
        "cap": str(row.cap),
        "values": row.values,
        "whole_subtree": row.whole_subtree,
    }


def _record(
    row: TargetSchedule | ReadingChoice,
    setter: _Setter,
    *,
    verb: str,
    why: Why,
    facts: dict[str, Any],
) -> None:
    events.record(
        agency=setter.root,
        actor=actor(setter.by),
        verb=verb,
        about=row,
        purpose=why.reason,
        facts=facts,
    )
