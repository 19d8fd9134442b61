"""Verify the signatures of a PDF: pure computation on a file, offline, no exception for a bad file.

Follows ETSI EN 319 102-1 for the words and the order of checks; coverage, changes after signing and the
expected agency are checked here, for libraries call some forgeries valid (see signing.coverage).
"""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.bundle import damaged_store
from signing.checks import checks_of
from signing.coverage import SignedRange, shrunk, signed_range, unknown_from
from signing.errors import InputTooLarge
from signing.judge import Case, broken, judge
from signing.ports import Report, SignatureReport
from signing.renew import proofs_end
from signing.trust import Embedded, Trust
from signing.verdict import PASSED, report

# pyHanko logs a traceback for each forgery; the report says what a person needs.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a hostile file from taking the machine."""

    max_bytes: int = 200_000_000
    max_signatures: int = 64


@dataclass(frozen=True, slots=True)
class _Field:
    """One filled signature field: read, or broken with nothing more to say."""

    name: str
    signature: EmbeddedPdfSignature | None
    signed: SignedRange | None


def verify_pdf(
    path: Path,
    *,
    trust: Trust,
    at: datetime | None = None,
    agency: str | None = None,
    limits: Limits | None = None,
) -> Report:
    """Judge every signature of the file, and the file as a whole.

    Args:
        path: the file; read once, never written.
        trust: anchors and revocation data; nothing is fetched.
        at: aware; the time to judge at, now when None.
        agency: CN or O that the last signature must carry.
        limits: bounds on size and number of signatures.
    Returns:
        A report; also for damaged and hostile files, and for files that are no PDF (unsigned).
    Raises:
        InputTooLarge: over `limits`.
        OSError: the file cannot be read.
    """
    bounds = limits or Limits()
    if path.stat().st_size > bounds.max_bytes:
        raise InputTooLarge(f"over {bounds.max_bytes} bytes")
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF-" not in data[:1024]:
        return report(digest, (), readable=True)
    moment = at or datetime.now(UTC)
    try:
        signatures, whole, due = _judged(
            data, trust=trust, moment=moment, agency=agency, limits=bounds
        )
    except InputTooLarge:
        raise
    # Malformed input makes the parser raise almost anything: each is a failed verification.
    except Exception:  # noqa: BLE001
        signatures = (broken(""),) if b"/ByteRange" in data else ()
        checks = checks_of(
            signatures, reaches_end=False, agency=agency, moment=moment, renew_before=None
        )
        return report(digest, signatures, readable=False, checks=checks)
    if not signatures and b"/ByteRange" in data:
        signatures, whole = (broken(""),), False
    checks = checks_of(
        signatures, reaches_end=whole, agency=agency, moment=moment, renew_before=due
    )
    return report(digest, signatures, readable=True, checks=checks, renew_before=due)


def _judged(
    data: bytes, *, trust: Trust, moment: datetime, agency: str | None, limits: Limits
) -> tuple[tuple[SignatureReport, ...], bool, datetime | None]:
    """The reports in the order of what they cover, whether nothing unknown stands behind the last, and when
    the newest proofs end."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt("")
    fields = sorted(_fields(reader, data, limits), key=_order)
    ends = [field.signed.end for field in fields if field.signed] or [len(data)]
    answered = [field.signed.end for field in fields if field.signed and not _is_stamp(field)]
    store = _store(reader)
    last = next((f for f in reversed(fields) if not _is_stamp(f)), None)
    known = (*trust.roots, *trust.intermediates, *trust.tsa_roots)
    altered = shrunk(reader) or (store is not None and damaged_store(store, known=known))
    unknown = unknown_from(reader, data, ends)
    reports: list[SignatureReport] = []
    # From the last to the first: a document time-stamp proves when everything before it existed.
    for field in reversed(fields):
        if field.signature is None or field.signed is None:
            reports.append(broken(field.name))
            continue
        case = Case(
            name=field.name,
            signature=field.signature,
            signed=field.signed,
            data=data,
            answered_end=max(answered, default=0),
            tail_known=field.signed.end > unknown,
            trust=trust,
            store=store,
            store_damaged=altered,
            archived=any(_is_stamp(f) for f in fields),
            agency=agency if field is last else None,
        )
        verdict, moment = judge(case, moment)
        reports.append(verdict)
    proven = all(each.indication == PASSED for each in reports)
    read = [field.signature for field in fields if field.signature is not None]
    due = proofs_end(read, trust.algorithms) if proven else None
    return tuple(reversed(reports)), max(ends) > unknown, due


def _fields(reader: PdfFileReader, data: bytes, limits: Limits) -> Iterator[_Field]:
    for count, (name, _, field) in enumerate(enumerate_sig_fields(reader, filled_status=True)):
        if count >= limits.max_signatures:
            raise InputTooLarge(f"over {limits.max_signatures} signatures")
        try:
            signature = EmbeddedPdfSignature(reader, field, str(name))
            yield _Field(str(name), signature, signed_range(signature, data))
        # A field whose parts are malformed is a failed signature among others that may be sound.
        except Exception:  # noqa: BLE001
            yield _Field(str(name), None, None)


def _order(field: _Field) -> int:
    return field.signed.end if field.signed else 0


def _is_stamp(field: _Field) -> bool:
    return field.signature is not None and field.signature.sig_object_type == "/DocTimeStamp"


def _store(reader: PdfFileReader) -> Embedded | None:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None
    return Embedded(
        certificates=tuple(each.dump() for each in store.load_certs()),
        crls=tuple(each.get_object().data for each in store.crls),
        ocsps=tuple(each.get_object().data for each in store.ocsps),
    )
