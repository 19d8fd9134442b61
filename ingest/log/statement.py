"""What an anchor states: canonical JSON, byte for byte the same in the store, in an export, and rebuilt from rows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from dossiers.models import Anchor, AnchoredChain
from ingest.log.merkle import root_of

FORMAT = "motlan-log-anchor-1"


@dataclass(frozen=True, slots=True)
class Before:
    """SHA-256 of the statement and of the token of an anchor; empty where there is none."""

    statement: str = ""
    token: str = ""


def before_of(anchor: Anchor | None) -> Before:
    """What the next statement says of this anchor."""
    return Before(anchor.key[-64:], anchor.token_key[-64:]) if anchor else Before()


def row_line(row_id: int, digest: str) -> str:
    """The leaf of one event in the tree of its chain."""
    return f"{row_id} {digest}"


def chain_line(chain: Mapping[str, Any]) -> str:
    """The leaf of one chain in the tree of an anchor."""
    return f"{chain['agency']} {chain['first']} {chain['last']} {chain['root']}"


def chain_content(chain: AnchoredChain) -> dict[str, Any]:
    """The part of one agency's chain that is anchored, as a statement holds it."""
    return {
        "agency": chain.agency_id,
        "first": chain.first,
        "last": chain.last,
        "root": chain.root,
    }


def root_over(chains: Sequence[AnchoredChain]) -> str:
    """The one root of an anchor."""
    return root_of(chain_line(chain_content(each)) for each in chains)


def statement(
    *, number: int, at: datetime, before: Before, rows: str, chains: Sequence[AnchoredChain]
) -> bytes:
    """The statement of an anchor.

    Args:
        before: of the anchor before it, whose time-stamp is proven by this one too.
        rows: SHA-256 of the list of rows.
        chains: in the order of their agencies' ids.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "prev": before.statement,
        "prev_token": before.token,
        "rows": rows,
        "root": root_over(chains),
        "chains": [chain_content(each) for each in chains],
    }
    return bytes(rfc8785.dumps(content))


def sha256_of(data: bytes) -> str:
    """In hex."""
    return hashlib.sha256(data).hexdigest()


def chains_of(anchor: Anchor) -> list[AnchoredChain]:
    """Its chains, in the order of the statement."""
    return list(anchor.chains.order_by("agency_id"))
