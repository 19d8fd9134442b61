"""The verdict on one signature: indication and sub-indication of ETSI EN 319 102-1."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pyhanko.sign.ades.report import AdESIndeterminate, AdESStatus, AdESSubIndic
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureStatus,
    TimestampSignatureStatus,
)
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import ValidationContext

from signing.bundle import damaged
from signing.claims import belongs_to, claimed_times, common_name, organisation, zone_suspect
from signing.coverage import SignedRange, changes_after
from signing.ports import ChangesAfter, Level, Proof, SignatureReport
from signing.prepare import run
from signing.proof import proof_of
from signing.trust import ALGORITHMS, Embedded, Kind, Trust, validation_context
from signing.verdict import DOCUMENT_STAMP, FAILED, INDETERMINATE, PASSED, WRONG_AGENCY

_WEAK_DIGESTS = frozenset({"md5", "sha1"})
_SIGNER_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)

# Clocks differ a little. A stamp later than what stands over it, or than now, was not made in order.
_STAMP_SLACK = timedelta(minutes=10)
_HOSTILE_STAMPS = frozenset(
    {
        "NO_CERTIFICATE_CHAIN_FOUND",
        "REVOKED",
        "REVOKED_NO_POE",
        "REVOKED_CA_NO_POE",
        "CHAIN_CONSTRAINTS_FAILURE",
    }
)

_Indication = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One signature and what is needed to judge it."""

    name: str
    signature: EmbeddedPdfSignature
    signed: SignedRange
    data: bytes
    answered_end: int  # end of the furthest reaching signature that is no time-stamp
    tail_known: bool  # nothing unknown stands behind this one
    trust: Trust
    store: Embedded | None  # the file's own security store
    store_damaged: bool  # something in that store was altered on the way
    archived: bool  # the file carries a document time-stamp
    agency: str | None  # who must have signed, if this is the signature it is asked of


def broken(name: str) -> SignatureReport:
    """The report on a signature too malformed to read."""
    return SignatureReport(
        field=name,
        signer=None,
        organisation=None,
        signed_at=None,
        time_source="claimed",
        digest=None,
        level=None,
        indication=FAILED,
        sub_indication="FORMAT_FAILURE",
        covers_whole_file=False,
        changes_after="forbidden",
    )


def judge(case: Case, moment: datetime) -> tuple[SignatureReport, datetime]:
    """Judge one signature at `moment`; return the report and the moment for what was signed before it."""
    try:
        changes = changes_after(
            case.signature,
            case.signed,
            data=case.data,
            answered_end=case.answered_end,
            tail_known=case.tail_known,
        )
        if case.signature.sig_object_type == "/DocTimeStamp":
            return _judge_stamp(case, moment, changes)
        return _judge_signature(case, moment, changes), moment
    # Malformed signatures raise almost anything: each is a failed verification, never a crash.
    except Exception:  # noqa: BLE001
        return broken(case.name), moment


def _judge_stamp(
    case: Case, moment: datetime, changes: ChangesAfter
) -> tuple[SignatureReport, datetime]:
    context = _context(case, moment, kind="stamp")
    status = run(async_validate_pdf_timestamp(case.signature, context, skip_diff=True))
    indication = _indication(status, changes, proven=None)
    indication = _past_library(case, indication, status, moment)
    proven = indication[0] == PASSED
    warnings = (DOCUMENT_STAMP, *_common_warnings(case, indication[1]))
    report = _report(case, indication, changes, warnings=warnings, stamp=status)
    proof = _proof(case, status, status, moment)
    return replace(report, proof=proof), min(status.timestamp, moment) if proven else moment


def _judge_signature(case: Case, moment: datetime, changes: ChangesAfter) -> SignatureReport:
    status = _status(case, moment=moment, stamped_by=moment)
    stamp: TimestampSignatureStatus | None = status.timestamp_validity
    # The time of the signature is proven by a trusted time-stamp only; else it is judged as of now.
    proven = stamp.timestamp if stamp is not None and stamp.trusted else None
    signed_at = min(proven, moment) if proven else moment
    if signed_at != moment:
        status = _status(case, moment=signed_at, stamped_by=moment)
    indication = _indication(status, changes, proven=proven)
    if indication == (INDETERMINATE, "CERTIFICATE_CHAIN_GENERAL_FAILURE"):
        lenient = _status(case, moment=signed_at, stamped_by=moment, kind="lenient")
        if lenient.trusted:  # only revocation data is missing
            indication = (INDETERMINATE, "TRY_LATER")
    indication = _past_library(case, indication, stamp, moment)
    wrong = bool(case.agency) and not belongs_to(case.signature.signer_cert, case.agency or "")
    if indication[0] == PASSED and wrong:
        indication = (INDETERMINATE, "SIG_CONSTRAINTS_FAILURE")
    warnings = (*_common_warnings(case, indication[1]), *_time_warnings(case, stamp, moment))
    if wrong:
        warnings += (WRONG_AGENCY,)
    report = _report(case, indication, changes, warnings=warnings, stamp=stamp)
    return replace(report, proof=_proof(case, status, stamp, signed_at))


def _past_library(
    case: Case,
    indication: _Indication,
    stamp: TimestampSignatureStatus | None,
    moment: datetime,
) -> _Indication:
    """What the library lets pass: stamps that prove nothing, or the wrong thing, and parts nobody signed."""
    if indication[0] != PASSED:
        return indication
    if stamp is not None:
        if not (stamp.valid and stamp.intact):
            return INDETERMINATE, "GENERIC"
        if stamp.timestamp > moment + _STAMP_SLACK:
            return INDETERMINATE, "TIMESTAMP_ORDER_FAILURE"
        problem: AdESSubIndic | None = stamp.trust_problem_indic
        # A stamp whose certificate ended, or whose list is missing, proves no time and spoils nothing.
        if problem is not None and problem.standard_name in _HOSTILE_STAMPS:
            return INDETERMINATE, problem.standard_name
    known = (*case.trust.roots, *case.trust.intermediates, *case.trust.tsa_roots)
    if damaged(case.signature.signed_data, known=known) or case.store_damaged:
        return FAILED, "FORMAT_FAILURE"
    return indication


def _proof(
    case: Case,
    status: SignatureStatus,
    stamp: TimestampSignatureStatus | None,
    judged_at: datetime,
) -> Proof:
    store = case.store or Embedded()
    return proof_of(status, stamp, judged_at=judged_at, trust=case.trust, store=store)


def _context(case: Case, moment: datetime, *, kind: Kind) -> ValidationContext:
    leaf = None if kind == "stamp" else case.signature.signer_cert
    store = case.store or Embedded()
    return validation_context(case.trust, embedded=store, leaf=leaf, moment=moment, kind=kind)


def _status(
    case: Case, *, moment: datetime, stamped_by: datetime, kind: Kind = "signer"
) -> PdfSignatureStatus:
    return run(
        async_validate_pdf_signature(
            case.signature,
            signer_validation_context=_context(case, moment, kind=kind),
            ts_validation_context=_context(case, stamped_by, kind="stamp"),
            key_usage_settings=_SIGNER_USAGE,
            skip_diff=True,
            algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(ALGORITHMS),
        )
    )


def _indication(
    status: SignatureStatus, changes: ChangesAfter, *, proven: datetime | None
) -> _Indication:
    failure = _failure(status, changes, proven=proven)
    if failure is not None:
        return FAILED, failure
    problem: AdESSubIndic | None = status.trust_problem_indic
    if problem is None and status.validation_path is None:
        problem = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    if problem is None:
        return PASSED, None
    failed = problem.status == AdESStatus.FAILED
    return FAILED if failed else INDETERMINATE, problem.standard_name


def _failure(
    status: SignatureStatus, changes: ChangesAfter, *, proven: datetime | None
) -> str | None:
    """What no chain of certificates can mend."""
    if not status.intact:
        return "HASH_FAILURE"
    if not status.valid:
        return "SIG_CRYPTO_FAILURE"
    if changes == "forbidden":
        return "FORMAT_FAILURE"
    revoked = status.revocation_details
    if revoked is not None and proven is not None and revoked.revocation_date <= proven:
        return "REVOKED"
    return None


def _common_warnings(case: Case, sub_indication: str | None) -> tuple[str, ...]:
    warnings: list[str] = []
    if case.signature.md_algorithm in _WEAK_DIGESTS:
        warnings.append("signature.weak_digest")
    if sub_indication == "NO_CERTIFICATE_CHAIN_FOUND":
        warnings.append("signature.unknown_root")
    elif sub_indication == "TRY_LATER":
        warnings.append("signature.revocation_unknown")
    return tuple(warnings)


def _time_warnings(
    case: Case, stamp: TimestampSignatureStatus | None, moment: datetime
) -> tuple[str, ...]:
    inside, outside = claimed_times(case.signature)
    warnings: list[str] = []
    if stamp is None:
        warnings.append("signature.claimed_time")
    elif not (stamp.valid and stamp.intact):
        warnings.append("signature.timestamp_invalid")
    elif stamp.trust_problem_indic == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        warnings.append("signature.unknown_timestamp_root")
    elif not stamp.trusted:
        warnings.append("signature.timestamp_unproven")
    proven = stamp.timestamp if stamp is not None else None
    claimed = inside or outside
    if zone_suspect(inside, outside) or zone_suspect(claimed, proven):
        warnings.append("signature.time_zone_suspect")
    elif claimed is not None and claimed > moment + timedelta(minutes=10):
        warnings.append("signature.time_in_future")
    return tuple(warnings)


def _report(
    case: Case,
    indication: _Indication,
    changes: ChangesAfter,
    *,
    warnings: tuple[str, ...],
    stamp: TimestampSignatureStatus | None,
) -> SignatureReport:
    sound = stamp is not None and stamp.valid and stamp.intact
    inside, outside = claimed_times(case.signature)
    certificate = case.signature.signer_cert
    return SignatureReport(
        field=case.name,
        signer=common_name(certificate),
        organisation=organisation(certificate),
        signed_at=stamp.timestamp if stamp is not None and sound else inside or outside,
        time_source="timestamp" if sound else "claimed",
        digest=case.signature.md_algorithm,
        level=_level(case, stamped=sound),
        indication=indication[0],
        sub_indication=indication[1],
        covers_whole_file=case.signed.end == len(case.data),
        changes_after=changes,
        warnings=warnings,
    )


def _level(case: Case, *, stamped: bool) -> Level | None:
    """PAdES level by what is there; None for the older kinds and for document time-stamps."""
    if case.signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return None
    if not stamped:
        return "B-B"
    if case.store is None or not (case.store.crls or case.store.ocsps):
        return "B-T"
    return "B-LTA" if case.archived else "B-LT"
