"""The wire form of a signature report: the names of `motlan verify --json`, also kept beside a paper."""

from dataclasses import asdict
from typing import Any

from signing.ports import Check, SignatureReport


def signature_json(report: SignatureReport) -> dict[str, Any]:
    """One signature as JSON values; times in ISO 8601 with their offset."""
    signed_at = report.signed_at.isoformat() if report.signed_at else None
    told = {**asdict(report), "signed_at": signed_at, "warnings": list(report.warnings)}
    del told["proof"]  # the wire form is fixed; the checks tell it to records and pages
    return told


def check_json(check: Check) -> dict[str, Any]:
    """One check as it is kept beside a paper."""
    return {**asdict(check), "facts": dict(check.facts)}
