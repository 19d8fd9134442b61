"""Months, quarters and years as reports name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.models import ReportKind
from targets.reports.periods import ReportPeriod, last_ended

KINDS = st.sampled_from(list(ReportKind))
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("code", "name", "begin", "end"),
    [
        ("2025-07", "tháng 7 năm 2025", date(2025, 7, 1), date(2025, 7, 31)),
        ("2024-02", "tháng 2 năm 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-Q3", "quý III năm 2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025", "năm 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_code_names_a_period(code: str, name: str, begin: date, end: date) -> None:
    found = ReportPeriod.of_code(code)
    assert found is not None
    assert (found.code, found.name, found.begin, found.end) == (code, name, begin, end)


@pytest.mark.parametrize(
    "code", ["", "2025-13", "2025-00", "2025-Q5", "2025-7", "1999", "٢٠٢٥", "2025-07 ", "25"]
)
def test_anything_else_names_none(code: str) -> None:
    assert ReportPeriod.of_code(code) is None


@given(kind=KINDS, day=DAYS)
def test_periods_follow_each_other_without_a_gap(kind: ReportKind, day: date) -> None:
    period = ReportPeriod.holding(kind, day)
    assert period.begin <= day <= period.end
    assert period.before.end + timedelta(days=1) == period.begin
    assert ReportPeriod.of_code(period.code) == period
    assert period.year_before.begin.month == period.begin.month
    assert last_ended(kind, day) == period.before
