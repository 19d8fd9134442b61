"""SIGNED → AVAILABLE: verify what will stand as evidence, and hold original and copy under retention."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers.models import Paper, Rendition, Verification
from dossiers.states import State
from ingest.errors import ArrivedSignatureInvalid, OwnSignatureNotValid, TrustMissing
from ingest.steps.files import rendition
from ingest.tools import Done, Tools
from signing.ports import Report
from signing.verify import Limits as SignatureLimits
from signing.verify import verify_pdf
from signing.wire import signature_json
from vietnamese.text import storable

DEFAULT_RETENTION_YEARS = 10
# ETSI EN 319 102-1: no chain to a loaded root; no revocation data that still counts. Lists end every few days.
TRUST_MISSING = frozenset({"NO_CERTIFICATE_CHAIN_FOUND", "TRY_LATER"})


def verify(paper: Paper, tools: Tools) -> Done:
    """Verify the evidence, then extend retention on every rendition.

    Our own signature must be valid. A paper that arrived signed may be indeterminate (its root is not
    loaded yet): it can be found, and reuse says that the chain is not traceable.

    Raises:
        OwnSignatureNotValid, TrustMissing, ArrivedSignatureInvalid, storage.errors.StorageError.
    """
    kind = Rendition.Kind.ORIGINAL if paper.arrived_signed else Rendition.Kind.SIGNED
    agency = None if paper.arrived_signed else paper.agency.name
    with rendition(paper, kind, tools) as path:
        report = tools.sandbox.run(
            verify_pdf, path, trust=tools.trust(), agency=agency, limits=bounds(tools)
        )
    if paper.arrived_signed and report.outcome == "invalid":
        raise ArrivedSignatureInvalid(report.message)
    if not paper.arrived_signed and report.outcome != "valid":
        raise (TrustMissing if lacks_trust(report) else OwnSignatureNotValid)(report.message)
    until = retain_until(paper)
    for each in paper.renditions.all():
        tools.store.retain(each.key, until=until)

    return Done(
        State.AVAILABLE,
        lambda current: keep_verdict(current, report),
        {"signature": report.outcome, "retain_until": until.date().isoformat()},
    )


def lacks_trust(report: Report) -> bool:
    """Whether all that is missing is what an administrator loads."""
    open_ones = {each.sub_indication for each in report.signatures if each.sub_indication}
    return report.outcome == "indeterminate" and open_ones <= TRUST_MISSING


def bounds(tools: Tools) -> SignatureLimits:
    """A copy may be larger than its original by its text layer and signature, never twice as large."""
    return SignatureLimits(max_bytes=2 * tools.limits.max_bytes)


def retain_until(paper: Paper) -> datetime:
    """The end of retention: the type's years, counted from acceptance."""
    years = paper.paper_type.retention_years if paper.paper_type else DEFAULT_RETENTION_YEARS
    start = paper.accepted_at or timezone.now()
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)


def keep_verdict(paper: Paper, report: Report) -> None:
    """Keep the verdict beside the paper; the newest counts."""
    Verification.objects.create(
        paper=paper,
        sha256=report.sha256,
        outcome=report.outcome,
        message=storable(report.message)[:1000],
        signatures=[_storable_values(signature_json(each)) for each in report.signatures],
    )


def _storable_values(value: Any) -> Any:
    """The same JSON with texts that can be kept: a certificate's names are a stranger's."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable_values(each) for key, each in value.items()}
    return [_storable_values(each) for each in value] if isinstance(value, list) else value
