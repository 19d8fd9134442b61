"""What is done by itself about an object that is not sound: locks are set again, renditions are made anew.

An original is never made from a copy. A signature that is gone is gone: the paper goes back to be composed
and signed, by the walk's own steps, as a new version; the rows of the lost one stay.
"""

import logging

from django.db import transaction
from django.utils import timezone

from dossiers import events
from dossiers.models import Paper, Rendition
from dossiers.states import State, check_move
from ingest.archive_looks import HOLD_MISSING, LOCK_SHORT, LOST, UNREADABLE, look
from ingest.archive_rows import RETAINED, Named
from ingest.errors import IngestError
from ingest.holding import apply_holds, apply_to
from ingest.measures import count_error
from ingest.steps.compose import compose
from ingest.steps.verify import retain_until
from ingest.tools import Tools
from ingest.waking import wake
from ocr.errors import OcrError
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOCKED_AGAIN = "archive.locked_again"
COMPOSED_AGAIN = "archive.composed_again"
COMPOSED_ANEW = "archive.composed_anew"
SIGNED_ANEW = "archive.signed_anew"
# A store that does not give an object out may do so tomorrow.
GONE = LOST - {UNREADABLE}
# What a paper was composed of is complete in these states.
COMPOSED_IN = RETAINED | {State.TO_SIGN, State.SIGNED}


def restore(named: Named, code: str, tools: Tools, *, by: str) -> str:
    """Do what can be done about a finding: the code of what was done, or "" where nothing can be.

    May run twice: what was done in a run that was killed is found sound, or done anew.
    """
    try:
        if code == LOCK_SHORT:
            return _lock(named, tools)
        if code == HOLD_MISSING:
            # As the records say now: it may have been lifted since the look.
            return _hold(named, tools)
        if code not in LOST or not isinstance(named.row, Rendition) or not _is_newest(named.row):
            return ""
        paper = _paper(named.row.paper_id)
        # The original as it came must be whole, or nothing can be made from it.
        tools.store.open(paper.received_file.key).close()
        if named.row.kind in (Rendition.Kind.COMPOSED, Rendition.Kind.SEARCHABLE):
            return _compose(paper, named, tools) if paper.state in COMPOSED_IN else ""
        if named.row.kind == Rendition.Kind.SIGNED and paper.state == State.AVAILABLE:
            # A signature is given up for good reasons only: gone at a second look, not just out of reach.
            is_gone = GONE & set(look(named, tools.store))
            return _sign(named.row, code, by=by) if is_gone else ""
    except (StorageError, OcrError, IngestError) as error:
        count_error(error.code)
        log.warning("%s %s could not be restored: %s", named.table, named.row.pk, error.code)
    return ""


def _lock(named: Named, tools: Tools) -> str:
    if named.until is None:
        return ""
    tools.store.retain(named.key, until=named.until)
    return LOCKED_AGAIN


def _hold(named: Named, tools: Tools) -> str:
    apply_to(named.key, tools.store)
    held = tools.store.stat(named.key)
    return LOCKED_AGAIN if held is not None and held.on_hold else ""


def _compose(paper: Paper, named: Named, tools: Tools) -> str:
    """The step of the walk; where it makes the very bytes that were lost, the old row stands again."""
    done = compose(paper, tools)
    if not LOST & set(look(named, tools.store)):
        _lock_again(paper, named.key, tools)
        return COMPOSED_AGAIN
    with transaction.atomic():
        current = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
        if (current.state, current.version) != (paper.state, paper.version):
            return ""  # it was moved on, or disposed of; what was written is nobody's
        done.save(current)
    newest = paper.renditions.filter(kind=named.row.kind).latest("version")  # type: ignore[attr-defined]
    _lock_again(paper, newest.key, tools)
    return COMPOSED_ANEW


def _lock_again(paper: Paper, key: str, tools: Tools) -> None:
    """What was made anew has none of the locks that were on what is lost."""
    if paper.state in RETAINED:
        tools.store.retain(key, until=retain_until(paper))
    apply_holds(paper, tools.store)


def _sign(lost: Rendition, code: str, *, by: str) -> str:
    """The paper leaves use until it is signed again; the event says which signature is lost."""
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=lost.paper_id)
        if paper.state != State.AVAILABLE:  # somebody was quicker
            return ""
        check_move(paper.state, State.REVIEWED)
        paper.state, paper.state_since = State.REVIEWED, timezone.now()
        paper.attempts, paper.not_before = 0, None
        paper.version += 1
        paper.save()
        events.record(
            agency=paper.agency,
            actor=by,
            verb="archive.signature_lost",
            about=paper,
            facts={"code": code, "version": lost.version, "sha256": lost.sha256},
        )
        wake(paper)
    return SIGNED_ANEW


def _paper(paper: int) -> Paper:
    rows = Paper.objects.select_related("received_file", "agency", "dossier", "paper_type")
    return rows.get(pk=paper)


def _is_newest(row: Rendition) -> bool:
    newer = Rendition.objects.filter(paper=row.paper_id, kind=row.kind, version__gt=row.version)
    return not newer.exists()
