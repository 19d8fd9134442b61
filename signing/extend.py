"""From B-T to B-LT and B-LTA: revocation data into the file's security store, then a time-stamp over all."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import io
from datetime import UTC, datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from signing.errors import InputNotSignable, LevelUnsupported, SigningError
from signing.ports import Timestamper
from signing.prepare import run
from signing.sign import TimestampClient
from signing.trust import Embedded, Trust, validation_context


def extend_pdf(
    pdf: bytes, *, trust: Trust, timestamper: Timestamper | None = None, at: datetime | None = None
) -> bytes:
    """Add what proves the last signature in later years: B-LT, and B-LTA when a time-stamper is given.

    Args:
        pdf: a B-T file.
        trust: roots, intermediates and the CRLs or OCSP responses to put in.
        timestamper: adds a document time-stamp after the store.
        at: aware; the time to validate at, now when None.
    Raises:
        LevelUnsupported: no time-stamped signature, or trust lacks the chain or revocation data.
        InputNotSignable: the file cannot be read.
        TimestampUnavailable: no document time-stamp.
    Source: ETSI EN 319 142-1, 6.3.
    """
    if not (trust.crls or trust.ocsps):
        raise LevelUnsupported("B-LT needs CRLs or OCSP responses")
    try:
        stored = run(_with_store(pdf, trust, at or datetime.now(UTC)))
        if timestamper is None:
            return stored
        return run(_with_stamp(stored, timestamper))
    except SigningError:
        raise
    except (PathBuildingError, PathValidationError, SignatureValidationError) as error:
        raise LevelUnsupported(f"the chain cannot be proven: {error}") from error
    except (PdfError, PyhankoSigningError, ValueError, KeyError, TypeError) as error:
        raise InputNotSignable(f"this PDF cannot be extended: {error}") from error


async def _with_store(pdf: bytes, trust: Trust, moment: datetime) -> bytes:
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    signatures = list(reader.embedded_regular_signatures)
    if not signatures:
        raise LevelUnsupported("the file carries no signature")
    output = io.BytesIO()
    await async_add_validation_info(
        signatures[-1],
        _context(trust, moment),
        add_vri_entry=False,
        output=output,
        embed_roots=False,
    )
    return output.getvalue()


def _context(trust: Trust, moment: datetime) -> ValidationContext:
    everyone = Trust(
        roots=(*trust.roots, *trust.tsa_roots),
        intermediates=trust.intermediates,
        crls=trust.crls,
        ocsps=trust.ocsps,
    )
    return validation_context(everyone, embedded=Embedded(), leaf=None, moment=moment)


async def _with_stamp(pdf: bytes, timestamper: Timestamper) -> bytes:
    output = io.BytesIO()
    await PdfTimeStamper(TimestampClient(timestamper)).async_timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False), "sha256", output=output
    )
    return output.getvalue()
