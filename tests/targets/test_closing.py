"""Closed periods: frozen under a hash, corrected beside it, closed again with a reason, and never changed."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency, User
from dossiers.administration.errors import NotYours
from dossiers.models import Event
from targets import closing as closing_room
from targets.closed_content import Cell, cells, content_of, differences, read
from targets.closing import Closing, Kind, close, closing_of, is_intact, period_of
from targets.errors import ClosingRefused
from targets.models import PeriodClosing, TargetSchedule
from targets.periods import Period
from targets.rollup import follow
from tests.records import make_user
from tests.targets.world import World

MAY = date(2026, 5, 1)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    for day in (4, 5, 6):
        dossier = made.dossier(made.commune, date(2026, 5, day))
    made.paper(dossier, made.commune, accepted_at=dossier.received_at)
    return made


@pytest.fixture
def head(world: World) -> User:
    return make_user("manager", world.province)


def may(world: World, **facts: Any) -> Closing:
    facts = {"agency": world.province.pk, "kind": Kind.MONTH, "begin": MAY, **facts}
    return Closing(**facts)


def test_the_figures_are_frozen_under_a_hash(world: World, head: User) -> None:
    made = close(by=head, wanted=may(world))
    assert (made.begin, made.end, made.version) == (MAY, date(2026, 5, 31), 1)
    assert made.sha256 == hashlib.sha256(made.content.encode()).hexdigest()
    content = json.loads(made.content)
    assert content["figures"]["received"] == 3
    frozen = cells(content)
    # What had not been counted yet when it was closed was counted first.
    assert frozen["H80.3", "commune", "M4"].denominator == 1
    assert frozen["H80", None, "M7"] == Cell(0, 3, Decimal(0), Decimal(50))
    assert frozen["H80.1", "province", "M2"].value is None
    event = Event.objects.get(verb="period.closed")
    assert event.facts["sha256"] == made.sha256
    assert event.agency == world.province
    assert is_intact(made)


@pytest.mark.django_db(transaction=True)
def test_the_figures_are_of_one_moment(
    world: World, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who counts has to wait while they are read."""
    held = []

    def reading(agency: Agency, period: Period) -> dict[str, Any]:
        held.append(transaction.get_connection().in_atomic_block)
        return content_of(agency, period)

    monkeypatch.setattr(closing_room, "content_of", reading)
    close(by=head, wanted=may(world))
    assert held == [True]


def test_the_same_figures_give_the_same_bytes(world: World) -> None:
    follow()
    period = Period.month(2026, 5)
    first = closing_room.canonical(content_of(world.province, period))
    assert first == closing_room.canonical(content_of(world.province, period))
    assert closing_room.canonical(read(first)) == first


def test_a_correction_is_told_beside_and_closed_as_a_new_version(world: World, head: User) -> None:
    first = close(by=head, wanted=may(world))
    world.dossier(world.commune, date(2026, 5, 20))
    follow()
    now = content_of(world.province, Period.month(2026, 5))
    found = differences(read(first.content), now)
    assert [(each.name, each.frozen, each.now) for each in found.figures if each.name == "received"]
    online = next(each for each in found.rates if (each.agency, each.indicator) == ("H80.3", "M7"))
    assert online.parts == ["denominator"]
    assert (online.frozen.denominator, online.now.denominator) == (3, 4)  # type: ignore[union-attr]
    with pytest.raises(ClosingRefused, match="no_reason"):
        close(by=head, wanted=may(world))
    second = close(by=head, wanted=may(world, reason="Xã nộp bổ sung"))
    assert second.version == 2
    first.refresh_from_db()
    assert cells(read(first.content))["H80.3", "commune", "M7"].denominator == 3
    assert not differences(read(second.content), now)
    assert is_intact(first)
    assert is_intact(second)


def test_what_has_not_changed_is_not_closed_again(world: World, head: User) -> None:
    close(by=head, wanted=may(world))
    with pytest.raises(ClosingRefused, match="nothing_changed"):
        close(by=head, wanted=may(world, reason="Chốt lại cho chắc"))
    assert PeriodClosing.objects.count() == 1


def test_another_target_is_a_difference_too(world: World, head: User) -> None:
    first = close(by=head, wanted=may(world))
    TargetSchedule.objects.filter(indicator="M7", valid_from__year=2021).update(base=60)
    found = differences(read(first.content), content_of(world.province, Period.month(2026, 5)))
    assert {each.indicator for each in found.rates} == {"M7"}
    assert all(each.parts == ["target"] for each in found.rates)


def test_a_rate_that_is_new_or_gone(world: World, head: User) -> None:
    content = read(close(by=head, wanted=may(world)).content)
    fewer = {**content, "rates": [row for row in content["rates"] if row["agency"] != "H80.1"]}
    for one, two in ((content, fewer), (fewer, content)):
        assert {tuple(each.parts) for each in differences(one, two).rates} == {("whole",)}
    # What the program has learnt to count since then was not closed, so it has not changed.
    known = {**content, "rates": [row for row in content["rates"] if row["indicator"] != "M7"]}
    assert not differences(known, content)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"begin": date(2014, 5, 1)}, "too_early"),
        ({"begin": timezone.localdate().replace(day=1)}, "not_over"),
        ({"kind": Kind.YEAR, "begin": timezone.localdate()}, "not_over"),
    ],
)
def test_a_period_that_cannot_be_closed(
    world: World, head: User, wanted: dict[str, Any], code: str
) -> None:
    with pytest.raises(ClosingRefused, match=code):
        close(by=head, wanted=may(world, **wanted))


def test_an_agency_is_closed_for_the_days_on_which_it_was_there(world: World, head: User) -> None:
    ended = {"agency": world.district.pk}
    with pytest.raises(ClosingRefused, match="agency_not_there"):
        close(by=head, wanted=may(world, **ended))
    last = date.fromisoformat("2025-06-30")
    assert close(by=head, wanted=may(world, **ended, begin=last.replace(day=1))).end == last


def test_what_is_still_being_counted_is_not_closed(
    world: World, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_room, "events_behind", lambda: 1)
    with pytest.raises(ClosingRefused, match="being_counted"):
        close(by=head, wanted=may(world))


@pytest.mark.parametrize("kind", ["clerk", "officer", "auditor"])
def test_who_does_not_close(kind: str, world: World) -> None:
    with pytest.raises(NotYours):
        close(by=make_user(kind, world.province), wanted=may(world))


def test_below_and_elsewhere(world: World) -> None:
    below = make_user("administrator", world.commune)
    with pytest.raises(NotYours):
        close(by=below, wanted=may(world))
    made = close(by=below, wanted=may(world, agency=world.commune.pk))
    assert set(cells(read(made.content))) == {
        key for key in cells(read(made.content)) if key[0] == "H80.3"
    }


def test_which_closing_covers_a_period(world: World, head: User) -> None:
    month, quarter = Period.month(2026, 5), Period.quarter(2026, 2)
    assert closing_of(world.commune, month) is None
    of_quarter = close(by=head, wanted=may(world, kind=Kind.QUARTER))
    assert closing_of(world.commune, month) == of_quarter
    assert closing_of(world.province, quarter) == of_quarter
    of_month = close(by=head, wanted=may(world))
    assert closing_of(world.commune, month) == of_month
    own = close(by=head, wanted=may(world, agency=world.commune.pk))
    assert closing_of(world.commune, month) == own
    assert closing_of(world.department, month) == of_month
    assert closing_of(world.commune, Period.year(2026)) is None


def test_a_closing_is_never_changed(world: World, head: User) -> None:
    made = close(by=head, wanted=may(world))
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()
    # What is changed behind the program's back is found out, in the content or in the hash alone.
    rows = PeriodClosing.objects.filter(pk=made.pk)
    rows.update(content=made.content.replace('"numerator":0', '"numerator":1', 1))
    assert not is_intact(rows.get())
    text = rows.get().content
    rows.update(sha256=closing_room.sha256_of(text))
    assert not is_intact(rows.get())


def test_a_version_is_closed_once(world: World, head: User) -> None:
    made = close(by=head, wanted=may(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodClosing.objects.bulk_create(
            [PeriodClosing(**{**_facts(made), "reason": "x"})], batch_size=1
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodClosing.objects.bulk_create([PeriodClosing(**{**_facts(made), "version": 2})])


def _facts(made: PeriodClosing) -> dict[str, Any]:
    names = ("agency_id", "kind", "begin", "end", "version", "content", "sha256", "closed_by")
    return {**{name: getattr(made, name) for name in names}, "closed_at": timezone.now()}


@given(st.sampled_from(list(Kind)), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_one_period_of_a_kind(kind: Kind, day: date) -> None:
    period = period_of(kind, day)
    assert period.begin <= day <= period.end
    assert period_of(kind, period.begin) == period_of(kind, period.end) == period
    assert period_of(kind, period.end + timedelta(days=1)).begin == period.end + timedelta(days=1)
