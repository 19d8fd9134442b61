"""Makes anchors: one root over all events since the last one, time-stamped, in the records and in the store.

Bytes before rows: whoever rewrites the database later finds the statements in the store, under retention,
each naming the one before it. Without a time-stamp nothing is anchored where an authority is set: the next
run tries again, and no event is lost meanwhile.
"""

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Agency
from dossiers import events
from dossiers.models import Anchor, AnchoredChain, ChainHead, Event
from ingest.leases import keep_lease, lease
from ingest.log.merkle import Tree
from ingest.log.statement import before_of, root_over, row_line, sha256_of, statement
from signing.ports import Timestamper
from signing.stamps import stamp_digest
from storage.ports import Store

LEASE = "anchors"
VERB = "log.anchored"
# More waits for the next anchor: the list of rows is read as a whole where a row must be named.
MOST_EVENTS = 100_000


@dataclass(frozen=True, slots=True)
class Desk:
    """What anchoring needs from outside the records."""

    store: Store
    timestamper: Timestamper | None
    keep: timedelta  # how long the objects are held under retention


@dataclass(frozen=True, slots=True)
class Waiting:
    """What no anchor holds yet."""

    events: int
    oldest: datetime | None


def waiting() -> Waiting:
    """How many events wait for an anchor, and since when."""
    open_ = list(_open_heads())
    count = sum(head.seq - head.anchored for head in open_)
    firsts = (_first_at(head) for head in open_)
    return Waiting(count, min((at for at in firsts if at), default=None))


def due(*, every: timedelta) -> bool:
    """Whether an event has waited for as long as anchors are apart."""
    oldest = waiting().oldest
    return oldest is not None and oldest <= timezone.now() - every


def anchor_all(desk: Desk, *, by: str) -> Iterator[Anchor]:
    """Anchor until nothing waits; nothing where somebody else is at it.

    Raises:
        signing.errors.SigningError: no time-stamp; what waits goes on waiting.
        storage.errors.StorageError: the same.
    """
    with lease(LEASE) as held:
        mine = held
        while mine and (made := _anchor(desk, by=by)) is not None:
            yield made
            mine = keep_lease(LEASE)


def _anchor(desk: Desk, *, by: str) -> Anchor | None:
    before = Anchor.objects.order_by("-number").first()
    number, at = (before.number if before else 0) + 1, timezone.now()
    with tempfile.TemporaryFile() as rows:
        chains = list(_chains(rows))
        if not chains or _only_anchors(chains):
            return None
        rows.seek(0)
        until = at + desk.keep
        rows_key = desk.store.put(rows, media_type="text/plain").key
    told = statement(
        number=number, at=at, before=before_of(before), rows=rows_key[-64:], chains=chains
    )
    token = b""
    if desk.timestamper is not None:
        token = stamp_digest(bytes.fromhex(sha256_of(told)), desk.timestamper)
    made = Anchor(
        number=number,
        at=at,
        events=sum(each.last - each.first + 1 for each in chains),
        root=root_over(chains),
        prev=before_of(before).statement,
        key=desk.store.put(io.BytesIO(told), media_type="application/json").key,
        rows_key=rows_key,
        token=token,
    )
    if token:
        kept = desk.store.put(io.BytesIO(token), media_type="application/timestamp-reply")
        made.token_key = kept.key
    for key in (made.key, made.rows_key, *filter(None, [made.token_key])):
        desk.store.retain(key, until=until)
    _save(made, chains, by=by)
    return made


def _save(made: Anchor, chains: list[AnchoredChain], *, by: str) -> None:
    with transaction.atomic():
        made.save()
        for each in chains:
            each.anchor = made
        AnchoredChain.objects.bulk_create(chains)
        facts = {"number": made.number, "statement": made.key[-64:], "events": made.events}
        events.record(agency=_keeper(), actor=by, verb=VERB, about=made, facts=facts)


def _chains(rows: IO[bytes]) -> Iterator[AnchoredChain]:
    """The next part of each chain; every row of it is written to `rows`."""
    room = MOST_EVENTS
    for head in _open_heads():
        if room <= 0:
            return
        first, tree = head.anchored + 1, Tree()
        last = min(head.seq, head.anchored + room)
        found = Event.objects.filter(agency=head.pk, seq__range=(first, last)).order_by("seq")
        for seq, row_id, digest in found.values_list("seq", "pk", "hash").iterator():
            tree.add(row_line(row_id, digest))
            rows.write(f"{head.pk} {seq} {row_line(row_id, digest)}\n".encode())
        room -= last - first + 1
        yield AnchoredChain(agency_id=head.pk, first=first, last=last, root=tree.root())


def _open_heads() -> Iterator["_Head"]:
    """The chains that go on behind their last anchor, in the order of their agencies' ids."""
    last = AnchoredChain.objects.filter(agency=OuterRef("pk")).order_by("-last").values("last")
    found = ChainHead.objects.annotate(anchored=Coalesce(Subquery(last[:1]), 0)).order_by("pk")
    for pk, seq, anchored in found.values_list("pk", "seq", "anchored"):
        if seq > anchored:
            yield _Head(pk, seq, anchored)


@dataclass(frozen=True, slots=True)
class _Head:
    """A chain that is to be anchored from `anchored` on."""

    pk: int
    seq: int
    anchored: int


def _first_at(head: _Head) -> datetime | None:
    """When the first event was recorded that waits; those that tell of an anchor need none of their own."""
    rows = Event.objects.filter(agency=head.pk, seq__gt=head.anchored).exclude(verb=VERB)
    return rows.order_by("seq").values_list("at", flat=True).first()


def _only_anchors(chains: list[AnchoredChain]) -> bool:
    return not any(
        Event.objects.filter(agency=each.agency_id, seq__range=(each.first, each.last))
        .exclude(verb=VERB)
        .exists()
        for each in chains
    )


def _keeper() -> Agency:
    """In whose chain the anchors are told: the first agency of the installation."""
    return Agency.objects.order_by("pk")[0]
