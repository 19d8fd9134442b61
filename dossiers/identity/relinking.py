"""Links a paper to another holder, or to nobody; who used it for the wrong person is told."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.actors import actor
from accounts.models import User
from dossiers import events
from dossiers.answers import Refused
from dossiers.identity.access import papers_kept_by
from dossiers.identity.changes import Grounds, Kind, index_anew
from dossiers.identity.registering import Claim, find_or_register, held
from dossiers.models import Dossier, Holder, HolderChange, Paper, Reuse
from dossiers.notices import clerks_of, officers_of, tell

WRONG_HOLDER = "reuse.wrong_holder"


def relink_paper(
    *, paper_id: int, to: Holder | None, grounds: Grounds, officer: User
) -> HolderChange | Refused:
    """Say whose the paper is (None: nobody's); every use of it for somebody else gets an alarm.

    A second call returns the change of the first.
    """
    if not grounds.fit(Kind.RELINKED):
        return Refused("holder.reason_needed")
    with transaction.atomic():
        paper = _hold_paper(paper_id)
        if paper is None or not papers_kept_by(officer).filter(pk=paper_id).exists():
            return Refused("holder.not_yours")
        to = held(to) if to is not None else None
        if paper.holder_id == (to.pk if to else None):
            return _linked_before(paper)
        change = HolderChange.objects.create(
            kind=Kind.RELINKED,
            holder=paper.holder,
            other=to,
            paper=paper,
            code=grounds.code,
            reason=grounds.text,
            by=actor(officer),
        )
        alarmed = link(paper, to)
        change.moved = {"alarmed": alarmed}
        change.save(update_fields=["moved"])
        tell_of(change, alarmed, kind=WRONG_HOLDER)
        tell_clerk(change, kind="paper.wrong_holder")
        events.record(
            agency=paper.agency,
            actor=actor(officer),
            verb="paper.relinked",
            about=paper,
            purpose=grounds.text,
            facts={
                "change": change.pk,
                "code": grounds.code,
                "from": change.holder_id,
                "to": change.other_id,
                "reuses": sorted(map(int, alarmed)),
            },
        )
    return change


def relink_paper_to(
    *, paper_id: int, claim: Claim, confirmed: bool, grounds: Grounds, officer: User
) -> HolderChange | Refused:
    """The same with who is meant as the paper says it; who is not on record yet is put there.

    Args:
        confirmed: the officer has compared number, name and birth with the paper.
    """
    with transaction.atomic():
        # First the paper, then the holder: the order of every other act.
        if (
            _hold_paper(paper_id) is None
            or not papers_kept_by(officer).filter(pk=paper_id).exists()
        ):
            return Refused("holder.not_yours")
        if not grounds.fit(Kind.RELINKED):
            return Refused("holder.reason_needed")
        to = find_or_register(claim, confirmed=confirmed)
        if isinstance(to, Refused):
            return to
        return relink_paper(paper_id=paper_id, to=to, grounds=grounds, officer=officer)


def _hold_paper(paper_id: int) -> Paper | None:
    # Without joins: who waited for the lock would get the holder of before beside the link of now.
    return Paper.objects.select_for_update(no_key=True).filter(pk=paper_id).first()


def link(paper: Paper, to: Holder | None) -> dict[str, list[Any]]:
    """Write the link and raise the alarms; reuse id → alarm and settling as they were before."""
    Paper.objects.filter(pk=paper.pk).update(holder=to)
    index_anew({paper.pk})
    before = {}
    for each in _uses_for_others(paper, to):
        settled_at = each.settled_at.isoformat() if each.settled_at else None
        before[str(each.pk)] = [each.alarm, settled_at, each.settled_reason]
        each.alarm, each.settled_at, each.settled_reason = WRONG_HOLDER, None, ""
        each.save(update_fields=["alarm", "settled_at", "settled_reason"])
    return before


def tell_of(change: HolderChange, reuses: Iterable[str], *, kind: str) -> None:
    """Tell the officers of the dossiers of these uses, once."""
    rows = Reuse.objects.filter(pk__in=map(int, reuses)).select_related("dossier__officer")
    used: dict[Dossier, set[str]] = {}
    for each in rows.order_by("pk"):
        used.setdefault(each.dossier, set()).add(each.officer)
    for dossier, officers in used.items():
        key = f"{kind}:{change.pk}:dossier:{dossier.pk}"
        people = officers_of(dossier, also=officers)
        tell(people, kind=kind, key=key, dossier=dossier, paper=change.paper)


def tell_clerk(change: HolderChange, *, kind: str) -> None:
    """Tell the clerk who accepted the paper, once."""
    paper = change.paper
    if paper is not None:
        tell(clerks_of(paper), kind=kind, key=f"{kind}:{change.pk}", paper=paper)


def _uses_for_others(paper: Paper, to: Holder | None) -> list[Reuse]:
    """The uses in force for dossiers of somebody else than the holder."""
    active = Reuse.objects.filter(paper=paper, revoked_at__isnull=True)
    others = active.exclude(dossier__holder=to) if to is not None else active
    return list(others.order_by("pk"))


def _linked_before(paper: Paper) -> HolderChange | Refused:
    done = paper.holder_changes.filter(other=paper.holder, undone_at__isnull=True)
    return done.first() or Refused("holder.linked_so")
