"""The rows behind a number are as many as it says, and only of agencies that the person answers for."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.extra.django import TestCase

from accounts.models import User
from dossiers.models import Channel
from dossiers.states import State
from targets.behind import DOSSIERS
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.periods import Period
from targets.rollup import follow
from targets.selectors import (
    Rate,
    behind_dossiers,
    behind_papers,
    behind_stock,
    rates_of,
    trend,
)
from tests.records import make_paper_type, make_user
from tests.targets.acts import Life, some_acts, type_of_act
from tests.targets.world import World, at

JUNE = date(2024, 6, 3)
END = date(2025, 12, 31)
PAPERS = {Indicator.M1, Indicator.M4}
# Of these a row holds several of what is counted, or may be taken away twice.
NOT_ONE_A_ROW = {Indicator.M5C, Indicator.M8T, Indicator.M10S, Indicator.M6}


def rows_of(user: User, rate: Rate) -> tuple[int, int, int]:
    """How many rows numerator, denominator and what is missing have."""
    behind = behind_papers if rate.indicator in PAPERS else behind_dossiers
    asked = {"indicator": rate.indicator, "agency": rate.agency, "period": rate.period}
    first, second, third = (
        behind(user, **asked, counted=counted).count() for counted in (True, None, False)
    )
    return first, second, third


class RowsBehind(TestCase):
    @settings(
        max_examples=12,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(acts=some_acts)
    def test_there_are_as_many_rows_as_the_rate_says(self, acts: list[type_of_act]) -> None:
        life = Life()
        life.play(acts)
        follow()
        manager = make_user("manager", life.world.province)
        for period in (Period.year(2024), Period.month(2025, 6), Period.quarter(2025, 3)):
            found = rates_of([life.world.province], period=period, as_of=END)
            for rate in (each for each in found if each.level is None):
                assert 0 <= rate.numerator <= rate.denominator, rate
                if rate.indicator in NOT_ONE_A_ROW:
                    continue
                counted, due, missing = rows_of(manager, rate)
                stock = max(0, sum(each.missing for each in self.stock(manager, rate)))
                assert (counted, due + stock) == (rate.numerator, rate.denominator), rate
                assert counted + missing == due, rate

    def stock(self, user: User, rate: Rate) -> list[Any]:
        if rate.indicator != Indicator.M1:
            return []
        return list(behind_stock(user, agency=rate.agency, period=rate.period))

    @settings(
        max_examples=6,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(acts=some_acts)
    def test_every_month_of_every_indicator_lies_within_0_and_100(
        self, acts: list[type_of_act]
    ) -> None:
        life = Life()
        life.play(acts)
        follow()
        for code in INDICATORS:
            for agency in (life.world.province, life.world.commune):
                for month in trend(agency, indicator=code, year=2025, as_of=END):
                    for rate in (month.rate_of_month, month.cumulative):
                        assert rate is not None
                        assert 0 <= rate.numerator <= rate.denominator, rate
                        assert (rate.value is None) == (rate.denominator == 0)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    for agency in (made.commune, made.department):
        made.dossier(agency, JUNE, channel=Channel.ONLINE)
        made.dossier(agency, JUNE)
    made.count(made.commune, JUNE, 7)
    follow()
    return made


def numbers(user: User, world: World, **more: Any) -> list[str]:
    asked = {"indicator": Indicator.M7, "period": Period.year(2024), "agency": world.province}
    return [each.dossier.number for each in behind_dossiers(user, **{**asked, **more})]


def test_every_indicator_has_rows() -> None:
    assert {*DOSSIERS, *PAPERS, Indicator.M9} == set(INDICATORS)


def test_a_manager_sees_only_what_they_answer_for(world: World) -> None:
    assert len(numbers(make_user("manager", world.province), world)) == 4
    assert len(numbers(make_user("auditor", world.province), world, counted=True)) == 2
    manager = make_user("manager", world.commune)
    assert len(numbers(manager, world)) == 2
    assert numbers(manager, world, agency=world.department) == []
    for kind in ("clerk", "officer", None):
        person = make_user(kind, world.province)
        assert numbers(person, world) == []
        assert not behind_stock(person, agency=world.province, period=Period.year(2024))
    stock = behind_stock(manager, agency=world.province, period=Period.year(2024))
    assert [each.missing for each in stock] == [7]


def test_stock_is_what_is_still_to_be_scanned_so_that_the_rows_add_up_to_the_gap(
    world: World,
) -> None:
    permit = make_paper_type("giay_phep_xd")
    scanned = {"paper_type": permit, "valid_from": date(2015, 4, 1)}
    for _ in range(3):
        world.paper(None, world.commune, accepted_at=at(date(2024, 9, 2)), **scanned)
    waiting = {"state": State.TO_REVIEW, "accepted_at": None}
    world.paper(None, world.commune, **scanned, **waiting)
    world.count(world.commune, JUNE, 5, procedure=world.with_result)
    world.count(world.department, JUNE, 2)
    for _ in range(2):
        world.paper(None, world.department, accepted_at=at(date(2024, 9, 2)), **scanned)
    follow()
    manager = make_user("manager", world.province)
    asked = {"agency": world.province, "period": Period.year(2024)}
    stock = [(each.agency, each.procedure, each.missing) for each in behind_stock(manager, **asked)]
    # Of seven without a procedure four are on record since; of the department nothing is left.
    assert stock == [(world.commune, world.with_result, 5), (world.commune, None, 3)]
    lacking = behind_papers(manager, indicator=Indicator.M1, counted=False, **asked)
    [whole] = rates_of(
        [world.province], period=asked["period"], as_of=date(2024, 12, 31), indicators=["M1"]
    )[:1]
    assert lacking.count() == 1
    assert whole.denominator - whole.numerator == 5 + 3 + 1


def test_where_more_was_scanned_than_counted_the_rows_say_so_and_add_up(world: World) -> None:
    world.count(world.department, JUNE, 1)
    scanned = {"paper_type": make_paper_type("giay_phep_xd"), "valid_from": date(2015, 4, 1)}
    for _ in range(3):
        world.paper(None, world.department, accepted_at=at(date(2024, 9, 2)), **scanned)
    follow()
    manager = make_user("manager", world.province)
    stock = behind_stock(manager, agency=world.province, period=Period.year(2024))
    assert [(each.agency, each.missing) for each in stock] == [
        (world.commune, 7),
        (world.department, -2),
    ]
    [whole] = rates_of([world.province], as_of=date(2024, 12, 31), indicators=["M1"])[:1]
    assert whole.denominator - whole.numerator == 7 - 2


def test_whether_the_dossier_itself_may_be_opened_is_another_question(world: World) -> None:
    manager = make_user("manager", world.province)
    asked = {"indicator": Indicator.M7, "agency": world.province, "period": Period.year(2024)}
    assert not any(each.may_open for each in behind_dossiers(manager, **asked))
    manager.given_roles.create(kind="officer", agency=world.commune)
    both = type(manager).objects.get(pk=manager.pk)
    opened = {each.agency_id: each.may_open for each in behind_dossiers(both, **asked)}
    assert opened == {world.commune.pk: True, world.department.pk: False}


def test_by_procedure_and_by_what_is_missing(world: World) -> None:
    world.dossier(world.commune, JUNE, procedure=world.without_result)
    follow()
    manager = make_user("manager", world.province)
    assert len(numbers(manager, world, procedure=world.without_result)) == 1
    assert len(numbers(manager, world, procedure=world.with_result, counted=False)) == 2


def test_papers_behind_m4(world: World) -> None:
    world.paper(None, world.commune, accepted_at=at(JUNE))
    world.paper(None, world.commune, accepted_at=at(JUNE), holder=None)
    follow()
    manager = make_user("manager", world.province)
    asked = {"indicator": Indicator.M4, "agency": world.province, "period": Period.year(2024)}
    [missing] = behind_papers(manager, **asked, counted=False)
    assert missing.stored is False
    assert behind_papers(manager, **{**asked, "indicator": Indicator.M7}).count() == 0
    assert behind_dossiers(manager, **asked).count() == 0
