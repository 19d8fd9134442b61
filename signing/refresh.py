"""Newer lists of revocation in place of older ones: only whole ones, by their issuer's own signature."""

# mypy: disable-error-code="no-untyped-call"
# pyHanko is typed in part only; its calls stay in this room.

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from asn1crypto import crl, pem

from signing.bundle import list_signed_by
from signing.roots import read_table, write_whole
from signing.trust import certificates_in, parsed_certificate

Fetch = Callable[[str], bytes]
Outcome = Literal["replaced", "unchanged", "unreachable", "no_list", "not_signed", "older", "ended"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of one address."""

    address: str
    outcome: Outcome
    issuer: str = ""
    until: datetime | None = None
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether the newest list that the address gives is loaded."""
        return self.outcome in ("replaced", "unchanged")


def refresh(folder: Path, *, fetch: Fetch, now: datetime) -> list[Refreshed]:
    """Fetch every list that the table of trust names an address of, and keep those that are newer.

    Args:
        folder: MOTLAN_HOME/trust.
        fetch: the bytes of an address, within bounds.
        now: aware.
    Raises:
        signing.errors.TrustUnreadable: the table or a certificate cannot be read.
    """
    addresses = dict.fromkeys(each for entry in read_table(folder) or () for each in entry.crl)
    issuers = [der for path in sorted(folder.glob("*.pem")) for der in certificates_in(path)]
    return [_one(each, folder, issuers, fetch, now) for each in addresses]


def _one(
    address: str, folder: Path, issuers: Iterable[bytes], fetch: Fetch, now: datetime
) -> Refreshed:
    try:
        data = fetch(address)
    except (OSError, ValueError) as error:
        return Refreshed(address, "unreachable", detail=str(error))
    try:
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        found = crl.CertificateList.load(der, strict=True)
        told = found["tbs_cert_list"]
        issued, until = told["this_update"].native, told["next_update"].native
        issuer = told["issuer"].human_friendly
        named = [each for each in issuers if parsed_certificate(each).subject == told["issuer"]]
    except (ValueError, TypeError) as error:
        return Refreshed(address, "no_list", detail=str(error)[:200])
    path = folder / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.crl"
    outcome: Outcome = "replaced"
    if not any(list_signed_by(der, parsed_certificate(each)) for each in named):
        outcome = "not_signed"
    elif until is not None and until <= now:
        outcome = "ended"
    elif path.exists() and path.read_bytes() == der:
        outcome = "unchanged"
    elif path.exists() and _issued(path) > issued:
        outcome = "older"
    else:
        write_whole(path, der)
    return Refreshed(address, outcome, issuer, until)


def _issued(path: Path) -> datetime:
    issued: datetime = crl.CertificateList.load(path.read_bytes())["tbs_cert_list"][
        "this_update"
    ].native
    return issued
