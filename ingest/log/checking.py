"""Checks the anchors: against their own statements, their time-stamps, the store, and the rows they hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone

from accounts.models import Agency
from dossiers.chain import CONTENT, MOST_BREAKS, Break, Kind, Walk
from dossiers.models import Anchor, AnchoredChain, Event
from ingest.log.merkle import Tree
from ingest.log.reading import read_statement
from ingest.log.statement import (
    Before,
    before_of,
    chains_of,
    root_over,
    row_line,
    sha256_of,
    statement,
)
from signing.stamps import judge_stamp
from signing.trust import Trust
from storage.errors import ObjectDamaged, ObjectMissing, StorageError
from storage.ports import Store

ALL = (*CONTENT, "prev", "hash", "id")


@dataclass(frozen=True, slots=True)
class AnchorVerdict:
    """What was found out about one anchor; `code` is empty where it holds."""

    number: int
    code: str
    stamped_at: datetime | None = None
    authority: str | None = None


# These weaken the proof and break nothing.
WEAK = frozenset({"log.anchor_unstamped", "log.anchor_untrusted"})


def check_anchors(store: Store, *, trust: Trust, until: str = "") -> Iterator[AnchorVerdict]:
    """Judge every anchor, from the newest to the oldest.

    A time-stamp proves that the one before it existed by then, so an old one is judged as of the next.

    Args:
        until: the SHA-256 of a statement that is known from outside; what it leads to must be what is on record.
    """
    yield from _missing_last()
    if until:
        yield from _known(store, until)
    moment, following = timezone.now(), None
    for anchor in Anchor.objects.order_by("-number").iterator(chunk_size=200):
        if following is not None and anchor.number < following.number - 1:
            yield AnchorVerdict(following.number - 1, "log.anchor_missing")
        verdict = _judge(anchor, store, trust, moment)
        if verdict.stamped_at is not None and not verdict.code:
            moment = min(moment, verdict.stamped_at)
        if not verdict.code and _differs(anchor, following):
            verdict = AnchorVerdict(anchor.number, "log.anchor_changed")
        yield verdict
        following = anchor
    if following is not None and following.number > 1:
        yield AnchorVerdict(following.number - 1, "log.anchor_missing")


def _differs(anchor: Anchor, following: Anchor | None) -> bool:
    """Whether the next anchor was made over another one with this number."""
    beside = following is not None and following.number == anchor.number + 1
    return beside and following is not None and following.prev != anchor.key[-64:]


def _missing_last() -> Iterator[AnchorVerdict]:
    """Anchors are told in the chain of events, so that those at the end are missed as well."""
    told = Event.objects.filter(object_type="anchor").order_by("-object_id").first()
    if told is not None and not Anchor.objects.filter(number=told.facts.get("number")).exists():
        yield AnchorVerdict(int(told.facts.get("number") or 0), "log.anchor_missing")


def _known(store: Store, sha256: str) -> Iterator[AnchorVerdict]:
    """Follow the statements back through the store, without the records; compare the records with them."""
    while sha256:
        try:
            told = read_statement(store, sha256)
        except (ObjectMissing, ObjectDamaged, ValueError):
            yield AnchorVerdict(0, "log.anchor_object_lost")
            return
        if not Anchor.objects.filter(number=told["number"], key__endswith=sha256).exists():
            yield AnchorVerdict(told["number"], "log.anchor_changed")
        sha256 = told["prev"]


def _judge(anchor: Anchor, store: Store, trust: Trust, moment: datetime) -> AnchorVerdict:
    chains = chains_of(anchor)
    before = _before(anchor, store)
    rebuilt = statement(
        number=anchor.number,
        at=anchor.at,
        before=before,
        rows=anchor.rows_key[-64:],
        chains=chains,
    )
    digest, events = sha256_of(rebuilt), sum(each.last - each.first + 1 for each in chains)
    said = (anchor.key[-64:], anchor.prev, anchor.root, anchor.events)
    if said != (digest, before.statement, root_over(chains), events):
        return AnchorVerdict(anchor.number, "log.anchor_changed")
    keys = filter(None, (anchor.key, anchor.rows_key, anchor.token_key))
    if not all(_is_sound(store, key) for key in keys):
        return AnchorVerdict(anchor.number, "log.anchor_object_lost")
    token = bytes(anchor.token)
    if sha256_of(token) != anchor.token_key[-64:] if token else anchor.token_key:
        return AnchorVerdict(anchor.number, "log.anchor_changed")
    if not token:
        return AnchorVerdict(anchor.number, "log.anchor_unstamped")
    stamp = judge_stamp(token, bytes.fromhex(digest), trust=trust, at=moment)
    codes = {"proven": "", "untrusted": "log.anchor_untrusted", "forged": "log.anchor_forged"}
    return AnchorVerdict(anchor.number, codes[stamp.state], stamp.at, stamp.authority)


def _is_sound(store: Store, key: str) -> bool:
    try:
        store.open(key).close()  # reads it all: its bytes are compared with its key
    except (ObjectMissing, ObjectDamaged):
        return False
    return True


def _before(anchor: Anchor, store: Store) -> Before:
    """What the statement must say of the anchor before; where that is gone, what it said of it when it was made."""
    found = Anchor.objects.filter(number=anchor.number - 1).first()
    if found is not None or anchor.number <= 1:
        return before_of(found)
    try:
        told = read_statement(store, anchor.key[-64:])
    except (StorageError, ValueError):
        return Before()
    return Before(told["prev"], str(told.get("prev_token", "")))


class Witness:
    """Is shown the rows of one chain in their order and compares them with what the anchors hold of them."""

    def __init__(self, agency: Agency, store: Store, *, start: int = 1) -> None:
        self._agency, self._store = agency, store
        parts = AnchoredChain.objects.filter(agency=agency, first__gte=start)
        self._parts = iter(parts.select_related("anchor").order_by("first").iterator(200))
        self._part, self._tree = next(self._parts, None), Tree()
        self._wrong: list[AnchoredChain] = []

    def look(self, event: Event) -> None:
        """One more row."""
        while self._part is not None and event.seq > self._part.last:
            self._close()
        if self._part is not None and event.seq >= self._part.first:
            self._tree.add(row_line(event.pk, event.hash))

    def breaks(self) -> Iterator[Break]:
        """The rows that are not what an anchor holds; ask when all rows were shown."""
        while self._part is not None:
            self._close()
        for part in self._wrong:
            yield from self._compare(part)

    def _close(self) -> None:
        part = self._part
        if part is not None and self._tree.root() != part.root and len(self._wrong) < MOST_BREAKS:
            self._wrong.append(part)
        self._part, self._tree = next(self._parts, None), Tree()

    def _compare(self, part: AnchoredChain) -> Iterator[Break]:
        kept = dict(self._kept(part))
        number, code = part.anchor.number, self._agency.code
        if not kept:
            yield Break(code, part.first, None, Kind.REWRITTEN, ALL, last=part.last, anchor=number)
        rows = Event.objects.filter(agency=self._agency, seq__range=(part.first, part.last))
        found = {seq: (pk, digest) for seq, pk, digest in rows.values_list("seq", "pk", "hash")}
        for seq, (row_id, digest) in kept.items():
            if seq not in found:
                yield Break(code, seq, None, Kind.REMOVED, anchor=number)
            elif found[seq] != (row_id, digest):
                pk, now = found[seq]
                columns = ("id",) if now == digest else ALL if pk != row_id else ALL[:-1]
                yield Break(code, seq, pk, Kind.REWRITTEN, columns, anchor=number)

    def _kept(self, part: AnchoredChain) -> Iterator[tuple[int, tuple[int, str]]]:
        """What the list in the store says of the part: number, row id and hash."""
        begins = f"{part.agency_id} ".encode()
        try:
            with self._store.open(part.anchor.rows_key) as lines:
                for line in lines:
                    if line.startswith(begins):
                        _, seq, row_id, digest = line.decode().split()
                        yield int(seq), (int(row_id), digest)
        except (ObjectMissing, ObjectDamaged):
            return


def check_chain(
    agency: Agency, store: Store, *, start: int = 1, look: Callable[[Event], object] | None = None
) -> list[Break]:
    """Walk a chain once, beside its anchors: what does not hold, each row named once where it can be."""
    witness = Witness(agency, store, start=start)

    def shown(event: Event) -> None:
        witness.look(event)
        if look is not None:
            look(event)

    found = list(Walk(agency, start=start, look=shown).breaks())
    named = {each.row_id or -each.seq for each in found if each.kind != Kind.REWRITTEN}
    witnessed = islice(witness.breaks(), MOST_BREAKS)
    told = [each for each in witnessed if (each.row_id or -each.seq) not in named]
    # What an anchor says of a row says more than that it does not fit.
    better = {each.row_id for each in told}
    return [each for each in found if each.row_id is None or each.row_id not in better] + told


def last_anchored(agency: Agency) -> int:
    """The number of the last event of a chain that an anchor holds; 0 where there is none."""
    rows = AnchoredChain.objects.filter(agency=agency).order_by("-last")
    return rows.values_list("last", flat=True).first() or 0
