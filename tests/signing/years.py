"""An infrastructure whose certificates begin and end in chosen years, for papers that are kept for decades."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.adapters.tsa_local import LocalTimestamper
from signing.trust import Trust

AGENCY = "Ủy ban nhân dân xã Tân Phú"
LIST_HOLDS = timedelta(days=30)


def day(year: int, month: int = 1, date: int = 1) -> datetime:
    return datetime(year, month, date, 8, tzinfo=UTC)


PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class MemoryKey:
    """A key that lives as long as the test."""

    key: PrivateKey
    certificate: x509.Certificate
    chain_der: tuple[bytes, ...] = ()

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign_digest_input(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass
class Years:
    """A root and an issuer for forty years; everything else as a test asks for."""

    name: str = "các năm"
    root: MemoryKey = field(init=False)
    issuer: MemoryKey = field(init=False)
    revoked: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self._made(f"Gốc {self.name}", None, (day(2020), day(2060)), _authority)
        self.issuer = self._made(f"CA {self.name}", self.root, (day(2020), day(2060)), _authority)

    def agency(
        self, begins: datetime, ends: datetime, *, key: PrivateKey | None = None
    ) -> MemoryKey:
        return self._made(AGENCY, self.issuer, (begins, ends), _signer, key=key)

    def timestamper(self, begins: datetime, ends: datetime, *, now: datetime) -> LocalTimestamper:
        name = f"Dấu thời gian {begins.year}"
        return LocalTimestamper(
            self._made(name, self.issuer, (begins, ends), _clock), clock=lambda: now
        )

    def trust(self, at: datetime, *, lists: bool = True) -> Trust:
        """What an administrator has loaded on that day: the lists of revocation are a day old."""
        crls = (self._list(self.root, at), self._list(self.issuer, at)) if lists else ()
        return Trust(
            roots=(self.root.certificate_der,),
            intermediates=(self.issuer.certificate_der,),
            crls=crls,
        )

    def _list(self, issuer: MemoryKey, at: datetime) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(at - timedelta(days=1))
            .next_update(at + LIST_HOLDS)
            .add_extension(x509.CRLNumber(at.toordinal()), critical=False)
            .add_extension(_issued_by(issuer), critical=False)
        )
        for serial, when in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
            builder = builder.add_revoked_certificate(entry.build()) if when <= at else builder
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _made(
        self,
        name: str,
        issuer: MemoryKey | None,
        held: tuple[datetime, datetime],
        purpose: Callable[[x509.CertificateBuilder], x509.CertificateBuilder],
        key: PrivateKey | None = None,
    ) -> MemoryKey:
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = purpose(
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(held[0])
            .not_valid_after(held[1])
            .add_extension(identifier, critical=False)
        )
        if issuer:
            url = x509.UniformResourceIdentifier("http://crl.motlan.invalid/years.crl")
            points = x509.CRLDistributionPoints([x509.DistributionPoint([url], None, None, None)])
            builder = builder.add_extension(points, critical=False)
            builder = builder.add_extension(_issued_by(issuer), critical=False)
        certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        chain = (issuer.certificate_der,) if issuer else ()
        return MemoryKey(key, certificate, chain)


def _issued_by(issuer: MemoryKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _authority(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    return _used_for(builder, authority=True)


def _signer(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    return _used_for(builder, authority=False)


def _clock(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return _used_for(builder, authority=False).add_extension(purposes, critical=True)


def _used_for(builder: x509.CertificateBuilder, *, authority: bool) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    limits = x509.BasicConstraints(ca=authority, path_length=None)
    return builder.add_extension(limits, critical=True).add_extension(usage, critical=True)
