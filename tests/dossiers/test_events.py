"""The chain of events: gapless in an agency, append-only, and every change of a row is seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers import events
from dossiers.chain import breaks
from dossiers.models import Event
from tests.records import make_agency


@contextmanager
def tampering() -> Iterator[None]:
    """What only who rules the database server can do: change events behind the back of their protection."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


class ChainTest(TestCase):
    """Over any sequence of acts in two agencies."""

    @given(
        st.lists(
            st.tuples(st.booleans(), st.sampled_from(["a.b", "c.d"]), st.integers(0, 9)),
            max_size=12,
        )
    )
    def test_any_sequence_holds_and_any_change_is_seen(
        self, acts: list[tuple[bool, str, int]]
    ) -> None:
        one, two = make_agency(), make_agency()
        for first, verb, number in acts:
            agency = one if first else two
            events.record(
                agency=agency, actor="user:x", verb=verb, about=agency, facts={"n": number}
            )
        for agency in (one, two):
            assert list(breaks(agency)) == []
            seqs = list(
                Event.objects.filter(agency=agency).order_by("seq").values_list("seq", flat=True)
            )
            assert seqs == list(range(1, len(seqs) + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"actor": "user:other"},
        {"verb": "other"},
        {"object_id": 99},
        {"purpose": "other"},
        {"facts": {"n": 9}},
        {"prev": "1" * 64},
        {"hash": "1" * 64},
    ],
)
def test_a_changed_row_breaks_the_chain(change: dict[str, object]) -> None:
    agency = make_agency()
    for number in range(3):
        events.record(agency=agency, actor="user:x", verb="a.b", about=agency, facts={"n": number})
    with tampering():
        Event.objects.filter(agency=agency, seq=2).update(**change)
    assert list(breaks(agency))


@pytest.mark.django_db
def test_a_missing_row_breaks_the_chain() -> None:
    agency = make_agency()
    for _ in range(3):
        events.record(agency=agency, actor="user:x", verb="a.b", about=agency)
    with tampering():
        Event.objects.filter(agency=agency, seq=2)._raw_delete("default")  # type: ignore[attr-defined]
    assert list(breaks(agency))


@pytest.mark.django_db
def test_events_are_not_changed_through_the_model() -> None:
    agency = make_agency()
    event = events.record(agency=agency, actor="user:x", verb="a.b", about=agency)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.django_db
def test_a_purpose_keeps_no_personal_id() -> None:
    agency = make_agency()
    purpose = (
        "Cấp đổi cho số 038090123456, CMND 123456789, 038 090 123 456, hồ sơ H99.1-260302-0001"
    )
    event = events.record(
        agency=agency, actor="user:lan", verb="paper.opened", about=agency, purpose=purpose
    )
    kept = "Cấp đổi cho số 038*****3456, CMND *****6789, •••••••••••••••, hồ sơ H99.1-260302-0001"
    assert Event.objects.get(pk=event.pk).purpose == kept
    assert not list(breaks(agency))


@pytest.mark.django_db
def test_who_comes_second_to_a_number_takes_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    agency = make_agency()
    digest, others = events.digest, ["user:first", "user:second"]

    def while_others_add(event: Event) -> str:
        if others:
            events.record(agency=agency, actor=others.pop(0), verb="a.b", about=agency)
        return digest(event)

    monkeypatch.setattr(events, "digest", while_others_add)
    last = events.record(agency=agency, actor="user:last", verb="a.b", about=agency)
    monkeypatch.undo()
    told = Event.objects.order_by("seq").values_list("seq", "actor")
    assert list(told) == [(1, "user:second"), (2, "user:first"), (3, "user:last")]
    assert Event.objects.get(pk=last.pk).hash == last.hash
    assert list(breaks(agency)) == []
