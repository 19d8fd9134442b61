"""What a verifier trusts: anchors, intermediates, revocation data. Loaded from files, never fetched."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from signing.algorithms import Algorithms, delivered
from signing.errors import TrustUnreadable

# SHA-1 is still found on papers of the state: it is told as a warning, not as a failure.
ALGORITHMS = DisallowWeakAlgorithmsPolicy(weak_hash_algos=frozenset({"md2", "md5"}))

_DECLARED = RevocationCheckingRule.CHECK_IF_DECLARED
_LENIENT = RevocationCheckingRule.NO_CHECK

Kind = Literal["signer", "stamp", "lenient"]


@dataclass(frozen=True, slots=True)
class Trust:
    """Everything in DER. Without `tsa_roots` the same roots stand for time-stamps."""

    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    tsa_roots: tuple[bytes, ...] = ()
    stamps_apart: bool = False  # the roots of signers never stand for time-stamps
    windows: tuple["Window", ...] = ()  # when a root is relied on, where not always
    algorithms: Algorithms = field(default_factory=delivered)  # until when each is relied on

    def counting(self, roots: tuple[bytes, ...], moment: datetime) -> list[bytes]:
        """Those of the roots that are relied on at this time."""
        closed = {each.root for each in self.windows if not each.holds(moment)}
        return [der for der in roots if der not in closed]

    def lists(self) -> Iterator[tuple[str, datetime]]:
        """The loaded lists of revocation: issuer and end; a list that names no end is passed over."""
        for der in self.crls:
            told = parsed_crl(der)["tbs_cert_list"]
            until = told["next_update"].native
            if until is not None:
                yield told["issuer"].human_friendly, until


@dataclass(frozen=True, slots=True)
class Window:
    """When a root is relied on; None is without end."""

    root: bytes
    valid_from: datetime | None
    valid_to: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether it is then."""
        begun = self.valid_from is None or self.valid_from <= moment
        return begun and (self.valid_to is None or moment < self.valid_to)


@dataclass(frozen=True, slots=True)
class Embedded:
    """Certificates and revocation data found in the file's own security store."""

    certificates: tuple[bytes, ...] = field(default=())
    crls: tuple[bytes, ...] = field(default=())
    ocsps: tuple[bytes, ...] = field(default=())


def load_trust(
    certificates: Sequence[Path],
    *,
    crls: Sequence[Path] = (),
    ocsps: Sequence[Path] = (),
    tsa_certificates: Sequence[Path] = (),
) -> Trust:
    """Read PEM (one or many in a file) or DER. Self-issued certificates are roots, others intermediates.

    Raises:
        TrustUnreadable: a file is missing or not what it is given as.
    """
    found = [der for path in certificates for der in _read(path, x509.Certificate)]
    stamps = [der for path in tsa_certificates for der in _read(path, x509.Certificate)]
    return Trust(
        roots=tuple(der for der in found if self_issued(der)),
        intermediates=tuple(der for der in (*found, *stamps) if not self_issued(der)),
        crls=tuple(der for path in crls for der in _read(path, crl.CertificateList)),
        ocsps=tuple(der for path in ocsps for der in _read(path, ocsp.OCSPResponse)),
        tsa_roots=tuple(der for der in stamps if self_issued(der)),
    )


def _read(path: Path, kind: Any) -> list[bytes]:
    try:
        data = path.read_bytes()
        ders = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
        for der in ders:
            _ = kind.load(der, strict=True).native
    except (OSError, ValueError, TypeError) as error:
        raise TrustUnreadable(f"{path.name} is not a readable {kind.__name__}") from error
    return ders


# One file is judged with several contexts, and one set of roots judges many files: each is parsed once.
@lru_cache(maxsize=256)
def parsed_certificate(der: bytes) -> x509.Certificate:
    """The certificate."""
    return x509.Certificate.load(der)


@lru_cache(maxsize=64)
def parsed_crl(der: bytes) -> crl.CertificateList:
    """The list of revocation."""
    return crl.CertificateList.load(der)


@lru_cache(maxsize=64)
def parsed_ocsp(der: bytes) -> ocsp.OCSPResponse:
    """The answer about revocation."""
    return ocsp.OCSPResponse.load(der)


def certificates_in(path: Path) -> list[bytes]:
    """The certificates of a file in PEM or DER.

    Raises:
        TrustUnreadable: it holds something else.
    """
    return _read(path, x509.Certificate)


def self_issued(der: bytes) -> bool:
    """Whether the certificate names itself as its issuer: a root."""
    return bool(parsed_certificate(der).self_issued)


def validation_context(
    trust: Trust,
    *,
    embedded: Embedded,
    leaf: x509.Certificate | None,
    moment: datetime,
    kind: Kind = "signer",
) -> ValidationContext:
    """An offline context at `moment`; revocation data must be there where a certificate declares it.

    Revocation data newer than `moment` is used, for lists are published after signing. The kind
    "stamp" takes the roots of time-stamps; "lenient" lets missing revocation data pass, to tell
    an unknown root from a missing list.
    """
    for_stamps = kind == "stamp" and (trust.stamps_apart or trust.tsa_roots)
    roots = trust.counting(trust.tsa_roots if for_stamps else trust.roots, moment)
    crls = [parsed_crl(der) for der in (*trust.crls, *embedded.crls)]
    ocsps = [parsed_ocsp(der) for der in (*trust.ocsps, *embedded.ocsps)]
    others = (*trust.intermediates, *embedded.certificates)
    if kind == "lenient":
        policy = RevocationCheckingPolicy(_LENIENT, _LENIENT)
    else:
        policy = RevocationCheckingPolicy(_leaf_rule(leaf, crls), _DECLARED)
    return ValidationContext(
        trust_roots=[parsed_certificate(der) for der in roots],
        other_certs=[parsed_certificate(der) for der in others],
        moment=moment,
        allow_fetching=False,
        crls=crls,
        ocsps=ocsps,
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        algorithm_usage_policy=ALGORITHMS,
        time_tolerance=timedelta(minutes=5),
    )


def _leaf_rule(
    leaf: x509.Certificate | None, crls: Iterable[crl.CertificateList]
) -> RevocationCheckingRule:
    """A loaded list of the signer's issuer counts even where the certificate names no list."""
    if leaf is not None and any(each.issuer == leaf.issuer for each in crls):
        return RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
    return _DECLARED
