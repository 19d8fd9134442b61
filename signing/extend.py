"""From B-T to B-LT and B-LTA, and from B-LTA to a newer one: what proves the file, then a time-stamp over all."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from asn1crypto import cms, crl, ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.path import ValidationPath

from signing.errors import InputNotSignable, LevelUnsupported, SigningError, TimestampUnavailable
from signing.ports import Timestamper
from signing.prepare import run
from signing.renew import open_proofs
from signing.sign import TimestampClient
from signing.trust import Embedded, Kind, Trust, validation_context

# Room for a time-stamp in hex digits, certificates included; asking for one to measure it would cost a time-stamp.
_STAMP_HEX_DIGITS = 24576


def extend_pdf(
    pdf: bytes, *, trust: Trust, timestamper: Timestamper | None = None, at: datetime | None = None
) -> bytes:
    """Add what proves the file in later years: B-LT, and B-LTA when a time-stamper is given.

    What is added proves the newest document time-stamp and every signature after it, so a file that is
    B-LTA already is renewed by it. Nothing stands after the new time-stamp; earlier bytes stay as they are.

    Args:
        pdf: a signed file.
        trust: roots, intermediates and the CRLs or OCSP responses to put in.
        timestamper: adds a document time-stamp after the store.
        at: aware; the time to validate at, now when None.
    Raises:
        LevelUnsupported: no signature, or trust lacks the chain or revocation data.
        InputNotSignable: the file cannot be read.
        TimestampUnavailable: no document time-stamp.
    Source: ETSI EN 319 142-1, 5.4, 5.5 and 6.3.
    """
    if not (trust.crls or trust.ocsps):
        raise LevelUnsupported("B-LT needs CRLs or OCSP responses")
    try:
        return run(_extended(pdf, trust, timestamper, at or datetime.now(UTC)))
    except SigningError:
        raise
    except (PathBuildingError, PathValidationError, SignatureValidationError) as error:
        raise LevelUnsupported(f"the chain cannot be proven: {error}") from error
    except TimestampRequestError as error:
        raise TimestampUnavailable(
            f"the time-stamping service gave no usable answer: {error}"
        ) from error
    except (PdfError, PyhankoSigningError, ValueError, KeyError, TypeError) as error:
        raise InputNotSignable(f"this PDF cannot be extended: {error}") from error


async def _extended(
    pdf: bytes, trust: Trust, timestamper: Timestamper | None, moment: datetime
) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    open_ones = open_proofs(writer.prev.embedded_signatures)
    if not open_ones:
        raise LevelUnsupported("the file carries no signature")
    known = stored(writer.prev)
    paths = [path for each in open_ones for path in await _paths(each, trust, known, moment)]
    crls, ocsps = _revocation(trust, paths)
    if not (crls or ocsps):
        raise LevelUnsupported("no CRL or OCSP response of an issuer in the chain is loaded")
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, paths=paths, crls=crls, ocsps=ocsps, embed_roots=False
    )
    output = io.BytesIO()
    if timestamper is None:
        writer.write(output)
    else:
        await PdfTimeStamper(TimestampClient(timestamper)).async_timestamp_pdf(
            writer, "sha256", bytes_reserved=_STAMP_HEX_DIGITS, output=output
        )
    return output.getvalue()


def stored(reader: PdfFileReader) -> Embedded:
    """The certificates and revocation data of the file's own security store."""
    if "/DSS" not in reader.root:
        return Embedded()
    store = DocumentSecurityStore.read_dss(reader)
    return Embedded(
        certificates=tuple(each.dump() for each in store.load_certs()),
        crls=tuple(each.get_object().data for each in store.crls),
        ocsps=tuple(each.get_object().data for each in store.ocsps),
    )


async def _paths(
    signature: EmbeddedPdfSignature, trust: Trust, known: Embedded, moment: datetime
) -> list[ValidationPath]:
    """From the signer and from its time-stamps to a root, each at the time at which it is known to exist."""
    if signature.sig_object_type == "/DocTimeStamp":
        return [await _path(signature.signed_data, trust, known, ("stamp", moment))]
    stamps = list(extract_tst_data_iter(signature.signer_info, signed=False))
    signed_by = min((moment, *(_time_of(each) for each in stamps)))
    return [
        await _path(signature.signed_data, trust, known, ("signer", signed_by)),
        *[await _path(each, trust, known, ("stamp", moment)) for each in stamps],
    ]


def _time_of(stamp: cms.SignedData) -> datetime:
    moment: datetime = stamp["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


async def _path(
    signed: cms.SignedData, trust: Trust, known: Embedded, judged: tuple[Kind, datetime]
) -> ValidationPath:
    kind, moment = judged
    found = extract_certificate_info(signed)
    leaf = found.signer_cert
    validator = CertificateValidator(
        leaf,
        intermediate_certs=found.other_certs,
        validation_context=validation_context(
            trust, embedded=known, leaf=leaf, moment=moment, kind=kind
        ),
    )
    path: ValidationPath = await validator.async_validate_usage(key_usage=set())
    return path


def _revocation(
    trust: Trust, paths: list[ValidationPath]
) -> tuple[list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """The loaded lists and responses about these certificates; others would only swell the file."""
    certificates = [each for path in paths for each in path]
    names = {each.subject.hashable for each in certificates}
    numbers = {each.serial_number for each in certificates}
    lists = [crl.CertificateList.load(der) for der in trust.crls]
    responses = [ocsp.OCSPResponse.load(der) for der in trust.ocsps]
    return (
        [each for each in lists if each.issuer.hashable in names],
        [each for each in responses if numbers & set(_about(each))],
    )


def _about(response: ocsp.OCSPResponse) -> Iterator[int]:
    for each in response.response_data["responses"]:
        yield each["cert_id"]["serial_number"].native
