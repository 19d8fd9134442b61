"""Verify once more what stands as evidence, before it is used: verdicts grow old, certificates are revoked."""

from django.db import transaction

from dossiers import events
from dossiers.alarms import raise_alarm
from dossiers.models import Paper, Verification
from dossiers.states import State, WrongMove
from ingest.errors import TrustMissing
from ingest.steps.verify import evidence_of, keep_verdict, lacks_trust, report_on
from ingest.tools import Tools
from signing.ports import Report

VALID = "valid"


def verify_again(paper: Paper, tools: Tools, *, by: str) -> Verification:
    """Verify the paper's evidence as it is in the store now, and keep the verdict beside the older ones.

    A signature that was valid and is not any more raises an alarm in every dossier that used the paper.
    Where only a list of revocation or a root is missing, a verdict that was valid stays as it is, old:
    what cannot be known now proves nothing.

    Args:
        by: who had it verified, or "worker".
    Raises:
        WrongMove: the paper is not in use.
        TrustMissing, storage.errors.StorageError, ocr.errors.OcrError: nothing was kept.
    """
    if paper.state != State.AVAILABLE:
        raise WrongMove(f"{paper.state} → verify")
    newest = paper.verifications.order_by("-pk").first()
    before = (newest.outcome, newest.sha256) if newest is not None else None
    report = _report(paper, tools, before)
    was_valid = newest is not None and newest.outcome == VALID
    if was_valid and lacks_trust(report):
        raise TrustMissing(report.message)
    with transaction.atomic():
        current = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
        keep_verdict(current, report)
        dossiers: list[int] = []
        if was_valid and report.outcome == "invalid":
            dossiers = raise_alarm(current, code="reuse.signature_invalid")
        facts = {"signature": report.outcome, "dossiers": dossiers}
        events.record(
            agency=current.agency, actor=by, verb="paper.verified", about=current, facts=facts
        )
        return current.verifications.latest()


def _report(paper: Paper, tools: Tools, before: tuple[str, str] | None) -> Report:
    # Whose signature it is was judged when it was made. Of bytes that were found valid it is not asked
    # again: the agency may have another name today.
    judged = before == (VALID, evidence_of(paper).sha256)
    agency = None if paper.arrived_signed or judged else paper.agency.name
    return report_on(paper, tools, agency=agency)
