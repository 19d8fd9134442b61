"""The forecast: from today on with the average rise, its span, and what is needed a month; within 0 and 100 always."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from targets.forecast import DRIFT, OVER, Pace, forecast_of

JUNE = Pace(60, 100, Decimal("60.00"), Decimal("80.00"), date(2025, 6, 30))
percents = st.decimals(0, 100, places=2)


def even(first: int, step: int, months: int = 6) -> list[tuple[int, Decimal]]:
    return [(month, Decimal(first + step * (month - 1))) for month in range(1, months + 1)]


def test_a_straight_line_goes_on_straight() -> None:
    found = forecast_of(even(10, 5), now=replace(JUNE, value=Decimal("35.00")))
    assert found is not None
    assert (found.low, found.value, found.high) == (Decimal("65.00"),) * 3
    assert (found.method, found.on_pace) == (DRIFT, False)


def test_a_leap_of_this_month_is_not_forgotten() -> None:
    now = Pace(9, 42, Decimal("21.43"), Decimal(15), date(2026, 11, 23), grows=False)
    found = forecast_of(even(0, 0, 10), now=now)
    assert found is not None
    # 21.43 points in 9.77 months since the end of January, and 1.23 months are left.
    assert found.value == Decimal("24.14")
    assert found.low < Decimal("21.43") < found.high
    assert found.on_pace


def test_what_is_needed_counts_what_is_still_to_come() -> None:
    found = forecast_of(even(10, 5), now=JUNE)
    assert found is not None
    # 100 came in 181 days, so 201.7 in the year: 162 at 80 %, of which 60 are done; six months are left.
    assert found.needed_per_month_items == 17
    assert found.needed_per_month_points == Decimal("3.33")
    stock = forecast_of(even(10, 5), now=replace(JUNE, grows=False))
    assert stock is not None
    assert stock.needed_per_month_items == 4


def test_a_year_that_is_over_is_not_forecast() -> None:
    found = forecast_of(even(10, 5, 12), now=replace(JUNE, day=date(2025, 12, 31)))
    assert found is not None
    assert (found.value, found.method) == (Decimal("60.00"), OVER)
    assert found.needed_per_month_items is None


def test_too_few_months_or_nothing_due_say_nothing() -> None:
    assert forecast_of(even(10, 5, 2), now=JUNE) is None
    assert forecast_of(even(10, 5), now=replace(JUNE, value=None)) is None


def test_where_less_is_better_below_the_target_is_on_pace() -> None:
    now = replace(JUNE, lower_is_better=True, value=Decimal(35), target=Decimal(70))
    found = forecast_of(even(10, 5), now=now)
    assert found is not None
    assert (found.on_pace, found.needed_per_month_items) == (True, None)


@given(values=st.lists(percents, min_size=3, max_size=11), target=st.none() | percents)
def test_it_stays_within_0_and_100_and_within_its_span(
    values: list[Decimal], target: Decimal | None
) -> None:
    points = list(enumerate(values, start=1))
    now = Pace(1, 2, Decimal(50), target, date(2025, len(values), 15))
    found = forecast_of(points, now=now)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 100
    assert (found.on_pace is None) == (target is None)
    assert found.needed_per_month_items is None or found.needed_per_month_items >= 0
