"""Campaigns: who plans, what is refused, how far they are, and what their history tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency, User
from dossiers.administration.errors import Changed, NotYours
from dossiers.models import Event, Notification, PaperType
from targets.campaign_progress import Progress, Standing, progress_of, weeks_of
from targets.campaigns import (
    Change,
    Plan,
    campaigns_seen_by,
    change,
    close,
    plan,
    possible_owners,
    stamp_of_campaign,
)
from targets.errors import CampaignRefused
from targets.models import Campaign
from tests.records import make_agency, make_paper_type, make_user
from tests.targets.piles import result, stock

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def province() -> Agency:
    return make_agency(level="province")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency(parent=province)


@pytest.fixture
def kind() -> PaperType:
    return make_paper_type("giay_phep_xd")


@pytest.fixture
def manager(province: Agency) -> User:
    return make_user("manager", province)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def wanted(commune: Agency, kind: PaperType, manager: User, today: date) -> Plan:
    stock(commune, kind, 100, day=LONG_AGO)
    return Plan(
        agency=commune.pk,
        paper_type=kind.pk,
        owner=manager.pk,
        starts_on=today,
        deadline=today + timedelta(days=27),
        target=40,
        reason="Kế hoạch 155",
    )


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(CampaignRefused) as told:
        act()
    return told.value.code


def test_a_plan_is_kept_with_what_was_missing_and_its_event(wanted: Plan, manager: User) -> None:
    made = plan(by=manager, wanted=wanted)
    assert (made.target, made.missing_at_start, made.owner_id) == (40, 100, manager.pk)
    event = Event.objects.get(object_type="campaign", object_id=made.pk)
    assert event.verb == "campaign.planned"
    assert event.facts["missing"] == 100
    assert event.facts["owner"] == manager.pk
    assert not Notification.objects.exists()  # nobody is told what they did themselves


def test_the_owner_is_told_once(wanted: Plan, manager: User, commune: Agency) -> None:
    clerk = make_user("clerk", commune)
    made = plan(by=manager, wanted=replace(wanted, owner=clerk.pk))
    assert Notification.objects.get().user == clerk
    assert list(campaigns_seen_by(clerk)) == [made]


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"target": 101}, "campaign.more_than_missing"),
        ({"starts_on": -400, "deadline": 3}, "campaign.begins_too_early"),
        ({"starts_on": -9, "deadline": -1}, "campaign.deadline_past"),
        ({"starts_on": 9, "deadline": 8}, "campaign.days_out_of_order"),
    ],
)
def test_what_cannot_be_planned(
    wanted: Plan, manager: User, today: date, otherwise: dict[str, int], code: str
) -> None:
    facts: dict[str, Any] = {
        name: value if name == "target" else today + timedelta(days=value)
        for name, value in otherwise.items()
    }
    assert refused(lambda: plan(by=manager, wanted=replace(wanted, **facts))) == code
    assert not Campaign.objects.exists()
    assert not Event.objects.filter(verb="campaign.planned").exists()


def test_one_campaign_at_a_time_for_an_agency_and_a_type(wanted: Plan, manager: User) -> None:
    first = plan(by=manager, wanted=wanted)
    assert refused(lambda: plan(by=manager, wanted=wanted)) == "campaign.open_already"
    close(by=manager, campaign=first.pk, outcome="stopped", note="Làm lại")
    assert plan(by=manager, wanted=wanted).pk != first.pk


def test_nothing_is_planned_where_nothing_is_missing(
    wanted: Plan, manager: User, province: Agency
) -> None:
    other = make_agency(parent=province)
    code = refused(lambda: plan(by=manager, wanted=replace(wanted, agency=other.pk)))
    assert code == "campaign.nothing_missing"


def test_an_agency_that_has_ended_plans_nothing(
    wanted: Plan, manager: User, commune: Agency, today: date
) -> None:
    commune.valid_to = today - timedelta(days=1)
    commune.save()
    assert refused(lambda: plan(by=manager, wanted=wanted)) == "campaign.agency_ended"


@pytest.mark.parametrize("kind_of_role", ["clerk", "officer", "auditor"])
def test_only_managers_and_administrators_plan(
    wanted: Plan, commune: Agency, kind_of_role: str
) -> None:
    other = make_user(kind_of_role, commune)
    with pytest.raises(NotYours):
        plan(by=other, wanted=replace(wanted, owner=other.pk))


def test_nobody_plans_elsewhere(wanted: Plan, province: Agency) -> None:
    neighbour = make_user("manager", make_agency(parent=province))
    with pytest.raises(NotYours):
        plan(by=neighbour, wanted=replace(wanted, owner=neighbour.pk))


def test_owners_are_of_the_agency_or_above_as_far_as_the_planner_reaches(
    wanted: Plan, manager: User, commune: Agency, province: Agency
) -> None:
    clerk, own = make_user("clerk", commune), make_user("manager", commune)
    neighbour = make_user("clerk", make_agency(parent=province))
    assert set(possible_owners(manager, commune)) == {manager, clerk, own}
    # Of a commune's manager the province's people are none to be named.
    assert set(possible_owners(own, commune)) == {clerk, own}
    code = refused(lambda: plan(by=manager, wanted=replace(wanted, owner=neighbour.pk)))
    assert code == "campaign.owner_unknown"


def test_progress_counts_copies_of_what_was_there_before(
    wanted: Plan, manager: User, commune: Agency, kind: PaperType, today: date
) -> None:
    made = plan(by=manager, wanted=wanted)
    for _ in range(3):
        result(commune, kind, since=LONG_AGO, copied=today)
    result(commune, kind, since=LONG_AGO, copied=today - timedelta(days=1))  # before it began
    result(commune, make_paper_type("khac"), since=LONG_AGO, copied=today)
    result(make_agency(), kind, since=LONG_AGO, copied=today)
    found = progress_of(made, today=today)
    assert (found.done, found.lately, str(found.share)) == (3, 3, "7.50")
    assert found.standing is Standing.ON_PACE
    weeks = weeks_of(made, today=today + timedelta(days=7))
    assert [each.copies for each in weeks] == [3, 0]
    assert weeks[-1].so_far == 3


def test_what_was_digitized_on_the_first_day_before_the_plan_is_not_the_campaigns(
    wanted: Plan, manager: User, commune: Agency, kind: PaperType, today: date
) -> None:
    result(commune, kind, since=LONG_AGO, copied=today)
    made = plan(by=manager, wanted=wanted)
    assert progress_of(made, today=today).done == 0
    result(commune, kind, since=LONG_AGO, copied=today)
    assert progress_of(made, today=today).done == 1
    assert sum(each.copies for each in weeks_of(made, today=today)) == 1


def test_the_first_day_of_a_plan_that_began_before_counts_whole(
    wanted: Plan, manager: User, commune: Agency, kind: PaperType, today: date
) -> None:
    begun = today - timedelta(days=3)
    result(commune, kind, since=LONG_AGO, copied=begun)
    made = plan(by=manager, wanted=replace(wanted, starts_on=begun))
    assert made.missing_at_start == 100
    assert progress_of(made, today=today).done == 1


def test_what_is_issued_anew_at_a_counter_is_not_the_campaigns(
    wanted: Plan, manager: User, commune: Agency, kind: PaperType, today: date
) -> None:
    made = plan(by=manager, wanted=wanted)
    fresh = result(commune, kind, since=today, copied=today)
    assert progress_of(made, today=today).done == 1  # without a dossier: of the backlog
    fresh.procedure_id = 1
    fresh.save()
    assert progress_of(made, today=today).done == 0


def test_a_change_keeps_what_was_and_asks_for_what_was_seen(
    wanted: Plan, manager: User, today: date
) -> None:
    made = plan(by=manager, wanted=wanted)
    seen = stamp_of_campaign(made)
    later = today + timedelta(days=60)
    as_it_is = Change(manager.pk, made.deadline, 40, "Không", seen)
    code = refused(lambda: change(by=manager, campaign=made.pk, wanted=as_it_is))
    assert code == "campaign.nothing_changed"
    asked = Change(manager.pk, later, 50, "Thêm thời gian", seen)
    change(by=manager, campaign=made.pk, wanted=asked)
    event = Event.objects.get(verb="campaign.changed")
    assert event.facts == {
        "deadline": [wanted.deadline.isoformat(), later.isoformat()],
        "target": [40, 50],
    }
    with pytest.raises(Changed):
        change(by=manager, campaign=made.pk, wanted=asked)


def test_done_only_with_its_number_and_closed_once(
    wanted: Plan, manager: User, commune: Agency, kind: PaperType, today: date
) -> None:
    made = plan(by=manager, wanted=replace(wanted, target=2))
    done: dict[str, Any] = {"by": manager, "campaign": made.pk, "outcome": "done", "note": "Xong"}
    result(commune, kind, since=LONG_AGO, copied=today)
    assert refused(lambda: close(**done)) == "campaign.not_reached"
    result(commune, kind, since=LONG_AGO, copied=today)
    closed = close(**done)
    assert (closed.outcome, closed.closed_on) == ("done", today)
    assert Event.objects.get(verb="campaign.closed").facts["counted"] == 2
    assert refused(lambda: close(**done)) == "campaign.closed_already"
    # What is scanned later changes nothing of what was closed.
    result(commune, kind, since=LONG_AGO, copied=today + timedelta(days=1))
    assert progress_of(closed, today=today + timedelta(days=5)).done == 2


def progress(
    *, done: int, day: int, target: int = 100, length: int = 100, lately: int = 0
) -> Progress:
    """A campaign of so many days on its day (1: the first)."""
    begin = date(2026, 3, 2)
    campaign = Campaign(
        starts_on=begin, deadline=begin + timedelta(days=length - 1), target=target, outcome=""
    )
    return Progress(campaign, begin + timedelta(days=day - 1), done=done, lately=lately)


def test_pace_and_what_is_needed() -> None:
    half = progress(done=30, day=51, lately=28)
    assert (half.expected, half.missing, half.days_left) == (50, 70, 50)
    assert half.standing is Standing.BEHIND
    assert (half.a_week_needed, half.a_week_now) == (10, 7)
    assert half.reached_on == half.today + timedelta(days=70)
    over = progress(done=30, day=101)
    assert (over.standing, over.a_week_needed, over.reached_on) == (Standing.OVERDUE, None, None)
    assert progress(done=0, day=0).standing is Standing.TO_COME
    assert progress(done=130, day=9).standing is Standing.REACHED


@given(
    target=st.integers(1, 10**6),
    done=st.integers(0, 2 * 10**6),
    length=st.integers(1, 800),
    day=st.integers(-30, 900),
)
def test_a_straight_line_ends_at_the_target_and_never_beyond(
    target: int, done: int, length: int, day: int
) -> None:
    found = progress(done=done, day=day, target=target, length=length, lately=min(done, 50))
    assert 0 <= found.expected <= target
    if day > length:
        assert found.expected == target
    if found.a_week_needed is not None:
        assert found.a_week_needed * found.days_left >= 7 * found.missing - 7 * found.days_left
        assert found.a_week_needed * found.days_left >= 7 * found.missing
    if done >= target:
        assert found.standing is Standing.REACHED
        assert found.reached_on is None
