"""Targets are set, ended and read otherwise: who may, what stays on record, and what is refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from dossiers.administration.errors import Changed, NotYours
from dossiers.models import Event
from targets.errors import ScheduleRefused
from targets.models import ReadingChoice, TargetSchedule
from targets.revisions import NewTarget, Place, after_choosing, after_ending, after_setting
from targets.schedules import active_targets
from targets.setting import (
    Why,
    agencies_set_by,
    choose_reading,
    end_target,
    set_target,
    sets_for_all,
    stamp_of_readings,
    stamp_of_target,
)
from tests.records import make_agency, make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
M4_PROVINCE = Place("M4", "province")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def head(world: World) -> User:
    return make_user("manager", world.province)


def why(place: Place = M4_PROVINCE) -> Why:
    return Why("Nghị quyết của Hội đồng nhân dân tỉnh", stamp_of_target(place))


def wanted(from_year: int = 2026, base: int = 96, **facts: Any) -> NewTarget:
    place = facts.pop("place", M4_PROVINCE)
    return NewTarget(place, from_year, Decimal(base), **facts)


def test_a_change_ends_what_held_and_begins_another(head: User, world: World) -> None:
    made = set_target(by=head, new=wanted(), why=why())
    rows = TargetSchedule.objects.filter(indicator="M4", level="province")
    assert [row.valid_to for row in rows.exclude(pk=made.pk)] == [date(2025, 12, 31)] * 3
    assert {row.ended_by for row in rows.exclude(pk=made.pk)} == {f"user:{head.username}"}
    assert made.begun_by == f"user:{head.username}"
    assert made.begun_at is not None
    targets = active_targets()
    assert [targets.of("M4", "province", year) for year in (2025, 2026, 2030)] == [90, 96, 96]
    event = Event.objects.get(verb="target.set")
    assert event.agency == world.province
    assert event.object_id == made.pk
    assert event.purpose.startswith("Nghị quyết")
    assert event.facts["base"] == "96"
    assert len(event.facts["ended"]) == 3
    again = set_target(by=head, new=wanted(2027, 97), why=why())
    made.refresh_from_db()
    assert made.valid_to == date(2026, 12, 31)
    set_target(by=head, new=wanted(2027, 98), why=why())
    again.refresh_from_db()
    # It never came to hold; it stays to be read.
    assert not again.active
    assert again.end_reason
    years = [active_targets().of("M4", "province", year) for year in (2025, 2026, 2027)]
    assert years == [90, 96, 98]


def test_a_target_is_ended_from_a_year_on(head: User) -> None:
    ended = end_target(by=head, place=M4_PROVINCE, from_year=2024, why=why())
    assert len(ended) == 3
    targets = active_targets()
    assert targets.of("M4", "province", 2023) == 50
    assert targets.of("M4", "province", 2024) is None
    assert targets.of("M4", "commune", 2024) == 55
    with pytest.raises(ScheduleRefused, match="nothing_to_end"):
        end_target(by=head, place=M4_PROVINCE, from_year=2024, why=why())
    assert Event.objects.get(verb="target.ended").facts["ended"] == ended


def test_an_agency_gets_a_target_of_its_own(head: User, world: World) -> None:
    place = Place("M9", agency=world.commune)
    set_target(by=head, new=wanted(2025, 98, place=place), why=why(place))
    targets = active_targets()
    assert targets.of("M9", "commune", 2025, agency=world.commune) == 98
    assert targets.of("M9", "commune", 2025) is None


def test_the_preview_is_what_comes_of_it(head: User, world: World) -> None:
    new = wanted(2024, 60, first_step=2025, step=Decimal(15), values={2026: Decimal(80)})
    before = after_setting(active_targets(), new)
    set_target(by=head, new=new, why=why())
    assert told(before) == told(active_targets())
    before = after_ending(active_targets(), M4_PROVINCE, from_year=2026)
    end_target(by=head, place=M4_PROVINCE, from_year=2026, why=why())
    assert told(before) == told(active_targets())
    before = after_choosing(active_targets(), "second_year", "B")
    reason = Why("Theo công văn", stamp_of_readings())
    choose_reading(by=head, question="second_year", option="B", why=reason)
    assert told(before) == told(active_targets())


def told(targets: Any) -> list[Decimal | None]:
    levels = (None, "province", "commune")
    return [
        targets.of(code, level, year)
        for code in ("M1", "M4", "M7")
        for level in levels
        for year in range(2021, 2030)
    ]


def test_a_reading_is_chosen_and_its_history_kept(head: User, world: World) -> None:
    for option in ("B", "A"):
        reason = Why("Theo công văn hướng dẫn", stamp_of_readings())
        choose_reading(by=head, question="second_year", option=option, why=reason)
    rows = ReadingChoice.objects.order_by("pk")
    assert [row.option for row in rows] == ["B", "A"]
    assert rows[0].ended_by == f"user:{head.username}"
    assert rows[1].ended_at is None
    changed = [event.facts["changed"] for event in Event.objects.filter(verb__startswith="target.")]
    assert changed == [{"option": ["A", "B"]}, {"option": ["B", "A"]}]


@pytest.mark.parametrize(
    ("question", "option", "code"),
    [
        ("second_year", "A", "target.read_so_already"),
        ("second_year", "D", "target.no_such_reading"),
        ("nothing", "A", "target.no_such_reading"),
    ],
)
def test_a_reading_that_cannot_be(head: User, question: str, option: str, code: str) -> None:
    with pytest.raises(ScheduleRefused, match=code):
        choose_reading(
            by=head, question=question, option=option, why=Why("Vì", stamp_of_readings())
        )
    assert not ReadingChoice.objects.exists()


def test_two_readings_that_leave_no_target(head: User) -> None:
    choose_reading(by=head, question="flow_base", option="B", why=Why("Vì", stamp_of_readings()))
    with pytest.raises(ScheduleRefused, match="contradict"):
        choose_reading(
            by=head, question="step_kind", option="B", why=Why("Vì", stamp_of_readings())
        )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"from_year": 2014}, "target.year_out_of_range"),
        ({"first_step": 2200, "step": Decimal(1)}, "target.year_out_of_range"),
        ({"values": {2025: Decimal(1)}}, "target.value_before_it_holds"),
        ({"values": {2027: Decimal(101)}}, "target.not_in_percent"),
        ({"base": -1}, "target.not_in_percent"),
        ({"cap": Decimal(90)}, "target.cap_below_base"),
        ({"step": Decimal(20)}, "target.step_without_year"),
        ({"first_step": 2027}, "target.step_without_year"),
    ],
)
def test_a_target_that_cannot_be(head: User, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(ScheduleRefused, match=code):
        set_target(by=head, new=wanted(**facts), why=why())
    assert not TargetSchedule.objects.filter(variant="")


def test_the_same_once_more_is_refused(head: User) -> None:
    set_target(by=head, new=wanted(), why=why())
    with pytest.raises(ScheduleRefused, match="nothing_changed"):
        set_target(by=head, new=wanted(), why=why())


def test_what_somebody_else_has_changed_in_between_is_not_overwritten(head: User) -> None:
    seen, readings = why(), Why("Vì", stamp_of_readings())
    set_target(by=head, new=wanted(), why=seen)
    with pytest.raises(Changed):
        set_target(by=head, new=wanted(2027), why=seen)
    with pytest.raises(Changed):
        end_target(by=head, place=M4_PROVINCE, from_year=2030, why=seen)
    choose_reading(by=head, question="second_year", option="C", why=readings)
    with pytest.raises(Changed):
        choose_reading(by=head, question="levelless", option="B", why=readings)


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_who_sets_targets(kind: str, world: World) -> None:
    root, below = make_user(kind, world.province), make_user(kind, world.commune)
    assert sets_for_all(root)
    assert set(agencies_set_by(root)) >= {world.province, world.commune, world.district}
    assert not sets_for_all(below)
    assert not agencies_set_by(below).exists()
    for place in (M4_PROVINCE, Place("M4", agency=world.commune)):
        with pytest.raises(NotYours):
            set_target(by=below, new=wanted(place=place), why=why(place))
        with pytest.raises(NotYours):
            end_target(by=below, place=place, from_year=2026, why=why(place))
    with pytest.raises(NotYours):
        choose_reading(
            by=below, question="second_year", option="B", why=Why("Vì", stamp_of_readings())
        )


@pytest.mark.parametrize("kind", ["clerk", "officer", "auditor"])
def test_others_set_none(kind: str, world: World) -> None:
    with pytest.raises(NotYours):
        set_target(by=make_user(kind, world.province), new=wanted(), why=why())


def test_one_of_two_roots_sets_its_own_tree_only(head: User, world: World) -> None:
    other = make_agency("G09", level="ministry")
    assert not sets_for_all(head)
    with pytest.raises(NotYours):
        set_target(by=head, new=wanted(), why=why())
    place = Place("M4", agency=other)
    with pytest.raises(NotYours):
        set_target(by=head, new=wanted(place=place), why=why(place))
    place = Place("M4", agency=world.province)
    assert set_target(by=head, new=wanted(place=place), why=why(place)).agency == world.province


class AnySeries(TestCase):
    """Whatever is set, one after the other: what is past stays, and what was said last holds."""

    @given(
        steps=st.lists(
            st.tuples(st.integers(2020, 2030), st.integers(0, 100)), min_size=1, max_size=6
        )
    )
    def test_what_was_said_last_holds_and_what_is_before_stays(
        self, steps: list[tuple[int, int]]
    ) -> None:
        world = World()
        head = make_user("manager", world.province)
        place = Place("M9", "commune")
        expected: dict[int, Decimal] = {}
        for year, base in steps:
            # The same once more is refused, and changes nothing.
            with suppress(ScheduleRefused):
                set_target(by=head, new=wanted(year, base, place=place), why=why(place))
            expected |= dict.fromkeys(range(year, 2032), Decimal(base))
        targets = active_targets()
        for year in range(2019, 2032):
            assert targets.of("M9", "commune", year) == expected.get(year)
        assert TargetSchedule.objects.filter(indicator="M9").count() <= len(steps)
