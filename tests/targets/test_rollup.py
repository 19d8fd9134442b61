"""Sums follow the events: reading again changes nothing, all grains agree, and a full count finds the same."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers import events
from dossiers.models import Component, Dossier, Event, ImportPart
from dossiers.states import State
from targets.counting.again import count_again
from targets.counting.grains import GRAINS, SUMS
from targets.counting.kinds import KINDS
from targets.counting.learning import learn
from targets.counting.touching import touched_by
from targets.models import (
    AgencyDay,
    AgencyMonth,
    Cursor,
    Difference,
    OwnerSet,
    ProcedureDay,
    ProcedureMonth,
    StockCount,
)
from targets.recounting import recount
from targets.rollup import follow, rebuild
from tests.records import make_agency, make_dossier, make_holder, make_paper_type
from tests.targets.acts import Life, some_acts, type_of_act
from tests.targets.naive import naive_sums
from tests.targets.world import World

# A failure is told as found: making it smaller takes minutes with a database.
QUICK = (Phase.explicit, Phase.generate)


def kept() -> dict[str, list[Any]]:
    """Everything that is counted, without rows that say nothing."""
    found: dict[str, list[Any]] = {}
    for grain in GRAINS:
        rows = grain.rows().values_list(*grain.keys, *SUMS)
        found[grain.model.__name__] = sorted(
            (row for row in rows if any(row[len(grain.keys) :])), key=repr
        )
    for kind in KINDS.values():
        found[kind.name] = sorted(kind.counted().values_list(*kind.names), key=repr)
    sets = OwnerSet.objects.values_list("agency", "month", "held_before", "resubmitted")
    found["owners"] = sorted((a, m, bytes(held), bytes(again)) for a, m, held, again in sets)
    return found


def summed() -> Counter[tuple[int, int | None, date, str]]:
    """The sums by day, one figure a key."""
    rows: Any = ProcedureDay.objects.values_list("agency_id", "procedure_id", "day", *SUMS)
    return Counter(
        {
            (agency, procedure, day, name): value
            for agency, procedure, day, *values in rows
            for name, value in zip(SUMS, values, strict=True)
            if value
        }
    )


@pytest.mark.django_db
class TestRollup(TestCase):
    """Hypothesis plays records; each example has a database of its own."""

    @settings(max_examples=10, phases=QUICK, suppress_health_check=list(HealthCheck), deadline=None)
    @given(acts=some_acts, data=st.data())
    def test_reading_events_again_changes_nothing(
        self, acts: list[type_of_act], data: st.DataObject
    ) -> None:
        Life().play(acts)
        follow()
        before = kept()
        assert follow() == 0
        back = {each.pk: data.draw(st.integers(0, each.seq)) for each in Cursor.objects.all()}
        for agency, seq in back.items():
            Cursor.objects.filter(agency=agency).update(seq=seq)
        follow()
        assert kept() == before
        told = list(Event.objects.order_by("id"))
        for event in data.draw(st.permutations(told))[:6]:
            count_again(touched_by([event]))
        assert kept() == before
        rebuild()
        assert kept() == before
        assert follow() == 0
        assert not Difference.objects.exists()

    @settings(max_examples=25, phases=QUICK, suppress_health_check=list(HealthCheck), deadline=None)
    @given(acts=some_acts)
    def test_sums_agree_with_a_naive_count(self, acts: list[type_of_act]) -> None:
        Life().play(acts)
        follow()
        assert summed() == naive_sums()
        found = recount(by="test")
        assert found.differing == {}

    @settings(max_examples=6, phases=QUICK, suppress_health_check=list(HealthCheck), deadline=None)
    @given(acts=some_acts)
    def test_every_grain_adds_up_to_the_same(self, acts: list[type_of_act]) -> None:
        Life().play(acts)
        follow()
        totals = [
            {name: sum(grain.rows().values_list(name, flat=True)) for name in SUMS}
            for grain in GRAINS
        ]
        assert all(each == totals[0] for each in totals)


@pytest.mark.django_db
def test_a_deleted_record_takes_its_share_along() -> None:
    world = World()
    count = world.count(world.commune, date(2024, 1, 1), 5)
    follow()
    assert AgencyMonth.objects.get().stock == 5
    StockCount.objects.all().delete()
    count_again({"stockcount": [{count.pk}]})
    assert AgencyMonth.objects.get().stock == 0


@pytest.mark.django_db
def test_a_dossier_that_is_handed_on_leaves_its_first_agency() -> None:
    world = World()
    dossier = world.dossier(world.district, date(2025, 2, 3))
    follow()
    dossier.deciding_agency = world.department
    dossier.save()
    world.tell("dossier.recorded", dossier, world.department)
    follow()
    received = AgencyDay.objects.filter(received__gt=0).values_list("agency", flat=True)
    assert set(received) == {world.department.pk}


@pytest.mark.django_db
def test_the_result_goes_with_a_dossier_that_is_handed_on() -> None:
    world = World()
    dossier = world.dossier(world.district, date(2025, 2, 3))
    world.paper(dossier, world.district, is_result=True)
    world.paper(dossier, world.district)
    follow()
    dossier.deciding_agency, dossier.procedure = world.department, world.without_result
    dossier.save()
    world.tell("dossier.recorded", dossier, world.department)
    follow()
    rows = AgencyMonth.objects.filter(results__gt=0).values_list("agency", flat=True)
    assert list(rows) == [world.department.pk]
    items = ProcedureMonth.objects.filter(items__gt=0).values_list("procedure", flat=True)
    assert list(items) == [world.without_result.pk]
    assert recount(by="test").differing == {}


@pytest.mark.django_db
def test_a_merged_person_is_one_owner() -> None:
    world = World()
    one, other = make_holder(), make_holder("Trần Văn Thử")
    kind = make_paper_type("don_de_nghi")
    world.paper(None, world.commune, holder=one, paper_type=kind)
    for holder in (one, other):
        world.dossier(world.commune, date(2025, 2, 3), holder=holder)
    follow()
    assert AgencyMonth.objects.get(month=date(2025, 2, 1)).held_before == 1
    other.merged_into = one
    other.save()
    Dossier.objects.filter(holder=other).update(holder=one)
    world.tell("holder.merged", one, world.commune)
    follow()
    assert AgencyMonth.objects.get(month=date(2025, 2, 1)).held_before == 2
    assert recount(by="test").differing == {}


@pytest.mark.django_db
def test_a_procedure_that_gives_another_paper_counts_otherwise() -> None:
    world = World()
    old = make_paper_type("chung_nhan")
    world.paper(None, world.commune, paper_type=old, valid_from=date(2025, 1, 1))
    world.dossier(world.commune, date(2025, 2, 3), procedure=world.without_result)
    follow()
    assert not AgencyMonth.objects.filter(results__gt=0).exists()
    world.without_result.result_type = old
    world.without_result.save()
    world.tell("procedure.changed", world.without_result, world.province)
    follow()
    assert AgencyMonth.objects.get(month=date(2025, 1, 1)).results == 1
    assert AgencyMonth.objects.get(month=date(2025, 2, 1)).wants_result == 1


@pytest.mark.django_db
def test_a_version_with_another_component_is_learnt() -> None:
    world = World()
    dossier = world.dossier(world.commune, date(2025, 2, 3))
    follow()
    Component.objects.create(
        version=dossier.version, code="TP-MOI", name="Bản vẽ", mandatory_class="1"
    )
    world.tell("dossier.recorded", dossier, world.commune)
    follow()
    assert AgencyMonth.objects.get().components == 3


@pytest.mark.django_db(transaction=True)
def test_a_failure_half_way_keeps_cursor_and_sums_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.dossier(world.commune, date(2025, 2, 3))
    monkeypatch.setattr("targets.counting.again.add_differences", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        follow()
    assert not Cursor.objects.exists()
    assert not Difference.objects.exists()
    monkeypatch.undo()
    assert follow() == 1
    assert AgencyMonth.objects.get().received == 1


@pytest.mark.django_db
def test_an_installation_that_has_counted_nothing_counts_its_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("targets.rollup.FROM_THE_RECORDS", 2)
    world = World()
    for number in range(3):
        world.dossier(world.commune, date(2025, 2, 3 + number))
    make_dossier(make_agency("H81", level="province"))  # told by no event
    monkeypatch.setattr("targets.rollup.count_again", lambda _: 1 / 0)
    assert follow() == 3
    assert sum(AgencyMonth.objects.values_list("received", flat=True)) == 4
    assert follow() == 0


@pytest.mark.django_db(transaction=True)
def test_a_full_count_finds_the_same_beside_a_transaction_and_in_it() -> None:
    """Outside a transaction PostgreSQL finds on one connection what it writes on another."""
    world = World()
    for number in range(4):
        dossier = world.dossier(world.commune, date(2025, 2, 3 + number), due_at=None)
        world.paper(dossier, world.commune, state=State.AVAILABLE)
    world.paper(None, world.commune, state=State.AVAILABLE)
    world.count(world.commune, date(2025, 1, 2), 30)
    with transaction.atomic():
        rebuild()
        inside = kept()
    rebuild()
    assert kept() == inside
    assert len(inside["dossier"]) == 4
    assert follow() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_while_everything_is_counted_is_counted_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.dossier(world.commune, date(2025, 2, 3))

    def learn_and_record() -> None:
        monkeypatch.undo()
        learn()
        # Of a version and a day that nothing was learned of.
        world.dossier(world.commune, date(2025, 3, 4), due_at=None)

    monkeypatch.setattr("targets.rollup.learn", learn_and_record)
    rebuild()
    assert follow() >= 1
    assert recount(by="cli:thu").differences == 0
    assert sum(AgencyMonth.objects.values_list("received", flat=True)) == 2


@pytest.mark.django_db
def test_a_look_at_a_paper_counts_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    paper = world.paper(None, world.commune, state=State.AVAILABLE)
    follow()
    world.tell("paper.opened", paper, world.commune)
    scopes = touched_by(Event.objects.filter(verb="paper.opened"))
    assert not any(scopes.values())
    assert follow() == 1


@pytest.mark.django_db
def test_parts_of_a_large_file_are_counted_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction that counts millions of dossiers again keeps all others from writing."""
    world = World()
    world.dossier(world.commune, date(2025, 2, 3))
    follow()
    for number in range(3):
        events.record(
            agency=world.province,
            actor="cli:thu",
            verb="dossiers.imported",
            about=ImportPart(pk=number + 1),
        )
    pieces: list[int] = []
    monkeypatch.setattr(
        "targets.rollup.count_again", lambda scopes: pieces.append(len(scopes["dossier"]))
    )
    assert follow() == 3
    assert pieces == [1, 1, 1]


def test_who_follows_busy_offices_comes_back_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """While many work there is always a new event."""
    monkeypatch.setattr("targets.rollup._behind", lambda: {1: 1})
    monkeypatch.setattr("targets.rollup._follow_some", lambda: 1)
    assert follow(within_s=0) == 1
    assert follow(within_s=0.01) > 1
