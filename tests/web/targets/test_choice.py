"""What an address chooses, and that nonsense in it is the default, never an error."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from targets.periods import Period
from web.targets.forms import FIRST_YEAR, PARTS, Choice

TODAY = date(2026, 5, 20)


def choice(query: str, today: date = TODAY) -> Choice:
    return Choice.of(QueryDict(query), today=today)


def test_nothing_chosen_is_this_year_until_today() -> None:
    found = choice("")
    assert (found.year, found.part, found.as_of) == (2026, "", TODAY)
    assert found.period == Period.year(2026)
    assert not found.year_is_over


def test_a_quarter_or_a_month_that_is_over_ends_on_its_last_day() -> None:
    assert choice("ky=q1").as_of == date(2026, 3, 31)
    assert choice("nam=2024&ky=t2").as_of == date(2024, 2, 29)
    assert choice("ky=q2").as_of == TODAY


def test_what_has_not_begun_is_not_offered_and_not_chosen() -> None:
    assert choice("ky=q3").part == ""
    offered = [part for part, _ in choice("").parts]
    assert offered == ["", "q1", "q2", "t1", "t2", "t3", "t4", "t5"]
    assert len(choice("nam=2025").parts) == len(PARTS) == 17


@pytest.mark.parametrize(
    "query", ["nam=1999", "nam=２０２４", "nam=2027", "nam=-1", "ky=q9", "ky=t0", "ky=<b>"]
)
def test_nonsense_is_the_default(query: str) -> None:
    assert choice(query) == choice("")


@given(st.text(), st.text(), st.text())
def test_any_address_chooses_something(year: str, part: str, agency: str) -> None:
    query = QueryDict(mutable=True)
    query.update({"nam": year, "ky": part, "co_quan": agency})
    found = Choice.of(query, today=TODAY)
    assert FIRST_YEAR <= found.year <= TODAY.year
    assert found.period.begin <= found.as_of <= TODAY


def test_an_address_keeps_what_was_chosen_and_leaves_defaults_out() -> None:
    found = choice("nam=2025&ky=q2&co_quan=H80&cap=commune")
    assert found.query() == "?co_quan=H80&nam=2025&ky=q2&cap=commune"
    assert found.query(cap="", co_quan="H80.1", xep="xa") == "?co_quan=H80.1&nam=2025&ky=q2&xep=xa"


def test_why_another_time_is_shown_than_was_asked_for_is_told() -> None:
    assert choice("").told == choice("nam=2025&ky=q2").told == ""
    assert choice("nam=1900").told.endswith("(chỉ có từ 2021 đến 2026); đây là năm 2026.")
    assert choice("nam=2026&ky=t12").told == "Tháng 12 năm 2026 chưa đến; đây là cả năm 2026."
    assert choice("ky=t13").told == "Kỳ được hỏi không có; đây là cả năm 2026."


def test_a_code_holds_no_nul() -> None:
    assert choice("co_quan=H80%00").agency == "H80"
