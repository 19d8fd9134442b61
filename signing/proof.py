"""What a verdict rests on: whose clock, which list of revocation, until when. Told, not judged."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from collections.abc import Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import Literal

from asn1crypto import x509
from pyhanko.sign.validation.status import SignatureStatus, TimestampSignatureStatus

from signing.claims import common_name
from signing.ports import Answer, Proof
from signing.trust import Embedded, Trust, parsed_crl, parsed_ocsp

_Source = Literal["crl", "ocsp"]
_Revocation = tuple[_Source | None, datetime | None, datetime | None]


def proof_of(
    status: SignatureStatus,
    stamp: TimestampSignatureStatus | None,
    *,
    judged_at: datetime,
    trust: Trust,
    store: Embedded,
) -> Proof:
    """The facts behind the verdict on one signature, or on one time-stamp of the whole file."""
    certificate = status.signing_cert
    problem = status.trust_problem_indic
    chained = problem is None and status.validation_path is not None
    source, issued, until = _revocation(certificate, trust, store) if chained else (None,) * 3
    clock = stamp.signing_cert if stamp is not None else certificate
    return Proof(
        issuer=_name(certificate.issuer),
        judged_at=judged_at,
        chain_problem=None if chained else _problem(status),
        stamp=_answer(stamp),
        stamped_by=common_name(clock) if stamp is not None else None,
        stamped_at=stamp.timestamp if stamp is not None else None,
        revocation=source,
        revocation_at=issued,
        revocation_until=until,
        ends_at=clock.not_valid_after.astimezone(UTC),
    )


def _problem(status: SignatureStatus) -> str:
    problem = status.trust_problem_indic
    return problem.standard_name if problem is not None else "NO_CERTIFICATE_CHAIN_FOUND"


def _answer(stamp: TimestampSignatureStatus | None) -> Answer:
    if stamp is None:
        return "not_asked"
    if not (stamp.valid and stamp.intact):
        return "failed"
    return "ok" if stamp.trusted else "unknown"


def _name(name: x509.Name) -> str | None:
    value = name.native.get("common_name")
    return str(value) if value else None


def _revocation(certificate: x509.Certificate, trust: Trust, store: Embedded) -> _Revocation:
    """The newest list of the certificate's issuer, or answer about the certificate itself."""
    found: list[tuple[datetime, _Source, datetime | None]] = []
    for der in (*trust.crls, *store.crls):
        revocations = parsed_crl(der)
        if revocations.issuer == certificate.issuer:
            told = revocations["tbs_cert_list"]
            found.append((told["this_update"].native, "crl", told["next_update"].native))
    for der in (*trust.ocsps, *store.ocsps):
        found += _answers_about(certificate, der)
    if not found:
        return None, None, None
    issued, kind, until = max(found, key=itemgetter(0))
    return kind, issued, until


def _answers_about(
    certificate: x509.Certificate, der: bytes
) -> Iterator[tuple[datetime, _Source, datetime | None]]:
    answer = parsed_ocsp(der)
    if answer["response_status"].native != "successful":
        return
    for one in answer.response_data["responses"]:
        if one["cert_id"]["serial_number"].native == certificate.serial_number:
            yield one["this_update"].native, "ocsp", one["next_update"].native
