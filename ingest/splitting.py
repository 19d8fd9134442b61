"""The clerk's act on the page Tách lô: which pages of a received file make which paper.

Locks are taken in one order, papers by id and then the file, as the runner does (its paper, then the file).
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from dossiers.answers import Refused
from dossiers.models import Dossier, Paper, ReceivedFile, Splitting
from dossiers.states import State
from ingest.parting import Names, Parting, note_split, parting, set_state, write
from ingest.split_signs import kept_signs
from ingest.waking import wake
from ocr.splitting import PageSigns, split_at

NOT_A_STACK, STILL_READING, PAST_REVIEW, CHANGED = (
    "split.not_a_stack",
    "split.still_reading",
    "split.past_review",
    "split.changed",
)
# Nobody has compared these with the scan yet.
OPEN = (State.TO_SPLIT, State.TO_REVIEW)
READING = (State.RECEIVED, State.KEPT, State.PREPARED, State.READ)


def accept_split(
    file_id: int,
    *,
    starts: Iterable[int],
    by: str,
    dossiers: QuerySet[Dossier],
    seen: Sequence[int] | None = None,
) -> Refused | None:
    """Let a paper begin with each of these pages; None when it is so now. Asked again, it changes nothing.

    Papers that keep their pages stay as they are, whatever their state. The others begin anew with what was
    read of their pages; no page is read twice.

    Args:
        starts: pages of the file, from 1; the first page and a page after a separator sheet always begin one.
        by: who answers for it.
        dossiers: those that a sheet may name here; another number is told as one that there is not.
        seen: the first pages of the papers that the clerk saw; others mean that somebody was quicker.
    """
    with transaction.atomic():
        rows = _locked(file_id)
        file = (
            ReceivedFile.objects.select_for_update(of=("self",), no_key=True)
            .select_related("agency", "batch__dossier")
            .get(pk=file_id)
        )
        signs = stack_signs(file, rows)
        if not signs:
            return Refused(NOT_A_STACK)
        wanted = split_at(signs, starts).papers
        found = parting(rows, wanted)
        if not found.touched and not found.changed and file.split_state == Splitting.ACCEPTED:
            return None
        if seen is not None and list(seen) != [row.first_page for row in live(rows)]:
            return Refused(CHANGED)
        if refused := _refusal(found, rows):
            return refused
        names = Names.on(wanted, dossiers=dossiers)
        for row in write(found, file, names=names, by=by):
            _go_on(row)
        note_split(file, Splitting.ACCEPTED, by=by, warnings=names.warnings(wanted))
    return None


def live(rows: Iterable[Paper]) -> list[Paper]:
    """The papers that have pages, in their order."""
    found = (row for row in rows if row.state != State.DISSOLVED)
    return sorted(found, key=lambda row: row.first_page)


def stack_signs(file: ReceivedFile, rows: Sequence[Paper]) -> list[PageSigns]:
    """The signs of every page; none where the file is no stack: one page, not opened yet, or signed as a whole."""
    if not rows or any(row.arrived_signed for row in rows):
        return []
    count = max(row.last_page or 1 for row in rows)
    # Files that came before stacks were looked at: every boundary is the clerk's.
    return kept_signs(file) or [PageSigns(number) for number in range(1, count + 1) if count > 1]


def type_on_sheet(paper: Paper) -> str:
    """The paper type that a separator sheet or label announces for this paper; empty where none does."""
    papers = split_at(kept_signs(paper.received_file), [paper.first_page]).papers
    own = (each.paper_type for each in papers if each.first == paper.first_page)
    return next(own, None) or ""


def _locked(file_id: int) -> list[Paper]:
    """Every paper of the file, locked.

    Whoever parts the file locks its oldest paper first, so that what another one adds is seen the second time.
    """
    papers = Paper.objects.filter(received_file=file_id).order_by("pk")
    rows = papers.select_for_update(of=("self",), no_key=True).select_related("agency", "dossier")
    list(rows.values_list("pk"))
    return list(rows)


def _refusal(found: Parting, rows: Iterable[Paper]) -> Refused | None:
    """Whether what would change may still change.

    Nothing is proposed once a person has parted the file, so that all of it must have been read by then.
    """
    if any(row.state in READING for row in rows):
        return Refused(STILL_READING)
    for row in found.touched:
        failed_early = row.state == State.FAILED and row.accepted_at is None
        if not failed_early and row.state not in (*OPEN, State.DISSOLVED):
            return Refused(PAST_REVIEW)
    return None


def _go_on(row: Paper) -> None:
    """From what has been read, if all of it has; else it is read first."""
    first, last = row.first_page, row.last_page or row.first_page
    read = row.page_texts.filter(number__range=(first, last)).count() == last - first + 1
    set_state(row, State.READ if read else State.PREPARED)
    row.save()
    wake(row)
