"""The axis of percent: round figures, everything on it, from 0 unless all values lie close together."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from web.charts.scale import MOST_TICKS, scale_for

percents = st.decimals(min_value=0, max_value=100, places=2)


@given(st.lists(percents, min_size=1, max_size=30))
def test_every_value_lies_on_the_axis(values: list[Decimal]) -> None:
    scale = scale_for(values)
    assert scale.low <= min(values)
    assert max(values) <= scale.high <= 100
    assert 2 <= len(scale.ticks) <= MOST_TICKS + 3
    assert scale.ticks[-1] == scale.high
    assert all(0 <= scale.share(value) <= 1 for value in values)


@given(st.lists(percents, min_size=1, max_size=30))
def test_an_axis_that_shows_a_low_or_a_wide_range_begins_at_0(values: list[Decimal]) -> None:
    if min(values) < 50 or max(values) - min(values) > 25:
        assert scale_for(values).low == 0


def test_rates_near_100_are_told_apart() -> None:
    scale = scale_for([Decimal("96.10"), Decimal("98.20"), Decimal("97.30")])
    assert scale.low == 96
    assert scale.high == Decimal("98.5")


@given(st.lists(percents, min_size=1, max_size=30))
def test_no_axis_is_so_short_that_a_hair_looks_like_a_leap(values: list[Decimal]) -> None:
    scale = scale_for(values)
    assert scale.high - scale.low >= 2


def test_all_at_the_edges() -> None:
    assert scale_for([Decimal(100)]).share(Decimal(100)) == 1
    assert scale_for([Decimal(0)]).share(Decimal(0)) == 0
    assert [int(each) for each in scale_for([]).ticks] == [0, 20, 40, 60, 80, 100]


def test_what_lies_beyond_the_axis_stands_at_its_end() -> None:
    assert scale_for([]).share(Decimal(130)) == 1
