"""An authority of the tests that issues any certificate and revokes any: what the trial PKI never does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from signing.trust import Trust

NOW = datetime.now(UTC).replace(microsecond=0)
USAGE = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
USAGE += ("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


def subject_of(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


@dataclass(frozen=True)
class Issued:
    """A key in memory with its certificate: a key holder."""

    key: Any
    certificate: x509.Certificate
    chain_der: tuple[bytes, ...] = ()

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign_digest_input(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))

    def p12(self, password: bytes) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"key", self.key, self.certificate, None, BestAvailableEncryption(password)
        )


@dataclass
class Authority:
    """A root that issues and revokes."""

    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.name = subject_of("Gốc của bài kiểm tra")
        self.root = self._build(self.name, self.key.public_key(), ca=True, days=(-1, 9000))

    def issue(
        self,
        name: str,
        *,
        key: Any = None,
        ca: bool = False,
        days: tuple[float, float] = (-1, 365),
        usage: frozenset[str] | None = frozenset({"digital_signature"}),
    ) -> Issued:
        key = key or ec.generate_private_key(ec.SECP256R1())
        made = self._build(subject_of(name), key.public_key(), ca=ca, days=days, usage=usage)
        return Issued(key, made)

    def _build(
        self,
        subject: x509.Name,
        public_key: Any,
        *,
        ca: bool,
        days: tuple[float, float],
        usage: frozenset[str] | None = frozenset({"key_cert_sign", "crl_sign"}),
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(days=days[0]))
            .not_valid_after(NOW + timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        if not ca:  # declared, so that a verifier insists on an answer; never fetched
            place = x509.UniformResourceIdentifier("http://ocsp.invalid/")
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), False)
        if usage is not None:
            allowed = x509.KeyUsage(**{each: each in usage for each in USAGE})
            builder = builder.add_extension(allowed, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def crl(self, *revoked: Issued, next_days: float = 30) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW - timedelta(hours=2))
            .next_update(NOW + timedelta(days=next_days))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        for each in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(each.certificate.serial_number)
                .revocation_date(NOW - timedelta(hours=3))
                .build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(self, subject: Issued, *, revoked: bool) -> bytes:
        status = ocsp.OCSPCertStatus
        response = ocsp.OCSPResponseBuilder().add_response(
            cert=subject.certificate,
            issuer=self.root,
            algorithm=hashes.SHA1(),
            cert_status=status.REVOKED if revoked else status.GOOD,
            this_update=NOW - timedelta(hours=2),
            next_update=NOW + timedelta(days=3),
            revocation_time=NOW - timedelta(hours=3) if revoked else None,
            revocation_reason=None,
        )
        by_hash = ocsp.OCSPResponderEncoding.HASH
        signed = response.responder_id(by_hash, self.root).sign(self.key, hashes.SHA256())
        return signed.public_bytes(Encoding.DER)

    def trust(self, *, crls: tuple[bytes, ...] = (), ocsps: tuple[bytes, ...] = ()) -> Trust:
        return Trust(roots=(self.root.public_bytes(Encoding.DER),), crls=crls, ocsps=ocsps)
