"""Signatures that were verified too long ago are verified again, before a door records a use of their papers
or gives their bytes out."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.utils import timezone

from config import wiring
from dossiers.models import Paper, Rendition, Verification
from dossiers.states import State, WrongMove
from ingest.errors import IngestError
from ingest.measures import count_error
from ingest.tools import Tools
from ingest.verifying import verify_again
from ocr.errors import OcrError
from reuse.facts import Judged, is_stale, with_newest_verdict
from reuse.rules import verified_since
from signing.errors import SigningError
from storage.errors import StorageError

NOT_VERIFIED = (StorageError, IngestError, OcrError, SigningError, WrongMove)
REVOCATION = 4  # the check whose data age (signing.checks)

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
        except NOT_VERIFIED as error:
            count_error(error.code)
            log.warning("paper %s could not be verified again: %s", paper.pk, error.code)


class NotGivenOut(Exception):
    """The bytes do not leave: their signature does not hold, or cannot be proven now.

    Args:
        code: has its sentence in config/messages.py.
        retry: whether waiting helps.
    """

    def __init__(self, code: str, *, retry: bool) -> None:
        self.code, self.retry = code, retry
        super().__init__(code)


def assure(rendition: Rendition, *, by: str, must_be_valid: bool) -> None:
    """Let only bytes leave whose signature was verified lately; verify it now where it was not.

    A verdict stands for the very bytes that it was given of, until it is older than the rules allow or the
    data about revocation that it rests on have ended. Bytes that are nobody's evidence are let through.

    Args:
        by: who asks for them.
        must_be_valid: as evidence for a dossier; else only what is invalid stays.
    Raises:
        NotGivenOut: with the reason.
    """
    paper = Paper.objects.select_related("agency").get(pk=rendition.paper_id)
    evidence = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    if paper.state != State.AVAILABLE or rendition.kind != evidence:
        return
    verdict = paper.verifications.filter(sha256=rendition.sha256).first()
    if verdict is None or not _counts(verdict):
        try:
            verdict = verify_again(paper, page_tools(), by=by)
        except NOT_VERIFIED as error:
            count_error(error.code)
            raise NotGivenOut("reuse.signature_stale", retry=True) from error
    if verdict.outcome == "invalid":
        raise NotGivenOut("paper.signature_invalid", retry=False)
    if must_be_valid and verdict.outcome != "valid":
        raise NotGivenOut("reuse.not_usable", retry=False)


def _counts(verdict: Verification) -> bool:
    """Whether it is young enough, and no list that it rests on has ended since."""
    if verdict.verified_at < verified_since():
        return False
    ends = next(
        (c["facts"].get("until") for c in verdict.checks if c["number"] == REVOCATION), None
    )
    return not ends or not verdict.verified_at < datetime.fromisoformat(ends) <= timezone.now()


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
