"""First half of signing: from a PDF to the bytes that a key holder must sign.

The state between the halves is plain bytes and numbers, so a token in a browser or a remote signer
may answer minutes later and in another process.
"""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import asyncio
import io
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.appearance import VIETNAM, MarkStyle, SetMark, set_mark
from signing.errors import InputNotSignable
from signing.placement import first_page_frame, place
from signing.ports import Mark
from signing.print_map import PrintMap

# Room for the CMS in hex digits: a chain of three and a time-stamp token take about 16 k.
RESERVED_HEX_DIGITS = 32768
MAX_MARK_SHARE = 0.45  # of the page width, so that the mark stays clear of the motto in the middle

_INVISIBLE = (MarkStyle(border_width=0), None)
log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with room for a signature, and what must be signed to fill the room."""

    # Kept out of repr: the event loop prints results, which took longer than signing them.
    pdf: bytes = field(repr=False)
    hole_start: int  # offset of the "<" that opens the empty /Contents
    hole_end: int  # offset after its ">"
    document_digest: bytes  # SHA-256 of everything outside the hole
    to_be_signed: bytes  # DER of the signed attributes; the key signs SHA-256 of these bytes
    certificate_der: bytes
    chain_der: tuple[bytes, ...]
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the visible mark is set, and where the page leaves room for it."""

    mark: Mark
    font_file: Path | None = None  # the office's own; Liberation Serif when None
    printed: PrintMap | None = None  # what the mark must not cover; unknown when None
    # Officer and agency both sign with a mark: then the first does not certify the file, for a
    # certified one takes no new visible field.
    more_follow: bool = False


def run(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Run one of pyHanko's coroutines to its end, also when this thread runs an event loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def external_signer(
    certificate_der: bytes, chain_der: tuple[bytes, ...], signature: bytes | None = None
) -> ExternalSigner:
    """A pyHanko signer that carries a signature made elsewhere."""
    store = SimpleCertificateStore()
    for der in chain_der:
        store.register(x509.Certificate.load(der))
    return ExternalSigner(
        signing_cert=x509.Certificate.load(certificate_der),
        cert_registry=store,
        signature_value=signature,
        embed_roots=False,
    )


def prepare(
    pdf: bytes,
    *,
    certificate_der: bytes,
    chain_der: tuple[bytes, ...] = (),
    mark: Mark | Appearance | None = None,
    signed_at: datetime | None = None,
) -> Prepared:
    """Make room for a signature in an incremental update; earlier signatures stay as they are.

    Args:
        pdf: the file to sign; its bytes are kept as the beginning of the result.
        certificate_der: who will sign.
        chain_der: intermediates to embed.
        mark: visible text top right of page 1, or None for an invisible signature. Left out where
            the file is certified already, for a new visible field would break the certification,
            and where page 1 has no room beside the marks that are there.
        signed_at: aware; now when None. Shown in the mark and claimed in the signature.
    Raises:
        InputNotSignable: not a readable PDF, encrypted, or locked by its signer.
        FontUnavailable: the font of the mark is missing or lacks a letter.
    Source: ETSI EN 319 142-1 (PAdES); Decree 30/2020, annex.
    """
    moment = (signed_at or datetime.now(UTC)).astimezone(VIETNAM).replace(microsecond=0)
    appearance = Appearance(mark) if isinstance(mark, Mark) else mark
    try:
        signer = external_signer(certificate_der, chain_der)
        return run(_prepare(pdf, signer, appearance, moment))
    except (
        PdfError,
        PyhankoSigningError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise InputNotSignable(f"this PDF cannot be signed: {error}") from error


async def _prepare(
    pdf: bytes, signer: ExternalSigner, appearance: Appearance | None, signed_at: datetime
) -> Prepared:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    reader = writer.prev
    if reader.encrypted:
        raise InputNotSignable("the file is encrypted")
    names = {name for name, _, _ in enumerate_sig_fields(reader)}
    style, box = _mark_style(reader, appearance, signed_at)
    name = next(f"Motlan{n}" for n in range(1, len(names) + 2) if f"Motlan{n}" not in names)
    session = PdfSigner(
        PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            # Only the first signature of a file may certify it (ISO 32000-1, 12.8.2.2).
            certify=not (appearance and appearance.more_follow)
            and not any(value is not None for _, value, _ in enumerate_sig_fields(reader)),
            docmdp_permissions=MDPPerm.FILL_FORMS,
        ),
        signer,
        stamp_style=style,
        new_field_spec=SigFieldSpec(name, on_page=0, box=box),
    ).init_signing_session(writer)
    session.system_time = signed_at
    document = session.prepare_tbs_document(None, bytes_reserved=RESERVED_HEX_DIGITS)
    digest, output = document.digest_tbs_document()
    attributes = await signer.signed_attrs(digest.document_digest, "sha256", use_pades=True)
    certificate = signer.signing_cert
    assert certificate is not None  # noqa: S101 - external_signer always sets it
    return Prepared(
        pdf=output.getvalue() if isinstance(output, io.BytesIO) else output.read(),
        hole_start=digest.reserved_region_start,
        hole_end=digest.reserved_region_end,
        document_digest=digest.document_digest,
        to_be_signed=attributes.dump(),
        certificate_der=certificate.dump(),
        chain_der=tuple(each.dump() for each in signer.cert_registry),
        signed_at=signed_at,
    )


def _mark_style(
    reader: PdfFileReader, appearance: Appearance | None, signed_at: datetime
) -> tuple[MarkStyle, tuple[int, int, int, int] | None]:
    # A certified file allows further signatures, but no new visible field: the mark would break
    # the certification (ISO 32000-1, 12.8.2.2), so the later signature stays invisible.
    if appearance is None or read_certification_data(reader) is not None:
        return _INVISIBLE
    frame = first_page_frame(reader)
    setting: SetMark = set_mark(
        appearance.mark,
        signed_at=signed_at,
        max_width_pt=frame.seen_width_pt * MAX_MARK_SHARE,
        font_file=appearance.font_file,
    )
    found = place(
        frame, width_pt=setting.width_pt, height_pt=setting.height_pt, printed=appearance.printed
    )
    if found is None:
        log.warning("page 1 has no room for the mark: signed without it")
        return _INVISIBLE
    if found.over_print:
        log.warning("page 1 has no empty place for the mark: it stands over print")
    return MarkStyle(border_width=0, mark=setting, rotate_deg=frame.rotate_deg), found.box
