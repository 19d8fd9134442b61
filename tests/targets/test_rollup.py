"""Leaves follow the events: reading again changes nothing, sums agree, and a recount finds the same."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Agency
from dossiers.models import Dossier, Event, Paper
from dossiers.states import State
from targets.models import Contribution, Cursor, Leaf, StockCount
from targets.rollup import apply, follow, rebuild, touched_by
from targets.selectors import FORMULAS, rates, rates_of
from tests.records import make_paper_type
from tests.targets.world import World, at, days_of

type_of_leaves = list[tuple[object, ...]]
type_of_acts = list[tuple[str, int, date, int, bool]]
# A failure is told as found: making it smaller takes minutes with a database.
QUICK = (Phase.explicit, Phase.generate)
DAYS = days_of(2024) + days_of(2025)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["dossier", "finish", "paper", "result", "withdraw", "reuse", "revoke", "stock"]
        ),
        st.integers(0, 3),
        st.sampled_from(DAYS),
        st.integers(0, 50),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


def leaves() -> type_of_leaves:
    rows = Leaf.objects.values_list("agency", "procedure", "day", "measure", "value")
    return sorted(rows, key=repr)


def play(world: World, acts: type_of_acts) -> None:
    """Do what the acts say, as far as there is something to do it to."""
    for verb, which, day, number, follow_now in acts:
        act(world, verb, world.agencies[which], day, number)
        if follow_now:
            follow()


def act(world: World, verb: str, agency: Agency, day: date, number: int) -> None:
    dossier = Dossier.objects.order_by("pk").last()
    if verb == "dossier":
        world.dossier(agency, day, channel=1 + number % 3, status=1 + number % 10)
    elif verb == "stock":
        world.count(agency, day, number)
    elif verb == "finish" and dossier and dossier.received_at:
        dossier.status, dossier.finished_at = 9, dossier.received_at + timedelta(days=number % 9)
        dossier.due_at = dossier.received_at + timedelta(days=4) if number % 2 else None
        dossier.save()
        world.tell("dossier.recorded", dossier, dossier.deciding_agency)
    elif verb in {"paper", "result"} and dossier:
        add_paper(world, agency, dossier if number % 4 else None, day, number, verb)
    elif verb == "withdraw" and (paper := Paper.objects.filter(state=State.AVAILABLE).last()):
        paper.state = State.WITHDRAWN
        paper.revoked_at = day if number % 2 else None
        paper.save()
        world.tell("paper.withdrawn", paper, paper.agency)
    elif (
        verb == "reuse"
        and dossier
        and (paper := Paper.objects.filter(state=State.AVAILABLE).last())
    ):
        component = world.components[number % 2]
        if not dossier.reuses.filter(component=component, paper=paper).exists():
            world.reuse(dossier, component, paper)
    elif verb == "revoke" and dossier and (reuse := dossier.reuses.filter(revoked_at=None).first()):
        world.revoke(reuse)


def add_paper(
    world: World, agency: Agency, dossier: Dossier | None, day: date, number: int, verb: str
) -> None:
    """A paper that is a component, a dossier's result, or (without a dossier) an old result."""
    state = [State.AVAILABLE, State.TO_REVIEW, State.REVIEWED][number % 3]
    is_result = verb == "result"
    world.paper(
        dossier,
        agency,
        state=state,
        is_result=is_result and dossier is not None,
        paper_type=make_paper_type("giay_phep_xd" if is_result else "don_de_nghi"),
        component=world.components[number % 2] if dossier and not is_result else None,
        accepted_at=None if state == State.TO_REVIEW else at(day),
        valid_from=day,
        valid_to=day + timedelta(days=number) if number % 5 == 0 else None,
        verdict="valid" if number % 7 else "indeterminate",
    )


def recount(agency_ids: set[int], year: int, as_of: date) -> dict[str, tuple[int, int]]:
    """The rates of these agencies straight from the records, written differently on purpose."""
    received: Counter[str] = Counter()
    for each in Dossier.objects.filter(deciding_agency__in=agency_ids).exclude(status__in=[1, 3]):
        assert each.received_at is not None
        day = timezone.localdate(each.received_at)
        if day.year != year or day > as_of:
            continue
        received["all"] += 1
        received["online"] += each.channel == 2
        received["reusing"] += each.reuses.filter(revoked_at=None).exists()
        if each.finished_at and each.status >= 7:
            limit = each.due_at
            late = (
                each.finished_at > limit
                if limit
                else each.finished_at.date() > third_working_day(day)
            )
            received["late" if late else "on time"] += 1
    done = received["on time"] + received["late"]
    found = {
        "M5": (received["reusing"], received["all"]),
        "M7": (received["online"], received["all"]),
        "M9": (received["on time"], done),
    }
    stock = 0
    for agency in agency_ids:
        counts = StockCount.objects.filter(agency=agency, valid_on__lte=as_of).order_by("valid_on")
        last = counts.last()
        stock += last.count if last else 0
    known = digitized = 0
    for paper in Paper.objects.select_related("dossier"):
        holder = paper.dossier.deciding_agency_id if paper.dossier else paper.agency_id
        result = paper.is_result if paper.dossier else paper.paper_type_id == "giay_phep_xd"
        if holder not in agency_ids or not result or not stands(paper, as_of):
            continue
        known += 1
        digitized += (
            paper.accepted_at is not None and timezone.localdate(paper.accepted_at) <= as_of
        )
    return {**found, "M1": (digitized, stock + known)}


def stands(paper: Paper, day: date) -> bool:
    assert paper.valid_from is not None
    ended = paper.valid_to is not None and paper.valid_to < day
    revoked = paper.revoked_at is not None and paper.revoked_at <= day
    wrong = paper.state == State.WITHDRAWN and paper.revoked_at is None
    return paper.valid_from <= day and not ended and not revoked and not wrong


def third_working_day(day: date) -> date:
    left = 3
    while left:
        day += timedelta(days=1)
        left -= 1 if day.isoweekday() < 6 else 0
    return day


class TestRollup(TestCase):
    """Hypothesis plays records; each example has a database of its own."""

    @settings(max_examples=20, phases=QUICK, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS, data=st.data())
    def test_reading_events_again_changes_nothing(
        self, acts: type_of_acts, data: st.DataObject
    ) -> None:
        play(World(), acts)
        follow()
        before = leaves()
        assert follow() == 0
        back = {each.pk: data.draw(st.integers(0, each.seq)) for each in Cursor.objects.all()}
        for agency, seq in back.items():
            Cursor.objects.filter(agency=agency).update(seq=seq)
        follow()
        assert leaves() == before
        events = list(Event.objects.order_by("id"))
        for event in data.draw(st.permutations(events))[:6]:
            apply(touched_by([event]))
        assert leaves() == before
        rebuild()
        assert leaves() == before
        assert follow() == 0

    @settings(max_examples=20, phases=QUICK, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS, year=st.sampled_from([2024, 2025]), month=st.integers(1, 12))
    def test_rates_agree_with_a_naive_recount(
        self, acts: type_of_acts, year: int, month: int
    ) -> None:
        world = World()
        play(world, acts)
        follow()
        as_of = date(year, month, 28)
        everyone = {agency.pk for agency in world.agencies}
        found = rates_of([world.province], year=year, as_of=as_of)
        whole = {each.indicator.value: each for each in found if each.level is None}
        told = whole or {each.indicator.value: each for each in found}
        for indicator, (numerator, denominator) in recount(everyone, year, as_of).items():
            rate = told[indicator]
            assert (rate.numerator, rate.denominator) == (numerator, denominator), indicator

    @settings(max_examples=20, phases=QUICK, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS, year=st.sampled_from([2024, 2025]))
    def test_a_subtree_is_the_sum_of_its_leaves(self, acts: type_of_acts, year: int) -> None:
        world = World()
        play(world, acts)
        follow()
        as_of = date(year, 12, 31)
        whole = rates_of([world.province], year=year, as_of=as_of)
        by_level = [each for each in whole if each.level is not None]
        for indicator in FORMULAS:
            top = next(each for each in whole if each.indicator == indicator)
            same = [each for each in by_level if each.indicator == indicator]
            assert top.numerator == sum(each.numerator for each in same)
            assert top.denominator == sum(each.denominator for each in same)
            assert 0 <= top.numerator <= top.denominator
        own = [world.department, world.commune]
        parts = rates_of(own, year=year, as_of=as_of)
        if year == 2025 and not Dossier.objects.filter(deciding_agency=world.province).exists():
            online = [each for each in parts if each.indicator == "M7"]
            firsts = {each.agency.pk: each for each in reversed(online)}
            top = next(each for each in whole if each.indicator == "M7")
            assert top.denominator == sum(each.denominator for each in firsts.values())


@pytest.mark.django_db
def test_a_deleted_record_takes_its_share_along() -> None:
    world = World()
    count = world.count(world.commune, date(2024, 1, 1), 5)
    follow()
    assert Leaf.objects.get().value == 5
    StockCount.objects.all().delete()
    apply({"stockcount": {count.pk}})
    assert not Leaf.objects.exists()


@pytest.mark.django_db
def test_a_dossier_that_is_handed_on_leaves_its_first_agency() -> None:
    world = World()
    dossier = world.dossier(world.district, date(2025, 2, 3))
    follow()
    dossier.deciding_agency = world.department
    dossier.save()
    world.tell("dossier.recorded", dossier, world.department)
    follow()
    assert set(Leaf.objects.values_list("agency", flat=True)) == {world.department.pk}


@pytest.mark.django_db(transaction=True)
def test_a_failure_half_way_keeps_cursor_and_leaves_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.dossier(world.commune, date(2025, 2, 3))
    monkeypatch.setattr("targets.rollup._add_to_leaves", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        follow()
    assert not Contribution.objects.exists()
    assert not Cursor.objects.exists()
    monkeypatch.undo()
    assert follow() == 1
    assert rates(2025, agency=world.commune, indicators=["M7"])[0].denominator == 1


def test_who_follows_busy_offices_comes_back_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """While many work there is always a new event."""
    monkeypatch.setattr("targets.rollup._follow_some", lambda: 1)
    assert follow(within_s=0) == 1
    assert follow(within_s=0.01) > 1
