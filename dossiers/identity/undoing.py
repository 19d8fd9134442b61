"""Takes a change of a holder back, exactly, as long as nothing newer stands on it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.actors import actor
from accounts.models import User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.answers import Refused
from dossiers.citizens.sessions import end_sessions_of
from dossiers.identity.access import holders_kept_by, papers_kept_by
from dossiers.identity.changes import (
    TEXT_LENGTH,
    Kind,
    columns_of,
    index_anew,
    lock_rows,
    number_taken,
    write_columns,
)
from dossiers.identity.relinking import WRONG_HOLDER, link, tell_clerk, tell_of
from dossiers.models import Dossier, Holder, HolderChange, Paper, Reuse


def undo_change(*, change_id: int, reason: str, officer: User) -> HolderChange | Refused:
    """Put everything back as it was before the change. A second call changes nothing."""
    if not reason.strip():
        return Refused("holder.reason_needed")
    with transaction.atomic():
        seen = changes_kept_by(officer).filter(pk=change_id).first()
        if seen is None:
            return Refused("holder.change_unknown")
        change = _hold(seen)
        if change.undone_at is not None:
            return change
        if newer_than(change).exists() or not TAKE_BACK[Kind(change.kind)](change):
            return Refused("holder.newer_change")
        change.undone_at, change.undone_by = timezone.now(), actor(officer)
        change.undone_reason = reason.strip()[:TEXT_LENGTH]
        change.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        change.former.all().delete()
        _record(change, officer)
    return change


def changes_kept_by(officer: User) -> QuerySet[HolderChange]:
    """The changes that this person may take back: of a paper of their agencies, or of a holder they may change."""
    holders = holders_kept_by(officer).values("pk")
    of_holder = Q(holder__in=holders) | Q(holder__merged_into__in=holders)
    return HolderChange.objects.filter(
        Q(kind=Kind.RELINKED, paper__in=papers_kept_by(officer).values("pk"))
        | Q(kind__in=(Kind.CORRECTED, Kind.MERGED)) & of_holder
    )


def newer_than(change: HolderChange) -> QuerySet[HolderChange]:
    """The changes in force that stand on this one: they would have to be taken back first."""
    holders, papers = _holders_of(change), list(change.moved.get("papers", ()))
    papers += [change.paper_id] if change.paper_id else []
    kinds = [Kind.MERGED] if change.kind == Kind.RELINKED else [Kind.MERGED, Kind.CORRECTED]
    same = Q(kind__in=kinds) & (Q(holder__in=holders) | Q(other__in=holders))
    return HolderChange.objects.filter(
        same | Q(kind=Kind.RELINKED, paper__in=papers), pk__gt=change.pk, undone_at__isnull=True
    )


def _hold(change: HolderChange) -> HolderChange:
    """Lock what the change touched, in the order of the house, and read the change anew."""
    moved, holders = change.moved, _holders_of(change)
    dossiers = Dossier.objects.filter(pk__in=moved.get("dossiers", ()))
    papers = Paper.objects.filter(holder__in=holders)
    if change.paper_id is not None:
        papers = Paper.objects.filter(pk=change.paper_id)
    for rows in (dossiers, papers, Holder.objects.filter(pk__in=holders)):
        lock_rows(rows)
    locked = HolderChange.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("holder", "other", "paper__agency").get(pk=change.pk)


def _holders_of(change: HolderChange) -> list[int]:
    return [pk for pk in (change.holder_id, change.other_id) if pk is not None]


def _uncorrect(change: HolderChange) -> bool:
    """Write the columns as they were; False when somebody has written to them since."""
    holder = _whole(change.holder)
    if not _reads(holder, change) or number_taken(
        change.before.get("personal_id"), by_other_than={holder.pk}
    ):
        return False
    write_columns(holder, change.before)
    index_anew(set(holder.papers.values_list("pk", flat=True)))
    return True


def _unmerge(change: HolderChange) -> bool:
    """Make two rows of the one again; what has been linked to it since the merger stays with it."""
    kept, other = _whole(change.holder), _whole(change.other)
    taken = number_taken(other.personal_id, by_other_than={kept.pk, other.pk})
    if other.merged_into_id != kept.pk or taken or not _reads(kept, change):
        return False
    index_anew(set(kept.papers.values_list("pk", flat=True)))
    write_columns(kept, change.before)
    Holder.objects.filter(pk=other.pk).update(merged_into=None)
    Holder.objects.filter(pk__in=change.moved["merged"]).update(merged_into=other)
    Paper.objects.filter(pk__in=change.moved["papers"], holder=kept).update(holder=other)
    Dossier.objects.filter(pk__in=change.moved["dossiers"], holder=kept).update(holder=other)
    _alarm_crossed(change, kept, other)
    # Either of them may have signed in while they were taken for one: as the one who stays.
    end_sessions_of((kept.pk, other.pk))
    return True


def _alarm_crossed(change: HolderChange, kept: Holder, other: Holder) -> None:
    """While they were taken for one, a paper of the one may have been used for a dossier of the other."""
    crossed = Reuse.objects.filter(
        Q(paper__holder=other, dossier__holder=kept) | Q(paper__holder=kept, dossier__holder=other),
        revoked_at__isnull=True,
        at__gte=change.at,
    )
    ids = list(crossed.exclude(alarm=WRONG_HOLDER).values_list("pk", flat=True))
    marked = Reuse.objects.filter(pk__in=ids)
    marked.update(alarm=WRONG_HOLDER, settled_at=None, settled_reason="")
    tell_of(change, map(str, ids), kind=WRONG_HOLDER)


def _unlink(change: HolderChange) -> bool:
    """Link the paper as before, and settle the alarms that said otherwise; newer uses get one."""
    paper = change.paper
    if paper is None or paper.holder_id != change.other_id:
        return False
    before = change.moved["alarmed"]
    newer = link(paper, change.holder).keys() - before.keys()
    for each in Reuse.objects.filter(pk__in=map(int, before), alarm=WRONG_HOLDER):
        each.alarm, settled_at, each.settled_reason = before[str(each.pk)]
        each.settled_at = datetime.fromisoformat(settled_at) if settled_at else None
        each.save(update_fields=["alarm", "settled_at", "settled_reason"])
    tell_of(change, before, kind="reuse.holder_restored")
    tell_of(change, newer, kind=WRONG_HOLDER)
    tell_clerk(change, kind="paper.holder_restored")
    return True


TAKE_BACK = {Kind.CORRECTED: _uncorrect, Kind.MERGED: _unmerge, Kind.RELINKED: _unlink}


def _reads(holder: Holder, change: HolderChange) -> bool:
    """Whether the columns still read as the change wrote them: nobody, no import either, was there since."""
    now = columns_of(holder)
    return all(now[name] == value for name, value in change.after.items())


def _whole(holder: Holder | None) -> Holder:
    assert holder is not None  # noqa: S101 - corrections and mergers name their holders
    return holder


def _record(change: HolderChange, officer: User) -> None:
    about: Model | None = change.holder
    agency, verb = home_agency(officer), "holder.change_undone"
    facts = {"change": change.pk, "kind": change.kind, "undone": True}
    if change.paper is not None:
        about, agency, verb = change.paper, change.paper.agency, "paper.relinked"
        facts |= {"from": change.other_id, "to": change.holder_id}
    if about is not None and agency is not None:
        events.record(
            agency=agency,
            actor=actor(officer),
            verb=verb,
            about=about,
            purpose=change.undone_reason,
            facts=facts,
        )
