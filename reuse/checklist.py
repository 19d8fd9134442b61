"""The checklist of a dossier: what the check says, beside what was already reused or asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from dossiers.models import (
    Component,
    Dossier,
    Paper,
    PaperRefusal,
    PaperRequest,
    Reuse,
)
from reuse.check import Circumstances, ComponentCheck, check
from reuse.decision import Need, Reason, Status, reasons_against
from reuse.done import done_for
from reuse.facts import Judged, facts_of, need_of, with_newest_verdict
from reuse.sight import Sight

type_of_act = TypeVar("type_of_act", Reuse, PaperRequest, PaperRefusal)

# The paper lies with the agency already; the citizen need not bring it again.
ON_ITS_WAY = frozenset({"reuse.not_reviewed", "reuse.not_signed", "reuse.failed"})
LOOK_UP = "reuse.lookup_possible"


class Standing(StrEnum):
    """Where a component of a dossier stands."""

    REUSED = "reused"
    SUBMITTED = "submitted"  # the paper shown was handed in with this very dossier
    ASKED = "asked"
    USABLE = "usable"
    ON_ITS_WAY = "on_its_way"  # scanned, but not yet reviewed, signed and stored
    LOOK_UP = "look_up"  # a database of the state answers: nobody is asked for a paper
    INCOMPLETE = "incomplete"  # some papers of the alternative are usable, the others are not held
    NOT_USABLE = "not_usable"
    MISSING = "missing"


STILL_NEEDED = frozenset(
    {Standing.ASKED, Standing.INCOMPLETE, Standing.NOT_USABLE, Standing.MISSING}
)


@dataclass(frozen=True)
class Line:
    """One component of a dossier.

    Args:
        doubts: why a paper that was reused would not be used again on this day.
        refusals: papers that were looked at and not used.
    """

    check: ComponentCheck
    reuses: tuple[Reuse, ...] = ()
    request: PaperRequest | None = None
    submitted: bool = False
    doubts: tuple[Reason, ...] = ()
    refusals: tuple[PaperRefusal, ...] = ()

    @cached_property
    def standing(self) -> Standing:
        """What was done counts before what could be done."""
        if self.reuses:
            return Standing.REUSED
        if self.submitted:
            return Standing.SUBMITTED
        if self.request is not None:
            return Standing.ASKED
        return self._by_check()

    @property
    def still_needed(self) -> bool:
        """Whether the citizen still has to hand something in."""
        return self.standing in STILL_NEEDED

    @property
    def alarms(self) -> tuple[Reuse, ...]:
        """The reuses whose paper was withdrawn since, and nobody has looked at it."""
        return tuple(each for each in self.reuses if each.alarm and each.settled_at is None)

    def _by_check(self) -> Standing:
        codes = {reason.code for reason in self.check.decision.reasons}
        against = codes - {LOOK_UP}
        if self.check.status is Status.NOT_USABLE and against <= ON_ITS_WAY:
            return Standing.ON_ITS_WAY
        if LOOK_UP in codes:
            return Standing.LOOK_UP
        if codes == {"reuse.part_missing"}:
            return Standing.INCOMPLETE
        return Standing(self.check.status)


def checklist(dossier: Dossier, *, viewer: User, on: date) -> list[Line]:
    """Every component that the dossier's version of its procedure asks for, as this person may see it."""
    return lines_of(dossier, sight=Sight(viewer=viewer), on=on)


def lines_of(dossier: Dossier, *, sight: Sight, on: date) -> list[Line]:
    """The same among what is in sight, such as the holder's own papers."""
    done = done_for(dossier)
    checks = check(
        holder=dossier.holder,
        version=dossier.version,
        on=on,
        sight=sight,
        # What the citizen has handed in with this dossier counts before what was held already.
        within=circumstances_of(dossier, refused=done.refused, prefer=done.came),
    )
    reuses = _by_component(active_reuses(dossier) if done.used else ())
    requests = _by_component(dossier.paper_requests.all() if done.asked else ())
    refusals = _by_component(standing_refusals(dossier) if done.refused else ())
    return [
        Line(
            check=each,
            reuses=reuses.get(each.component.pk, ()),
            request=next(iter(requests.get(each.component.pk, ())), None),
            submitted=submitted_with(dossier, each),
            doubts=_doubts(dossier, each.component, reuses.get(each.component.pk, ()), on),
            refusals=refusals.get(each.component.pk, ()),
        )
        for each in checks
    ]


def circumstances_of(
    dossier: Dossier, *, refused: Collection[tuple[int, int]], prefer: Collection[int] = ()
) -> Circumstances:
    """What the dossier adds to the check; for `refused` see `done_for`."""
    due = timezone.localdate(dossier.due_at) if dossier.due_at else None
    return Circumstances(due=due, prefer=prefer, refused=refused)


def active_reuses(dossier: Dossier) -> QuerySet[Reuse]:
    """The reuses of a dossier that were not taken back, each paper with its newest verdict at hand."""
    papers = with_newest_verdict(Paper.objects.select_related("received_file", "paper_type"))
    return (
        dossier.reuses.filter(revoked_at__isnull=True)
        .select_related("source", "exception")
        .prefetch_related(Prefetch("paper", papers))
        .order_by("id")
    )


def standing_refusals(dossier: Dossier) -> QuerySet[PaperRefusal]:
    """The refusals of a dossier that were not taken back, each paper with its type at hand."""
    standing = dossier.paper_refusals.filter(revoked_at__isnull=True)
    return standing.select_related("paper__paper_type")


def submitted_with(dossier: Dossier, found: ComponentCheck) -> bool:
    """Whether the usable papers all came with this dossier: then nothing is reused, they were handed in."""
    return found.status is Status.USABLE and all(
        paper.dossier_id == dossier.pk for paper in found.papers
    )


def _by_component(rows: Iterable[type_of_act]) -> dict[int, tuple[type_of_act, ...]]:
    found: dict[int, list[type_of_act]] = {}
    for each in rows:
        found.setdefault(each.component_id, []).append(each)
    return {component: tuple(rows) for component, rows in found.items()}


def _doubts(
    dossier: Dossier, component: Component, reuses: Iterable[Reuse], on: date
) -> tuple[Reason, ...]:
    holder = dossier.holder.merged_into or dossier.holder
    needs: dict[str, Need] = {
        each.paper_type_id: need_of(each) for each in component.accepted.all()
    }
    found: list[Reason] = []
    for each in reuses:
        if each.paper is None:
            continue
        need = needs.get(each.paper.paper_type_id or "", Need(each.paper.paper_type_id or ""))
        paper = cast("Judged", each.paper)
        facts = facts_of(paper, holder, kind=each.paper.paper_type, seen=True)
        found += reasons_against(facts, need, on=on)
    return tuple(dict.fromkeys(found))
