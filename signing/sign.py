"""Second half of signing, and both halves in one call."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import io
from datetime import datetime
from pathlib import Path

from asn1crypto import cms, tsp
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from signing.errors import LevelUnsupported, SigningError, TimestampUnavailable
from signing.ports import KeyHolder, Level, Mark, Timestamper
from signing.prepare import Appearance, Prepared, external_signer, prepare, run
from signing.stamp_answer import check_answer


class TimestampClient(TimeStamper):
    """Lets pyHanko ask our time-stamper; pyHanko itself does not look at what a token was given over."""

    def __init__(self, timestamper: Timestamper) -> None:
        super().__init__()
        self._timestamper = timestamper

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One request, one answer; what is no answer to it is refused."""
        asked = req.dump()
        answer = self._timestamper.respond(asked)
        try:
            check_answer(asked, answer)
        except ValueError as error:
            raise TimestampUnavailable(f"no usable time-stamp: {error}") from error
        response = tsp.TimeStampResp.load(answer, strict=True)
        # "granted_with_mods" holds a token as well (RFC 3161, 2.4.2), which pyHanko does not know.
        response["status"]["status"] = "granted"
        return response


def finish(
    prepared: Prepared, signature: bytes, *, timestamper: Timestamper | None = None
) -> bytes:
    """Put the signature into the room made for it; B-T with a time-stamper, else B-B.

    Args:
        prepared: what `prepare` returned, from this or another process.
        signature: PKCS #1 v1.5 or ECDSA over SHA-256 of `prepared.to_be_signed`.
        timestamper: asked once; nothing comes back when it fails.
    Raises:
        TimestampUnavailable: no usable time-stamp; the caller tries again.
    """
    signer = external_signer(prepared.certificate_der, prepared.chain_der, signature)
    client = TimestampClient(timestamper) if timestamper else None
    try:
        container = run(
            signer.async_sign_prescribed_attributes(
                "sha256", cms.CMSAttributes.load(prepared.to_be_signed), timestamper=client
            )
        )
    except SigningError:
        raise
    except (TimestampRequestError, OSError, ValueError, TypeError, PyhankoSigningError) as error:
        raise TimestampUnavailable(
            f"the time-stamping service gave no usable answer: {error}"
        ) from error
    output = io.BytesIO(prepared.pdf)
    hole = PreparedByteRangeDigest(prepared.document_digest, prepared.hole_start, prepared.hole_end)
    hole.fill_with_cms(output, container)
    return output.getvalue()


def sign_pdf(
    source: bytes | Path,
    *,
    key: KeyHolder,
    mark: Mark | Appearance | None,
    timestamper: Timestamper | None,
    level: Level = "B-T",
    signed_at: datetime | None = None,
) -> bytes:
    """Sign a PDF in an incremental update, PAdES B-B or B-T.

    B-LT and B-LTA add revocation data to a B-T file: see `signing.extend.extend_pdf`.

    Raises:
        LevelUnsupported: B-T without a time-stamper, or a level above B-T.
        InputNotSignable, FontUnavailable, KeyUnavailable, TimestampUnavailable: see their remedies.
    """
    if level in ("B-LT", "B-LTA"):
        raise LevelUnsupported(f"{level} is reached by extending a B-T file with revocation data")
    if level == "B-T" and timestamper is None:
        raise LevelUnsupported("B-T needs a time-stamper")
    prepared = prepare(
        source.read_bytes() if isinstance(source, Path) else source,
        certificate_der=key.certificate_der,
        chain_der=key.chain_der,
        mark=mark,
        signed_at=signed_at,
    )
    signature = key.sign_digest_input(prepared.to_be_signed)
    return finish(prepared, signature, timestamper=timestamper if level == "B-T" else None)
