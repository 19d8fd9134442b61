"""The office's own table of trust: which certificates, pinned by their digest, for what, since when, lists from where.

`roots.toml` stands beside the certificate files. Where it stands, a root counts only as it says there; an
intermediate needs no entry, for a root answers for it. Without the table every root of the folder counts.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from asn1crypto import pem

from signing.algorithms import load_algorithms
from signing.errors import TrustUnreadable
from signing.trust import Trust, Window, certificates_in, load_trust, self_issued

TABLE = "roots.toml"
Purpose = Literal["signer", "timestamp", "both"]
Whose = Literal["government", "public", "trial"]
Standing = Literal["trusted", "intermediate", "changed", "missing", "unpinned"]
_PURPOSES, _OWNERS = ("signer", "timestamp", "both"), ("government", "public", "trial")


@dataclass(frozen=True, slots=True)
class Entry:
    """One certificate of the table; times are aware."""

    name: str
    file: str
    sha256: str  # of the DER, small hexadecimal
    purpose: Purpose = "both"
    whose: Whose = "public"
    valid_from: datetime | None = None  # relied on from then, and until
    valid_to: datetime | None = None
    crl: tuple[str, ...] = ()  # addresses of lists of revocation
    ocsp: tuple[str, ...] = ()  # told, never asked: verification is offline


@dataclass(frozen=True, slots=True)
class Placed:
    """How one certificate file stands to the table."""

    file: str
    standing: Standing
    sha256: str = ""
    entry: Entry | None = None


def read_table(folder: Path) -> tuple[Entry, ...] | None:
    """The entries; None where no table stands.

    Raises:
        TrustUnreadable: it is there and not such a table; nothing is trusted by halves.
    """
    path = folder / TABLE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise TrustUnreadable(f"{TABLE} cannot be read") from error
    try:
        rows = tomllib.loads(text).get("certificate", [])
        return tuple(_entry(row) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustUnreadable(f"{TABLE}: {error}") from error


def _entry(row: dict[str, Any]) -> Entry:
    entry = Entry(
        name=str(row["name"]),
        file=str(row["file"]),
        sha256=str(row["sha256"]).replace(":", "").replace(" ", "").lower(),
        purpose=row.get("purpose", "both"),
        whose=row.get("whose", "public"),
        valid_from=_moment(row.get("valid_from")),
        valid_to=_moment(row.get("valid_to")),
        crl=tuple(row.get("crl", ())),
        ocsp=tuple(row.get("ocsp", ())),
    )
    if Path(entry.file).name != entry.file:
        raise ValueError(f"{entry.file}: the file stands in the folder itself")
    if entry.sha256 and len(bytes.fromhex(entry.sha256)) != hashlib.sha256().digest_size:
        raise ValueError(f"{entry.name}: sha256 is not a SHA-256")
    if entry.purpose not in _PURPOSES or entry.whose not in _OWNERS:
        raise ValueError(f"{entry.name}: purpose or whose is not one of those known")
    if any(urlsplit(each).scheme not in ("http", "https") for each in entry.crl + entry.ocsp):
        raise ValueError(f"{entry.name}: an address begins with http:// or https://")
    return entry


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    raise ValueError(f"{value!r} is no date")


def load_folder(folder: Path, *, more: Sequence[Path] = ()) -> Trust:
    """What the certificate files and lists of the folder give, as its tables say.

    Args:
        folder: MOTLAN_HOME/trust.
        more: folders whose certificates count without a table (the trial keys).
    Raises:
        TrustUnreadable: a file is not what it is named as.
    """
    entries = read_table(folder)
    own = load_trust(_files(folder, "*.pem"), crls=_files(folder, "*.crl"))
    if entries is not None:
        own = _pinned(own, entries)
    for other in more:
        own = _joined(own, load_trust(_files(other, "*.pem"), crls=_files(other, "*.crl")))
    return replace(own, algorithms=load_algorithms(folder / "algorithms.toml"))


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _pinned(found: Trust, entries: tuple[Entry, ...]) -> Trust:
    """Only the roots whose digest the table names, for the purpose and the time that it names."""
    by_digest = {each.sha256: each for each in entries if each.sha256}
    named = [
        (der, by_digest[digest]) for der in found.roots if (digest := digest_of(der)) in by_digest
    ]
    return replace(
        found,
        roots=tuple(der for der, entry in named if entry.purpose != "timestamp"),
        tsa_roots=tuple(der for der, entry in named if entry.purpose != "signer"),
        stamps_apart=True,
        windows=tuple(
            Window(der, entry.valid_from, entry.valid_to)
            for der, entry in named
            if entry.valid_from or entry.valid_to
        ),
    )


def _joined(own: Trust, other: Trust) -> Trust:
    return replace(
        own,
        roots=own.roots + other.roots,
        intermediates=own.intermediates + other.intermediates,
        crls=own.crls + other.crls,
        tsa_roots=own.tsa_roots + other.roots if own.stamps_apart else (),
    )


def digest_of(der: bytes) -> str:
    """SHA-256 of a certificate, as an office compares it with what the authority publishes."""
    return hashlib.sha256(der).hexdigest()


def standings(folder: Path) -> list[Placed]:
    """How every certificate file and every entry stands: what is refused, and what is not pinned.

    Raises:
        TrustUnreadable: the table or a file cannot be read.
    """
    entries = read_table(folder) or ()
    by_file = {each.file: each for each in entries}
    by_digest = {each.sha256: each for each in entries if each.sha256}
    found = []
    for path in _files(folder, "*.pem"):
        for der in certificates_in(path):
            digest, entry = digest_of(der), by_digest.get(digest_of(der))
            standing: Standing = "trusted" if entry else "unpinned"
            if entry is None and path.name in by_file:
                standing, entry = "changed", by_file[path.name]
            elif not self_issued(der):
                standing = "intermediate"
            found.append(Placed(path.name, standing, digest, entry))
    held = {each.file for each in found}
    return found + [Placed(e.file, "missing", "", e) for e in entries if e.file not in held]


def lists_end(trust: Trust, *, within: timedelta, now: datetime) -> list[tuple[str, datetime]]:
    """The lists of revocation that ended or end within that time, by issuer; a newer list of one counts."""
    newest: dict[str, datetime] = {}
    for issuer, until in trust.lists():
        newest[issuer] = max(until, newest.get(issuer, until))
    return sorted((issuer, until) for issuer, until in newest.items() if until <= now + within)


def add(folder: Path, source: Path, entry: Entry) -> Entry:
    """Pin a root: its file into the folder, its entry into the table. Twice is the same as once.

    Args:
        entry: `file` is the name in the folder; `sha256`, where given, must be that of the certificate.
    Raises:
        TrustUnreadable: not one root, another digest than given, or another root of that file's name.
    """
    ders = certificates_in(source)
    if len(ders) != 1 or not self_issued(ders[0]):
        raise TrustUnreadable(f"{source.name} is not one root certificate")
    digest, target = digest_of(ders[0]), folder / entry.file
    if entry.sha256 not in ("", digest):
        raise TrustUnreadable(f"{source.name} has another SHA-256: {digest}")
    pinned = replace(entry, sha256=digest)
    entries = read_table(folder) or ()
    known = next((each for each in entries if each.sha256 == digest), None)
    if known is not None:
        return known
    if target.exists() and certificates_in(target) != ders:
        raise TrustUnreadable(f"{entry.file} holds another certificate")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(target, pem.armor("CERTIFICATE", ders[0]))
    table = folder / TABLE
    before = table.read_bytes() if table.exists() else b""
    write_whole(table, before + _as_toml(pinned).encode())
    return pinned


def _as_toml(entry: Entry) -> str:
    # A JSON string is a basic string of TOML.
    told: dict[str, object] = {
        "name": entry.name,
        "file": entry.file,
        "sha256": entry.sha256,
        "purpose": entry.purpose,
        "whose": entry.whose,
        "crl": list(entry.crl),
        "ocsp": list(entry.ocsp),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    for key, moment in (("valid_from", entry.valid_from), ("valid_to", entry.valid_to)):
        if moment is not None:
            lines.append(f"{key} = {moment.isoformat()}")
    return "\n[[certificate]]\n" + "\n".join(lines) + "\n"


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all: a worker may read the file at this moment."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
