"""A time-stamping authority of our own, for trials and tests: its time proves nothing to a third party."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from asn1crypto import algos, cms, tsp, x509
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

from signing.ports import KeyHolder

_POLICY = "1.3.6.1.4.1.13762.3"  # a policy of test authorities; the trial name says the rest
_DIGESTS = frozenset({"sha256", "sha384", "sha512"})


class LocalTimestamper:
    """Answers requests in this process with the clock of this machine."""

    def __init__(self, key: KeyHolder, *, clock: Callable[[], datetime] | None = None) -> None:
        self._key = key
        self._certificate = x509.Certificate.load(key.certificate_der)
        self._clock = clock or (lambda: datetime.now(UTC))

    def respond(self, request_der: bytes) -> bytes:
        """Grant a request over SHA-256, SHA-384 or SHA-512; reject any other (RFC 3161, 2.4.2)."""
        request = tsp.TimeStampReq.load(request_der, strict=True)
        imprint = request["message_imprint"]
        if imprint["hash_algorithm"]["algorithm"].native not in _DIGESTS:
            rejection = {"status": "rejection", "fail_info": {"bad_alg"}}
            return bytes(tsp.TimeStampResp({"status": tsp.PKIStatusInfo(rejection)}).dump())
        token = self._token(self._info(request).dump())
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return bytes(tsp.TimeStampResp({"status": granted, "time_stamp_token": token}).dump())

    def _info(self, request: tsp.TimeStampReq) -> tsp.TSTInfo:
        fields = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(64),
            "gen_time": self._clock().astimezone(UTC).replace(microsecond=0),
            "tsa": x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if request["nonce"].native is not None:
            fields["nonce"] = request["nonce"]
        return tsp.TSTInfo(fields)

    def _token(self, info_der: bytes) -> cms.ContentInfo:
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("message_digest", hashlib.sha256(info_der).digest()),
                simple_cms_attribute(
                    "signing_certificate_v2", as_signing_certificate_v2(self._certificate)
                ),
            ]
        )
        is_rsa = self._certificate.public_key.algorithm == "rsa"
        mechanism = "sha256_rsa" if is_rsa else "sha256_ecdsa"
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {
                                "issuer": self._certificate.issuer,
                                "serial_number": self._certificate.serial_number,
                            }
                        )
                    }
                ),
                "digest_algorithm": sha256,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
                "signed_attrs": attributes,
                "signature": self._key.sign_digest_input(attributes.dump()),
            }
        )
        chain = [x509.Certificate.load(der) for der in self._key.chain_der]
        return _content_info(info_der, signer, [self._certificate, *chain])


def _content_info(
    info_der: bytes, signer: cms.SignerInfo, certificates: list[x509.Certificate]
) -> cms.ContentInfo:
    content = {
        "content_type": cms.ContentType("tst_info"),
        "content": cms.ParsableOctetString(info_der),
    }
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": cms.DigestAlgorithms([signer["digest_algorithm"]]),
            "encap_content_info": cms.EncapsulatedContentInfo(content),
            "certificates": certificates,
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": cms.ContentType("signed_data"), "content": signed})
