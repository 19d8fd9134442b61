"""Anchors: what they hold, what they find that a chain alone cannot tell, and that they wait for a time-stamp."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Agency
from dossiers.chain import Break, Kind, breaks
from dossiers.events import record
from dossiers.models import Anchor, AnchoredChain, ChainHead, Event
from ingest import objects
from ingest.log import anchoring
from ingest.log.anchoring import Desk, anchor_all, due, waiting
from ingest.log.checking import check_anchors, check_chain
from ingest.log.statement import sha256_of
from ingest.objects import Objects, missing, orphans
from signing.errors import TimestampUnavailable
from signing.trust import Trust
from storage.adapters.folder import FolderStore
from storage.adapters.memory import MemoryStore
from tests.dossiers.test_chain import attack, put, sealed_again
from tests.ingest.log.conftest import KEEP
from tests.records import make_agency
from tests.signing.conftest import Office

pytestmark = pytest.mark.django_db


def acts(agency: Agency, count: int = 5) -> None:
    for number in range(count):
        record(agency=agency, actor="user:x", verb="a.b", about=agency, facts={"n": number})


def codes(desk: Desk, trust: Trust, **options: str) -> list[tuple[int, str]]:
    return [(each.number, each.code) for each in check_anchors(desk.store, trust=trust, **options)]


def test_an_anchor_holds_what_is_new_and_is_kept_in_the_store(desk: Desk, office: Office) -> None:
    one, two = make_agency(), make_agency()
    acts(one)
    acts(two, 3)
    (made,) = anchor_all(desk, by="worker")
    assert (made.number, made.events, made.prev) == (1, 8, "")
    for key in (made.key, made.rows_key, made.token_key):
        held = desk.store.stat(key)
        assert held is not None
        assert held.retain_until == made.at + KEEP
    assert list(anchor_all(desk, by="worker")) == []  # its own event needs none
    acts(two, 1)
    (second,) = anchor_all(desk, by="worker")
    assert second.prev == made.key[-64:]
    assert {(each.first, each.last) for each in second.chains.all()} == {(6, 6), (4, 4)}
    assert codes(desk, office.trust) == [(2, ""), (1, "")]
    assert [check_chain(each, desk.store) for each in (one, two)] == [[], []]
    assert waiting().oldest is None


def test_what_waited_long_enough_is_due() -> None:
    assert not due(every=timedelta(0))
    acts(make_agency(), 2)
    assert waiting().events == 2
    assert not due(every=timedelta(hours=1))
    assert due(every=timedelta(0))


def test_without_an_authority_the_anchor_is_told_as_weaker(desk: Desk) -> None:
    acts(make_agency())
    (made,) = anchor_all(replace(desk, timestamper=None), by="worker")
    assert made.token_key == ""
    assert codes(desk, Trust()) == [(1, "log.anchor_unstamped")]


class Away:
    """An authority that does not answer."""

    def respond(self, request_der: bytes) -> bytes:
        raise TimestampUnavailable("away")


def test_without_an_answer_nothing_is_anchored_and_nothing_lost(desk: Desk) -> None:
    acts(make_agency())
    with pytest.raises(TimestampUnavailable):
        list(anchor_all(replace(desk, timestamper=Away()), by="worker"))
    assert not Anchor.objects.exists()
    assert waiting().events == 5
    assert len(list(anchor_all(desk, by="worker"))) == 1


def test_much_is_anchored_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    monkeypatch.setattr(anchoring, "MOST_EVENTS", 4)
    agencies = [make_agency(), make_agency()]
    for agency in agencies:
        acts(agency, 7)
    made = list(anchor_all(desk, by="worker"))
    assert [each.events for each in made[:3]] == [4, 4, 4]
    assert sum(each.events for each in made) >= 14
    assert not {code for _, code in codes(desk, office.trust)} - {""}
    assert [check_chain(each, desk.store) for each in agencies] == [[], []]


def head(agency: Agency) -> None:
    """The end that the database keeps, made to fit."""
    last = agency.events.order_by("seq").last()
    assert last is not None
    ChainHead.objects.filter(pk=agency.pk).update(seq=last.seq, row_id=last.pk, hash=last.hash)


def test_a_tail_rewritten_with_hashes_and_end_is_named_row_by_row(desk: Desk) -> None:
    make_agency()
    agency = make_agency()
    acts(agency, 9)
    list(anchor_all(desk, by="worker"))
    acts(agency, 2)
    with attack():
        put(agency.events.get(seq=6), actor="user:other")
        sealed_again(agency)
        head(agency)
        assert list(breaks(agency)) == []  # the chain alone says nothing
        told = check_chain(agency, desk.store)
        assert [(each.seq, each.kind, each.anchor) for each in told] == [
            (seq, Kind.REWRITTEN, 1) for seq in (6, 7, 8, 9)
        ]


@pytest.mark.parametrize("left", [0, 4])
def test_a_chain_that_is_gone_with_its_end_is_named(desk: Desk, left: int) -> None:
    make_agency()
    agency = make_agency()
    acts(agency, 5)
    list(anchor_all(desk, by="worker"))
    with attack():
        agency.events.filter(seq__gt=left)._raw_delete("default")  # type: ignore[attr-defined]
        if left:
            head(agency)
        else:
            ChainHead.objects.filter(pk=agency.pk)._raw_delete("default")  # type: ignore[attr-defined]
        gone = [Break(agency.code, seq, None, Kind.REMOVED, anchor=1) for seq in range(left + 1, 6)]
        assert check_chain(agency, desk.store) == gone


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: change("dossiers_anchor", "root", "0" * 64), "log.anchor_changed"),
        (lambda: change("dossiers_anchor", "prev", "0" * 64), "log.anchor_changed"),
        (lambda: change("dossiers_anchor", "events", 9), "log.anchor_changed"),
        (lambda: change("dossiers_anchor", "at", timezone.now()), "log.anchor_changed"),
        (lambda: change("dossiers_anchor", "token", b"other"), "log.anchor_changed"),
        (lambda: change("dossiers_anchor", "token", b""), "log.anchor_changed"),
        (lambda: change("dossiers_anchoredchain", "root", "0" * 64), "log.anchor_changed"),
        (lambda: change("dossiers_anchoredchain", "last", 4), "log.anchor_changed"),
    ],
)
def test_a_changed_anchor_is_named(
    desk: Desk,
    office: Office,
    act: Callable[[], None],
    code: str,
) -> None:
    agency = make_agency()
    acts(agency)
    list(anchor_all(desk, by="worker"))
    acts(agency)
    list(anchor_all(desk, by="worker"))
    with attack():
        act()
        assert (1, code) in codes(desk, office.trust)


def change(table: str, column: str, value: object) -> None:
    """Write a column of the first anchor."""
    of = "id" if table == "dossiers_anchor" else "anchor_id"
    first = Anchor.objects.get(number=1).pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {of} = %s", [value, first])


def test_anchors_and_objects_that_are_gone_are_missed(desk: Desk, office: Office) -> None:
    agency = make_agency()
    for _ in range(3):
        acts(agency)
        list(anchor_all(desk, by="worker"))
    for number in (1, 2, 3):
        with attack():
            AnchoredChain.objects.filter(anchor__number=number)._raw_delete("default")  # type: ignore[attr-defined]
            Anchor.objects.filter(number=number)._raw_delete("default")  # type: ignore[attr-defined]
            told = {each for each in codes(desk, office.trust) if each[1]}
            assert told == {(number, "log.anchor_missing")}
    bare = replace(desk, store=MemoryStore())
    assert codes(bare, office.trust) == [(n, "log.anchor_object_lost") for n in (3, 2, 1)]


def test_a_changed_byte_in_any_object_of_an_anchor_is_told(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    acts(make_agency())
    kept = replace(desk, store=FolderStore(tmp_path / "store"))
    (made,) = anchor_all(kept, by="worker")
    assert codes(kept, office.trust) == [(1, "")]
    for key in (made.key, made.rows_key, made.token_key):
        path = tmp_path / "store" / "objects" / key
        sound = path.read_bytes()
        path.chmod(0o640)
        path.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
        assert codes(kept, office.trust) == [(1, "log.anchor_object_lost")]
        path.write_bytes(sound)


def test_a_statement_known_from_outside_finds_a_database_rewritten_as_a_whole(
    desk: Desk,
    office: Office,
) -> None:
    agency = make_agency()
    acts(agency)
    (made,) = anchor_all(desk, by="worker")
    known = made.key[-64:]
    assert codes(desk, office.trust, until=known) == [(1, "")]
    with attack():
        AnchoredChain.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
        Anchor.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
        put(agency.events.get(seq=2), actor="user:other")
        sealed_again(agency)
        head(agency)
        list(anchor_all(desk, by="worker"))
        assert (1, "log.anchor_changed") in codes(desk, office.trust, until=known)


def test_a_token_of_another_statement_is_forged(desk: Desk, office: Office) -> None:
    agency = make_agency()
    acts(agency)
    (first,) = anchor_all(desk, by="worker")
    acts(agency)
    (second,) = anchor_all(desk, by="worker")
    with attack():
        Anchor.objects.filter(pk=first.pk).update(token=second.token, token_key=second.token_key)
        told = codes(desk, office.trust)
        assert any(code in {"log.anchor_forged", "log.anchor_changed"} for _, code in told)
    assert sha256_of(bytes(first.token)) == first.token_key[-64:]


def test_an_unknown_authority_is_told_as_weaker(desk: Desk) -> None:
    acts(make_agency())
    list(anchor_all(desk, by="worker"))
    assert codes(desk, Trust()) == [(1, "log.anchor_untrusted")]


def test_anchors_are_not_changed_through_the_model(desk: Desk) -> None:
    acts(make_agency())
    (made,) = anchor_all(desk, by="worker")
    for act in (made.save, made.delete):
        with pytest.raises(TypeError):
            act()
    assert Event.objects.filter(verb=anchoring.VERB).count() == 1


def test_the_objects_of_anchors_are_no_orphans(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    acts(make_agency())
    list(anchor_all(desk, by="worker"))
    monkeypatch.setattr(objects, "YOUNG", timedelta(0))
    counted = Objects()
    assert list(orphans(desk.store, counted)) == list(missing(desk.store, counted)) == []
    assert (counted.held, counted.named) == (3, 3)
    assert list(missing(MemoryStore(), Objects())) != []
