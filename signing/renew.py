"""How long the proofs in a file hold: it is renewed before the newest of them ends.

A document time-stamp proves everything before it, so only the newest one counts; until there is one,
each signature and its time-stamp has to hold by itself. `signing.extend.extend_pdf` renews.
Source: ETSI EN 319 142-1, 5.5 (document time-stamps); ETSI EN 319 102-1, 5.6 (past validation).
"""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from asn1crypto import algos, cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.algorithms import Algorithms
from signing.errors import InputNotSignable

_SCHEMES = {"rsassa_pkcs1v15": "rsa", "rsassa_pss": "rsa_pss"}


def renew_before(pdf: bytes, algorithms: Algorithms) -> datetime | None:
    """When the first of the newest proofs ends: a certificate or an algorithm; None without a signature.

    Raises:
        InputNotSignable: the file cannot be read.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        return proofs_end(reader.embedded_signatures, algorithms)
    # Malformed input makes the parser raise almost anything.
    except Exception as error:
        raise InputNotSignable(f"the proofs in this PDF cannot be read: {error}") from error


def proofs_end(
    signatures: Sequence[EmbeddedPdfSignature], algorithms: Algorithms
) -> datetime | None:
    """The same of signatures that were read already, in the order in which they were made."""
    ends = [end for proof in _newest(signatures) for end in _ends(proof, algorithms)]
    return min(ends, default=None)


def open_proofs(signatures: Sequence[EmbeddedPdfSignature]) -> list[EmbeddedPdfSignature]:
    """The newest document time-stamp and the signatures after it: what nothing later answers for."""
    stamps = [at for at, each in enumerate(signatures) if each.sig_object_type == "/DocTimeStamp"]
    return list(signatures[stamps[-1] if stamps else 0 :])


def _newest(signatures: Sequence[EmbeddedPdfSignature]) -> Iterator[cms.SignedData]:
    for each in open_proofs(signatures):
        yield each.signed_data
        yield from extract_tst_data_iter(each.signer_info, signed=False)


def _ends(proof: cms.SignedData, algorithms: Algorithms) -> Iterator[datetime]:
    certificate = extract_certificate_info(proof).signer_cert
    signer_info = proof["signer_infos"][0]
    yield certificate.not_valid_after
    used = [
        _scheme(signer_info["signature_algorithm"], certificate),
        (signer_info["digest_algorithm"]["algorithm"].native, 0),
    ]
    if proof["encap_content_info"]["content_type"].native == "tst_info":
        imprint = proof["encap_content_info"]["content"].parsed["message_imprint"]
        used.append((imprint["hash_algorithm"]["algorithm"].native, 0))
    for name, bits in used:
        end = algorithms.end_of(name, bits)
        if end is not None:
            yield end


def _scheme(
    mechanism: algos.SignedDigestAlgorithm, certificate: x509.Certificate
) -> tuple[str, int]:
    name = mechanism.signature_algo
    return _SCHEMES.get(name, name), certificate.public_key.bit_size
