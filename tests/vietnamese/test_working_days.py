"""Working days: weekends, holidays, days made up; counting forth and back agree."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vietnamese.working_days import PLAIN_WEEK, WorkingDays

MONDAY = date(2026, 10, 5)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
some_days = st.frozensets(days.filter(lambda day: day.year == 2026), max_size=20)


def test_weekends_holidays_and_days_made_up() -> None:
    assert PLAIN_WEEK.after(MONDAY, 0) == MONDAY
    assert PLAIN_WEEK.after(MONDAY, 5) == date(2026, 10, 12)
    holiday, saturday = date(2026, 10, 7), date(2026, 10, 10)
    calendar = WorkingDays(off={holiday}, made_up={saturday})
    assert not calendar.works(holiday)
    assert calendar.works(saturday)
    assert calendar.after(MONDAY, 5) == date(2026, 10, 12)
    assert calendar.between(MONDAY, saturday) == 4
    assert PLAIN_WEEK.between(date(2026, 10, 12), MONDAY) == -5


@given(start=days, count=st.integers(0, 300), off=some_days, made_up=some_days)
def test_after_and_between_agree(
    start: date, count: int, off: frozenset[date], made_up: frozenset[date]
) -> None:
    calendar = WorkingDays(off=off, made_up=made_up)
    end = calendar.after(start, count)
    assert calendar.between(start, end) == count
    assert count == 0 or calendar.works(end)
    assert calendar.between(end, start) == -count
    assert calendar.between(start, end + timedelta(days=1)) - count in {0, 1}
