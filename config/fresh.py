"""Signatures that were verified too long ago are verified again, before a door records a use of their papers."""

import logging
from collections.abc import Iterable
from typing import cast

from config import wiring
from dossiers.models import Paper
from dossiers.states import WrongMove
from ingest.errors import IngestError
from ingest.measures import count_error
from ingest.tools import Tools
from ingest.verifying import verify_again
from ocr.errors import OcrError
from reuse.facts import Judged, is_stale, with_newest_verdict
from signing.errors import SigningError
from storage.errors import StorageError

log = logging.getLogger(__name__)


def verify_stale(papers: Iterable[Paper], *, by: str) -> None:
    """Verify again those of these papers whose verdict is older than the rules allow.

    What cannot be verified now is counted and stays old: the act that follows refuses it, with its
    sentence (`reuse.signature_stale`). Opens files: never inside a transaction.

    Args:
        by: who is about to use them (user:<name>).
    """
    ids = [paper.pk for paper in papers]
    found = with_newest_verdict(Paper.objects.filter(pk__in=ids).select_related("agency"))
    stale = [paper for paper in found if is_stale(cast("Judged", paper))]
    if not stale:
        return
    tools = page_tools()
    for paper in stale:
        try:
            verify_again(paper, tools, by=by)
        except (StorageError, IngestError, OcrError, SigningError, WrongMove) as error:
            count_error(error.code)
            log.warning("paper %s could not be verified again: %s", paper.pk, error.code)


def page_tools() -> Tools:
    """The bundle for a look of the pages themselves, in the one process that they keep for it."""
    return Tools(
        store=wiring.store(),
        index=wiring.index(),
        sandbox=wiring.preview_sandbox(),
        signer=wiring.signer(),
        trust=wiring.trust,
        limits=wiring.limits(),
        scratch=wiring.home() / "scratch",
    )
