"""A key in a PKCS #12 file: for trials and small offices without a token."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from signing.errors import KeyUnreadable


class Pkcs12KeyHolder:
    """Loads the key once: checking an RSA key takes far longer than signing with it."""

    def __init__(self, path: Path, *, password: bytes | None) -> None:
        """Open the file.

        Raises:
            KeyUnreadable: missing, wrong password, no key or certificate, or a key of another kind.
        """
        try:
            bundle = pkcs12.load_pkcs12(path.read_bytes(), password)
        except (OSError, ValueError, TypeError) as error:
            raise KeyUnreadable(f"{path.name} cannot be opened: {error}") from error
        if bundle.cert is None or not isinstance(
            bundle.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
        ):
            raise KeyUnreadable(f"{path.name} holds no RSA or EC key with its certificate")
        self._key = bundle.key
        self._certificate = bundle.cert.certificate
        self._chain = tuple(extra.certificate for extra in bundle.additional_certs)

    @property
    def certificate_der(self) -> bytes:
        """The signing certificate."""
        return self._certificate.public_bytes(Encoding.DER)

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The intermediates in the file, without self-signed roots."""
        return tuple(
            each.public_bytes(Encoding.DER) for each in self._chain if not _self_issued(each)
        )

    def sign_digest_input(self, data: bytes) -> bytes:
        """PKCS #1 v1.5 or ECDSA (DER) over SHA-256 of `data`."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _self_issued(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer
