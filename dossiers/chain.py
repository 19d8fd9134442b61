"""Walks a chain of events row by row and names what does not hold; bounded in memory, whatever its length.

Three things are compared: a row with its own hash, a row with its neighbours, and the last row with the end
that the database keeps. Who rewrites a tail and its end together is told by the anchors (`ingest.log`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice, pairwise

from accounts.models import Agency
from dossiers.events import GENESIS, content_of, digest, digest_of
from dossiers.models import ChainHead, Event

# What a hash covers and nothing else in the chain repeats: which of them was changed, nobody can tell.
CONTENT = ("actor", "verb", "object_type", "object_id", "purpose", "facts", "at")
# More than this in one chain says no more than that it is broken.
MOST_BREAKS = 1000
# How far from its place a row is looked for by its number, and how often in the whole table.
NEAR = 64
MOST_SEARCHES = 20
_ROWS_AT_ONCE = 2000


class Kind(StrEnum):
    """What was done to a row, or to several in a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"  # it agrees with itself, and not with what was kept of it elsewhere
    END_LOST = "end_lost"  # the end that the database keeps is gone


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain does not hold."""

    agency: str  # its code
    seq: int
    row_id: int | None  # None where the row is gone
    kind: Kind
    columns: tuple[str, ...] = ()  # which may have been changed
    last: int | None = None  # of several in a row
    was: int | None = None  # the number under which the first of them was written
    anchor: int | None = None  # the anchor that tells


def breaks(agency: Agency) -> Iterator[Break]:
    """Where the chain of an agency does not hold; nothing when it holds."""
    return Walk(agency).breaks()


class Walk:
    """One way through one chain."""

    def __init__(
        self, agency: Agency, *, start: int = 1, look: Callable[[Event], object] | None = None
    ) -> None:
        """Prepare.

        Args:
            start: the first number that is read; what it follows is believed then.
            look: is shown every row on the way, as it stands.
        """
        self._agency, self._look, self._start = agency, look, start
        self._prev = GENESIS if start == 1 else ""  # empty: unknown
        self._before: Event | None = None  # the row before, and what it followed
        self._before_prev = ""
        self._last: Event | None = None  # the row with the highest number as written
        self._reached = start - 1  # that number
        self._next = start  # the number that is expected of a row in its place
        self._named: set[int] = set()  # ids of the last rows that were named
        self._group: Break | None = None  # rows that all stand as far from their places
        self._gaps: list[tuple[int, int]] = []
        self._elsewhere: list[tuple[int, int]] = []  # numbers that stand out of their places
        self._highest_id = self._id_before = 0
        self._searches = 0

    def breaks(self) -> Iterator[Break]:
        """What does not hold, at most MOST_BREAKS."""
        yield from islice(chain(self._rows(), self._end()), MOST_BREAKS)

    def _rows(self) -> Iterator[Break]:
        """Row by row until the end; others add meanwhile, so the end is asked for after the rows."""
        after = -1 if self._start == 1 else self._start - 1
        while True:
            rows = Event.objects.filter(agency=self._agency, seq__gt=after).order_by("seq")
            seen = after
            for event, following in pairwise(chain(rows.iterator(_ROWS_AT_ONCE), [None])):
                if event is None:
                    continue
                after = event.seq
                if self._look:
                    self._look(event)
                yield from self._row(event, following)
            head = self._head()
            if after == seen or head is None or head.seq <= self._reached:
                break
        yield from self._close_group()

    def _row(self, event: Event, following: Event | None) -> Iterator[Break]:
        computed = digest(event)
        place = (self._agency.pk, event.seq) if computed == event.hash else self._place(event)
        if place is not None and place[0] != self._agency.pk:
            yield self._name(event, Kind.CHANGED, ("agency",))
            return
        number = event.seq if place is None else place[1]
        yield from self._regroup(event, number)
        if number == event.seq:
            self._in_place(event)
        hash_changed = False
        if place is None:
            columns = self._changed(event, computed, following)
            hash_changed = columns == ("hash",)
            yield self._name(event, Kind.CHANGED, columns)
        else:
            yield from self._link(event, following)
        yield from self._ids(event)
        self._before, self._before_prev = event, self._prev
        self._prev = computed if hash_changed else event.hash
        if number > self._reached:
            self._reached, self._last = number, event

    def _in_place(self, event: Event) -> None:
        if event.seq > self._next:
            if len(self._gaps) < MOST_BREAKS:
                self._gaps.append((self._next, event.seq - 1))
            self._prev = ""
        self._next = max(self._next, event.seq + 1)

    def _regroup(self, event: Event, number: int) -> Iterator[Break]:
        """Tell of rows that stand elsewhere than they were written: those that moved together as one."""
        off, group = event.seq - number, self._group
        if group is not None and group.was is not None and off == group.seq - group.was:
            self._group = replace(group, last=event.seq)
            self._named.add(event.pk)
            return
        yield from self._close_group()
        if off:
            self._group = replace(self._name(event, Kind.REORDERED, ("seq",)), was=number)

    def _close_group(self) -> Iterator[Break]:
        group, self._group = self._group, None
        if group is not None and group.was is not None:
            self._elsewhere.append((group.was, group.was + (group.last or group.seq) - group.seq))
            yield group

    def _changed(self, event: Event, computed: str, following: Event | None) -> tuple[str, ...]:
        """The columns of a row that does not agree with its hash."""
        if self._prev not in ("", event.prev) and _written(event, prev=self._prev):
            return ("prev",)
        kept = following.prev if following else self._kept_end(event)
        if kept == computed:
            return ("hash",)
        return CONTENT if kept in ("", event.hash) else (*CONTENT, "hash")

    def _link(self, event: Event, following: Event | None) -> Iterator[Break]:
        """A row that agrees with itself: does it follow the one before?"""
        before = self._before
        if self._prev in ("", event.prev) or (before and before.pk in self._named):
            return
        if before is not None and event.prev == self._before_prev:
            yield self._name(before, Kind.INSERTED, ())
            return
        if event.pk in self._named:
            return
        kept = following.prev if following else self._kept_end(event)
        at_fault = event if before is None or kept not in ("", event.hash) else before
        yield self._name(at_fault, Kind.REWRITTEN, (*CONTENT, "prev", "hash"))

    def _ids(self, event: Event) -> Iterator[Break]:
        """Ids rise along a chain: a row with another id, or one put in between, stands out."""
        if event.pk > self._highest_id:
            self._id_before, self._highest_id = self._highest_id, event.pk
            return
        before = self._before
        if before is not None and before.pk == self._highest_id and event.pk > self._id_before:
            wrong, self._highest_id = before, event.pk
        else:
            wrong = event
        if not self._named & {event.pk, wrong.pk}:
            yield self._name(wrong, Kind.CHANGED, ("id",))

    def _end(self) -> Iterator[Break]:
        """The last row against the end that the database keeps, then what is missing."""
        head, last = self._head(), self._last
        if head is None:
            if last is not None:
                yield self._name(last, Kind.END_LOST, ())
        elif head.seq > self._reached:
            self._gaps.append((max(self._next, self._reached + 1), head.seq))
        elif last is not None and head.seq < self._reached:
            yield from self._beyond(head)
        elif last is not None and last.pk not in self._named:
            if head.hash != last.hash:
                yield self._name(last, Kind.REWRITTEN, (*CONTENT, "prev", "hash"))
            elif head.row_id != last.pk:
                yield self._name(last, Kind.CHANGED, ("id",))
        if self._next <= self._reached:
            self._gaps.append((self._next, self._reached))
        for first, until in _without(self._gaps, self._elsewhere):
            last_gone = until if until > first else None
            yield Break(self._agency.code, first, None, Kind.REMOVED, last=last_gone)

    def _beyond(self, head: ChainHead) -> Iterator[Break]:
        beyond = Event.objects.filter(agency=self._agency, seq__gt=head.seq).order_by("seq")
        for event in beyond[:MOST_BREAKS]:
            if event.pk not in self._named:
                yield self._name(event, Kind.INSERTED, ())

    def _place(self, event: Event) -> tuple[int, int] | None:
        """The agency and number under which a row was written that does not agree with its hash, if found."""
        for far in range(1, NEAR + 1):
            for number in (event.seq - far, event.seq + far):
                if number > 0 and _written(event, seq=number):
                    return self._agency.pk, number
        if self._searches >= MOST_SEARCHES:
            return None
        self._searches += 1
        for agency, number in self._places(event):
            if _written(event, agency=agency, seq=number):
                return agency, number
        return None

    def _places(self, event: Event) -> Iterator[tuple[int, int]]:
        """Where it may have stood: behind the row that it names, else at the beginning of some chain."""
        if event.prev == GENESIS:
            yield self._agency.pk, 1
            for agency in ChainHead.objects.exclude(agency__events__seq=1).values_list(
                "pk", flat=True
            ):
                yield agency, 1
        for agency, seq in Event.objects.filter(hash=event.prev).values_list("agency_id", "seq"):
            yield agency, seq + 1

    def _kept_end(self, event: Event) -> str:
        """The hash that the database keeps of a chain's last row; empty when it is of another."""
        head = self._head()
        return head.hash if head is not None and head.seq == event.seq else ""

    def _head(self) -> ChainHead | None:
        return ChainHead.objects.filter(agency=self._agency).first()

    def _name(self, event: Event, kind: Kind, columns: tuple[str, ...]) -> Break:
        self._named.add(event.pk)
        return Break(self._agency.code, event.seq, event.pk, kind, columns)


def _written(event: Event, **values: object) -> bool:
    """Whether the row agrees with its hash when it held these values."""
    return digest_of({**content_of(event), **values}) == event.hash


def _without(gaps: list[tuple[int, int]], held: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of ranges that no other range covers."""
    covered = sorted(held)
    for first, until in sorted(gaps):
        for begins, ends in covered:
            if begins > until or ends < first:
                continue
            if begins > first:
                yield first, begins - 1
            first = ends + 1  # noqa: PLW2901 - what is left of the range
        if first <= until:
            yield first, until
