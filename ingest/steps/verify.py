"""SIGNED → AVAILABLE: verify what will stand as evidence, and hold original and copy under retention."""

from datetime import datetime
from typing import Any

from dossiers.models import Paper, Rendition, Verification
from dossiers.retention.ends import end_of_retention, next_end
from dossiers.states import State
from ingest.errors import ArrivedSignatureInvalid, OwnSignatureNotValid, TrustMissing
from ingest.holding import apply_holds
from ingest.steps.files import scratch_folder
from ingest.tools import Done, Tools
from signing.checks import against_record
from signing.ports import Report
from signing.verdict import DOCUMENT_STAMP
from signing.verify import Limits as SignatureLimits
from signing.verify import verify_pdf
from signing.wire import check_json, signature_json
from vietnamese.text import storable

# ETSI EN 319 102-1: no chain to a loaded root; no revocation data that still counts. Lists end every few days.
TRUST_MISSING = frozenset({"NO_CERTIFICATE_CHAIN_FOUND", "TRY_LATER"})


def verify(paper: Paper, tools: Tools) -> Done:
    """Verify the evidence, then extend retention on every rendition.

    Our own signature must be valid. A paper that arrived signed may be indeterminate (its root is not
    loaded yet): it can be found, and reuse says that the chain is not traceable.

    Raises:
        OwnSignatureNotValid, TrustMissing, ArrivedSignatureInvalid, storage.errors.StorageError.
    """
    agency = None if paper.arrived_signed else paper.agency.name
    report = report_on(paper, tools, agency=agency)
    if paper.arrived_signed and report.outcome == "invalid":
        raise ArrivedSignatureInvalid(report.message)
    if not paper.arrived_signed and report.outcome != "valid":
        raise (TrustMissing if lacks_trust(report) else OwnSignatureNotValid)(report.message)
    until = next_end(paper)
    # Older versions were held when they were the newest; one that got lost in the store is not asked for.
    newest = {each.kind: each for each in paper.renditions.order_by("version")}
    for each in newest.values():
        tools.store.retain(each.key, until=until)
    apply_holds(paper, tools.store)

    def save(current: Paper) -> None:
        current.retain_until = until
        keep_verdict(current, report)

    return Done(
        State.AVAILABLE,
        save,
        {"signature": report.outcome, "retain_until": until.date().isoformat()},
    )


def report_on(paper: Paper, tools: Tools, *, agency: str | None) -> Report:
    """Verify the bytes that stand as evidence, held against what the records say of them.

    Args:
        agency: who must have signed; None where it is not asked.
    Raises:
        storage.errors.StorageError, ocr.errors.OcrError, signing.errors.SigningError.
    """
    held = evidence_of(paper)
    with scratch_folder(tools) as folder:
        path = tools.store.local_copy(held.key, folder=folder)
        report = tools.sandbox.run(
            verify_pdf, path, trust=tools.trust(), agency=agency, limits=bounds(tools)
        )
    return against_record(report, sha256=held.sha256, signers=_signers(paper, held))


def evidence_of(paper: Paper) -> Rendition:
    """The newest bytes that carry the signature."""
    kind = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    return paper.renditions.filter(kind=kind).order_by("-version")[0]


def _signers(paper: Paper, held: Rendition) -> list[str] | None:
    """Who signed these bytes by the first verdict that was given of them; None before there is one."""
    first = paper.verifications.filter(sha256=held.sha256).order_by("pk").first()
    if first is None or first.outcome == "invalid":
        return None
    own = [each for each in first.signatures if DOCUMENT_STAMP not in each["warnings"]]
    return [each["signer"] or "" for each in own]


def lacks_trust(report: Report) -> bool:
    """Whether all that is missing is what an administrator loads."""
    open_ones = {each.sub_indication for each in report.signatures if each.sub_indication}
    return report.outcome == "indeterminate" and open_ones <= TRUST_MISSING


def bounds(tools: Tools) -> SignatureLimits:
    """A copy may be larger than its original by its text layer and signature, never twice as large."""
    return SignatureLimits(max_bytes=2 * tools.limits.max_bytes)


def retain_until(paper: Paper) -> datetime:
    """The end of the paper's retention."""
    return end_of_retention(paper)


def keep_verdict(paper: Paper, report: Report) -> None:
    """Keep the verdict beside the paper, where the newest counts, and with the file when its proofs end."""
    if report.outcome == "valid":
        paper.renditions.filter(sha256=report.sha256).update(renew_before=report.renew_before)
    Verification.objects.create(
        paper=paper,
        sha256=report.sha256,
        outcome=report.outcome,
        message=storable(report.message)[:1000],
        signatures=[_storable_values(signature_json(each)) for each in report.signatures],
        checks=[_storable_values(check_json(each)) for each in report.checks],
        renew_before=report.renew_before,
    )


def _storable_values(value: Any) -> Any:
    """The same JSON with texts that can be kept: a certificate's names are a stranger's."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable_values(each) for key, each in value.items()}
    return [_storable_values(each) for each in value] if isinstance(value, list) else value
