"""Whatever is done to the rows of a chain by one who may do anything in the database: it is found and named."""

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Agency
from dossiers.chain import CONTENT, Break, Kind, breaks
from dossiers.events import GENESIS, digest, record
from dossiers.models import ChainHead, Event
from tests.dossiers.test_events import tampering
from tests.records import make_agency

EVENTS = 200
COLUMNS = [field.column for field in Event._meta.concrete_fields]


class _Undone(Exception):
    """Ends a block whose changes are not to stay."""


@contextmanager
def attack() -> Iterator[None]:
    """As the owner of the tables, with the triggers lifted; all of it is undone when the block ends."""
    try:
        with transaction.atomic(), tampering():
            yield
            raise _Undone
    except _Undone:
        pass


@pytest.fixture
def chains(db: None) -> list[Agency]:
    """Two hundred events over four agencies, in mixed order."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    agencies = [make_agency() for _ in range(4)]
    for number in range(EVENTS):
        agency = dice.choice(agencies)
        verb, facts = dice.choice(["paper.viewed", "holder.opened"]), {"n": number}
        record(
            agency=agency,
            actor=f"user:{dice.randrange(9)}",
            verb=verb,
            about=agency,
            purpose=dice.choice(["", "Cấp đổi"]),
            facts=facts,
        )
    return agencies


def found(agencies: list[Agency]) -> list[Break]:
    return [each for agency in agencies for each in breaks(agency)]


def put(event: Event, **values: Any) -> None:
    """Write columns of one row, whatever the model thinks of it."""
    names = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE dossiers_event SET {names} WHERE id = %s",
            [*values.values(), event.pk],
        )


def changed(event: Event, column: str, agencies: list[Agency]) -> dict[str, Any]:
    """Another value of a column that the database takes."""
    highest = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    free = next(
        each.pk
        for each in (*agencies, make_agency())
        if not Event.objects.filter(agency=each, seq=event.seq).exists()
    )
    other: dict[str, Any] = {
        "id": highest + 7,
        "agency_id": free,
        "seq": 100_000 + event.seq,
        "object_id": event.object_id + 1,
        "facts": '{"n": "other"}',
        "at": event.at + timedelta(seconds=1),
        "prev": "1" * 64,
        "hash": "2" * 64,
    }
    return {column: other.get(column, "other")}


def test_sound_chains_have_no_breaks(chains: list[Agency]) -> None:
    assert found(chains) == []


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_every_column_of_every_row_changed_is_named(chains: list[Agency], every: int) -> None:
    codes = {agency.pk: agency.code for agency in chains}
    for event in list(Event.objects.all())[::every]:
        for column in COLUMNS:
            with attack():
                values = changed(event, column, chains)
                put(event, **values)
                row = Event.objects.get(pk=values.get("id", event.pk))
                told = [each for agency in {event.agency, row.agency} for each in breaks(agency)]
                name = {"agency_id": "agency"}.get(column, column)
                expected = CONTENT if column in CONTENT else (name,)
                assert [
                    each for each in told if each.row_id == row.pk and each.columns == expected
                ], (
                    column,
                    event.seq,
                    told,
                )
                assert {each.row_id for each in told} <= {row.pk, None}
                if column == "agency_id":
                    assert (codes[event.agency_id], event.seq, Kind.REMOVED) in [
                        (each.agency, each.seq, each.kind) for each in told
                    ]
                else:
                    assert len(told) == 1, told


def test_every_row_removed_is_named(chains: list[Agency]) -> None:
    for event in list(Event.objects.all()):
        with attack():
            Event.objects.filter(pk=event.pk)._raw_delete("default")  # type: ignore[attr-defined]
            assert found([event.agency]) == [
                Break(event.agency.code, event.seq, None, Kind.REMOVED)
            ]


def test_every_row_rewritten_with_its_hash_is_named(chains: list[Agency]) -> None:
    for event in list(Event.objects.all()):
        with attack():
            event.actor = "user:other"
            put(event, actor=event.actor, hash=digest(event))
            told = found([event.agency])
            assert [(each.row_id, each.kind) for each in told] == [(event.pk, Kind.REWRITTEN)]


def test_every_two_rows_that_change_places_are_named(chains: list[Agency]) -> None:
    for agency in chains:
        rows = list(agency.events.order_by("seq"))
        for one, two in zip(rows, [*rows[1:-1:3], *rows[-1:], *rows[1:]], strict=False):
            if one == two:
                continue
            with attack():
                put(one, seq=one.seq + 1_000_000)
                put(two, seq=one.seq)
                put(one, seq=two.seq)
                told = found([agency])
                assert {(each.row_id, each.kind) for each in told} == {
                    (one.pk, Kind.REORDERED),
                    (two.pk, Kind.REORDERED),
                }


def insert(agency: Agency, seq: int, *, prev: str) -> Event:
    """A row in between, with the right hash; the rows behind it make room."""
    for row in agency.events.filter(seq__gte=seq).order_by("-seq"):
        put(row, seq=row.seq + 1)
    event = Event(
        agency=agency,
        seq=seq,
        actor="user:nobody",
        verb="paper.viewed",
        object_type="agency",
        object_id=agency.pk,
        at=agency.events.order_by("seq").values_list("at", flat=True)[0],
        prev=prev,
    )
    event.hash = digest(event)
    Event.objects.bulk_create([event])
    return event


def test_every_row_put_in_between_is_named(chains: list[Agency]) -> None:
    for agency in chains:
        before = GENESIS
        for seq, kept in list(agency.events.order_by("seq").values_list("seq", "hash")):
            with attack():
                event = insert(agency, seq, prev=before)
                told = found([agency])
                assert (event.pk, Kind.INSERTED) in [(each.row_id, each.kind) for each in told]
                moved = [each for each in told if each.kind == Kind.REORDERED]
                assert len(told) == 1 + len(moved) <= 2, told
            before = kept


def sealed_again(agency: Agency) -> None:
    """All hashes of a chain computed anew, as one does who knows how."""
    prev = GENESIS
    for seq, event in enumerate(agency.events.order_by("seq"), 1):
        event.seq, event.prev = seq, prev
        prev = digest(event)
        put(event, seq=seq, prev=event.prev, hash=prev)


@pytest.mark.parametrize(
    "act",
    [
        lambda agency: put(agency.events.get(seq=3), actor="user:other"),
        lambda agency: put(agency.events.order_by("seq").last(), facts='{"n": 1}'),
        lambda agency: agency.events.filter(seq=3)._raw_delete("default"),
        lambda agency: insert(agency, 3, prev=GENESIS),
    ],
    ids=["changed", "changed at the end", "removed", "inserted"],
)
def test_a_tail_with_all_its_hashes_computed_anew_is_found(
    chains: list[Agency], act: Callable[[Agency], object]
) -> None:
    for agency in chains:
        with attack():
            act(agency)
            sealed_again(agency)
            assert found([agency]), agency


def test_the_last_events_and_whole_chains_that_are_gone_are_named(chains: list[Agency]) -> None:
    for agency in chains:
        end = agency.events.count()
        for left in (end - 1, end // 2, 0):
            with attack():
                agency.events.filter(seq__gt=left)._raw_delete("default")
                (told,) = found([agency])
                assert (told.seq, told.kind) == (left + 1, Kind.REMOVED)
                assert (told.last or told.seq) == end
    with attack():
        ChainHead.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
        assert [each.kind for each in found(chains)] == [Kind.END_LOST] * 4


def test_a_row_with_a_right_hash_behind_the_last_is_named(chains: list[Agency]) -> None:
    agency = chains[0]
    last = agency.events.order_by("seq").last()
    assert last is not None
    with attack():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER motlan_events_keep_their_end")
        event = insert(agency, last.seq + 1, prev=last.hash)
        assert found([agency]) == [Break(agency.code, event.seq, event.pk, Kind.INSERTED)]


def test_rows_that_moved_up_into_a_gap_are_told_as_one(chains: list[Agency]) -> None:
    agency = chains[0]
    end = agency.events.count()
    with attack():
        agency.events.filter(seq=3)._raw_delete("default")
        for row in agency.events.filter(seq__gt=3).order_by("seq"):
            put(row, seq=row.seq - 1)
        moved, gone = found([agency])
        assert (moved.kind, moved.seq, moved.last, moved.was) == (Kind.REORDERED, 3, end - 1, 4)
        assert (gone.kind, gone.seq, gone.row_id) == (Kind.REMOVED, 3, None)
