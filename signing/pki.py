"""A trial public-key infrastructure, made at first run: root, intermediate, time-stamper, agency keys, CRLs.

Every name says THỬ NGHIỆM, and its root is trusted only where an operator loads it. Running again
changes nothing; a new agency gets its key and nobody else's changes.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TRIAL = "THỬ NGHIỆM"
# X.520 limits names to 64 letters; libraries count bytes, so the trial names keep to bytes.
NAME_LIMIT_BYTES = 64
_VALID = timedelta(days=3650)
_CRL_URL = (
    "http://crl.motlan.invalid/"  # declared so that a verifier insists on the CRL; never fetched
)


@dataclass(frozen=True, slots=True)
class DemoPki:
    """Where the trial keys and certificates lie. Password files stand beside the keys, mode 0600."""

    root_pem: Path
    intermediate_pem: Path
    crls: tuple[Path, ...]
    tsa_p12: Path
    agency_p12: Mapping[str, Path]

    @staticmethod
    def password_file(p12: Path) -> Path:
        """The file that holds the password of a key file."""
        return p12.with_suffix(".pass")


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def make_demo_pki(folder: Path, *, agencies: Mapping[str, str]) -> DemoPki:
    """Make what is missing under `folder` and say where everything is.

    Args:
        folder: made with mode 0700 if absent.
        agencies: code → name of each agency that signs.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = _authority(folder / "root", f"Gốc {TRIAL} Motlan", None)
    intermediate = _authority(folder / "intermediate", f"CA trung gian {TRIAL} Motlan", root)
    tsa = folder / "tsa.p12"
    _subject_key(tsa, f"Dấu thời gian {TRIAL} Motlan", "Motlan", intermediate)
    keys = {code: folder / agency_key_name(code) for code in agencies}
    for code, name in agencies.items():
        _subject_key(keys[code], f"{name} ({TRIAL})", name, intermediate)
    crls = (folder / "root.crl", folder / "intermediate.crl")
    _revocation_list(crls[0], root)
    _revocation_list(crls[1], intermediate)
    return DemoPki(
        root_pem=folder / "root.pem",
        intermediate_pem=folder / "intermediate.pem",
        crls=crls,
        tsa_p12=tsa,
        agency_p12=keys,
    )


def agency_key_name(code: str) -> str:
    """The key file of an agency: codes come from outside, so an unusual one is told by its hash."""
    plain = code.isascii() and all(letter.isalnum() or letter in ".-" for letter in code)
    stem = code if plain and code else hashlib.sha256(code.encode()).hexdigest()[:16]
    return f"agency-{stem}.p12"


def _write_secret(path: Path, data: bytes) -> None:
    """Write whole or not at all, readable by the owner only."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _password(p12: Path) -> bytes:
    path = DemoPki.password_file(p12)
    if not path.exists():
        _write_secret(path, secrets.token_urlsafe(24).encode())
    return path.read_bytes()


def _name(common_name: str, organisation: str) -> x509.Name:
    ending = f"… ({TRIAL})"
    fits = len(common_name.encode()) <= NAME_LIMIT_BYTES
    shown = (
        common_name if fits else _cut(common_name, NAME_LIMIT_BYTES - len(ending.encode())) + ending
    )
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, NAME_LIMIT_BYTES)),
            x509.NameAttribute(NameOID.COMMON_NAME, shown),
        ]
    )


def _cut(text: str, size_bytes: int) -> str:
    return text.encode()[:size_bytes].decode(errors="ignore")


def _authority(stem: Path, common_name: str, issuer: _Authority | None) -> _Authority:
    key_file, pem = stem.with_suffix(".p12"), stem.with_suffix(".pem")
    if not key_file.exists():
        key = rsa.generate_private_key(65537, 2048)
        certificate = _certificate(_name(common_name, f"Motlan {TRIAL}"), key, issuer, purpose="ca")
        _write_key(key_file, key, certificate, ())
    bundle = pkcs12.load_pkcs12(key_file.read_bytes(), _password(key_file))
    if bundle.cert is None or not isinstance(bundle.key, rsa.RSAPrivateKey):
        raise ValueError(f"{key_file.name} does not hold the key of the trial authority")
    if not pem.exists():
        pem.write_bytes(bundle.cert.certificate.public_bytes(serialization.Encoding.PEM))
    return _Authority(bundle.cert.certificate, bundle.key)


def _subject_key(path: Path, common_name: str, organisation: str, issuer: _Authority) -> None:
    if path.exists():
        return
    key = rsa.generate_private_key(65537, 2048)
    purpose = "tsa" if path.name == "tsa.p12" else "sign"
    certificate = _certificate(_name(common_name, organisation), key, issuer, purpose=purpose)
    _write_key(path, key, certificate, (issuer.certificate,))


def _write_key(
    path: Path,
    key: rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    chain: tuple[x509.Certificate, ...],
) -> None:
    encryption = serialization.BestAvailableEncryption(_password(path))
    _write_secret(
        path, pkcs12.serialize_key_and_certificates(b"motlan", key, certificate, chain, encryption)
    )


def _certificate(
    subject: x509.Name, key: rsa.RSAPrivateKey, issuer: _Authority | None, *, purpose: str
) -> x509.Certificate:
    now = datetime.now(UTC).replace(microsecond=0)
    signer = issuer.key if issuer else key
    until = now + _VALID
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks differ a little between machines
        .not_valid_after(min(until, issuer.certificate.not_valid_after_utc) if issuer else until)
        .add_extension(x509.BasicConstraints(ca=purpose == "ca", path_length=None), critical=True)
        .add_extension(_key_usage(authority=purpose == "ca"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if purpose == "tsa":
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purposes, critical=True)
    if issuer:
        url = x509.UniformResourceIdentifier(f"{_CRL_URL}{issuer.certificate.serial_number:x}.crl")
        point = x509.DistributionPoint([url], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
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


def _revocation_list(path: Path, issuer: _Authority) -> None:
    """An empty list valid as long as its issuer: nobody refreshes lists in a trial."""
    if path.exists():
        return
    now = datetime.now(UTC).replace(microsecond=0)
    revocations = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(issuer.certificate.not_valid_after_utc)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .sign(issuer.key, hashes.SHA256())
    )
    path.write_bytes(revocations.public_bytes(serialization.Encoding.DER))
