"""Makes one of two rows of the same person; papers, dossiers and with them their uses follow."""

from django.db import transaction

from accounts.actors import actor
from accounts.models import User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.answers import Refused
from dossiers.identity.access import holders_kept_by
from dossiers.identity.changes import (
    Grounds,
    Kind,
    Reason,
    columns_of,
    index_anew,
    lock_rows,
    write_columns,
)
from dossiers.identity.correcting import remember
from dossiers.identity.matching import agrees_by_name, names_of
from dossiers.models import Dossier, Holder, HolderChange, Paper
from vietnamese.names import MatchLevel, names_match

# A 12-digit id is given once for life: two different ones are two persons, unless one was
# recorded wrongly or the police gave the person a new one.
TWO_IDS = frozenset({Reason.MISTYPED, Reason.REISSUED})
NUMBERS = ("personal_id", "old_personal_id", "tax_code")


def merge_holders(
    *, kept_id: int, other_id: int, grounds: Grounds, officer: User, confirmed: bool = False
) -> HolderChange | Refused:
    """Let `kept` stand for both: what `other` has goes to it, and `other` is found no more.

    A second call returns the change of the first.

    Args:
        confirmed: a person has compared both where name, birth or sex differ.
    """
    if not grounds.fit(Kind.MERGED):
        return Refused("holder.reason_needed")
    if kept_id == other_id:
        return Refused("holder.same_row")
    with transaction.atomic():
        # Locked first: who merges the same two at the same moment waits here, and finds it done.
        _hold(kept_id, other_id)
        before = _merged_before(kept_id, other_id, officer)
        if before is not None:
            return before
        agency = home_agency(officer)
        found = holders_kept_by(officer).in_bulk([kept_id, other_id])
        if agency is None or len(found) != 2:
            return Refused("holder.not_yours")
        kept, other = found[kept_id], found[other_id]
        refused = _refusal(kept, other, grounds, confirmed=confirmed)
        if refused is not None:
            return refused
        change = _merge(kept, other, grounds, officer)
        index_anew(set(kept.papers.values_list("pk", flat=True)))
        events.record(
            agency=agency,
            actor=actor(officer),
            verb="holder.merged",
            about=kept,
            purpose=grounds.text,
            facts={
                "change": change.pk,
                "code": grounds.code,
                "other": other.pk,
                "papers": len(change.moved["papers"]),
                "dossiers": change.moved["dossiers"],
            },
        )
    return change


def differences(kept: Holder, other: Holder) -> list[str]:
    """The columns in which the two contradict each other, other than numbers."""
    found = [
        name
        for name in ("birth_date", "sex")
        if getattr(kept, name)
        and getattr(other, name)
        and getattr(kept, name) != getattr(other, name)
    ]
    names = names_of(kept)
    agree = any(agrees_by_name(names, each) for each in names_of(other))
    return found if agree else ["name", *found]


def has_two_ids(kept: Holder, other: Holder) -> bool:
    """Whether both bear a 12-digit id, and not the same."""
    return bool(kept.personal_id and other.personal_id and kept.personal_id != other.personal_id)


def _merged_before(kept_id: int, other_id: int, officer: User) -> HolderChange | None:
    done = HolderChange.objects.filter(
        kind=Kind.MERGED,
        holder__in=holders_kept_by(officer).filter(pk=kept_id),
        other=other_id,
        undone_at__isnull=True,
    )
    return done.first()


def _hold(kept_id: int, other_id: int) -> None:
    """Lock dossiers, papers and both rows, in the order of the house."""
    both = (kept_id, other_id)
    lock_rows(Dossier.objects.filter(holder=other_id))
    lock_rows(Paper.objects.filter(holder__in=both))
    lock_rows(Holder.objects.filter(pk__in=both))


def _refusal(kept: Holder, other: Holder, grounds: Grounds, *, confirmed: bool) -> Refused | None:
    if kept.kind != other.kind:
        return Refused("holder.other_kind")
    if has_two_ids(kept, other) and grounds.code not in TWO_IDS:
        return Refused("holder.two_persons")
    if differences(kept, other) and not confirmed:
        return Refused("holder.differences")
    return None


def _merge(kept: Holder, other: Holder, grounds: Grounds, officer: User) -> HolderChange:
    now, theirs = columns_of(kept), columns_of(other)
    filled = {name: theirs[name] for name, value in now.items() if not value and theirs[name]}
    # Asked for after the rows were locked: whoever links something to one of them waits for it.
    papers, dossiers = Paper.objects.filter(holder=other), Dossier.objects.filter(holder=other)
    moved = {
        "papers": sorted(papers.values_list("pk", flat=True)),
        "dossiers": sorted(dossiers.values_list("pk", flat=True)),
        "merged": sorted(other.merged.values_list("pk", flat=True)),
    }
    change = HolderChange.objects.create(
        kind=Kind.MERGED,
        holder=kept,
        other=other,
        code=grounds.code,
        reason=grounds.text,
        before={name: now[name] for name in filled},
        after=filled,
        moved=moved,
        by=actor(officer),
    )
    Holder.objects.filter(pk__in=[*moved["merged"], other.pk]).update(merged_into=kept)
    papers.update(holder=kept)
    dossiers.update(holder=kept)
    write_columns(kept, filled)
    _remember_all(kept, other, change)
    return change


def _remember_all(kept: Holder, other: Holder, change: HolderChange) -> None:
    """What the other was called, and the numbers they bore, lead to the row that stays."""
    if names_match(kept.name, other.name) is not MatchLevel.EXACT:
        remember(kept, change, name=other.name)
    for column in NUMBERS:
        number = getattr(other, column)
        mistyped = column == "personal_id" and change.code == Reason.MISTYPED
        if number and number != getattr(kept, column) and not mistyped:
            remember(kept, change, number=number)
    for each in other.former.all():
        remember(kept, change, name=each.name, number=each.number, until=each.until)
