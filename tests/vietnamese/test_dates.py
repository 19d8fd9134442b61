import time
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vietnamese.spoken import say
from vietnamese.dates import (
    find_dates,
    format_date,
    format_number,
    format_percent,
    parse_date,
)
from vietnamese.text import fold, nfc

days = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@given(days, st.sampled_from(["/", "-", "."]), st.booleans())
@settings(max_examples=150)
def test_figures_are_read_back(day: date, mark: str, padded: bool) -> None:
    width = 2 if padded else 1
    text = f"cấp {day.day:0{width}d}{mark}{day.month:0{width}d}{mark}{day.year}, tại Huế"
    assert parse_date(text) == day


@given(days, st.booleans())
@settings(max_examples=150)
def test_the_usual_sentence_is_read_back(day: date, decomposed: bool) -> None:
    text = f"Hà Nội, ngày {day.day} tháng {day.month} năm {day.year}"
    (found,) = find_dates(unicodedata.normalize("NFD", text) if decomposed else text)
    assert (found.value, found.in_words) == (day, False)
    assert nfc(text)[found.start : found.end] == text.removeprefix("Hà Nội, ")


@given(days, st.sampled_from(["nghìn", "ngàn"]), st.sampled_from([", ", " "]), st.booleans())
@settings(max_examples=150)
def test_words_are_read_back(day: date, thousand: str, comma: str, plain: bool) -> None:
    year = say(day.year, thousand=thousand)
    text = f"Ngày {say(day.day)}{comma}tháng {say(day.month)}{comma}năm {year}"
    (found,) = find_dates((fold(text) if plain else text) + ", hai người ký")
    assert (found.value, found.start, found.end, found.in_words) == (day, 0, len(text), True)


@given(days)
@settings(max_examples=50)
def test_a_date_as_shown_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 2l tháng O7 năm 2015", date(2015, 7, 21)),
        ("ngày 2I tháng o7 năm 2O15", date(2015, 7, 21)),
        ("NGÀY 03\nTHÁNG 9 NĂM 1999", date(1999, 9, 3)),
        ("ngày…05…tháng…6…năm 2020", date(2020, 6, 5)),
        ("ngày05tháng6năm2020", date(2020, 6, 5)),
        ("05 / 3 / 2020", date(2020, 3, 5)),
        ("ngày 5 tháng tư năm 2015", date(2015, 4, 5)),
        ("Ngày mùng một tháng giêng năm một nghìn chín trăm tám mươi tư", date(1984, 1, 1)),
        ("Ngày năm tháng năm năm hai nghìn linh năm", date(2005, 5, 5)),
        ("ngày hai mươi mốt, tháng mười hai, năm hai ngàn không trăm mười lăm", date(2015, 12, 21)),
        ("ngày 29 tháng 2 năm 2024", date(2024, 2, 29)),
        ("Ngày một, tháng mười, năm hai nghìn không trăm mười\nNăm sinh: 1990", date(2010, 10, 1)),
        ("Ngày một, tháng mười, năm hai nghìn không trăm\nmười chín", date(2019, 10, 1)),
    ],
)
def test_dates_as_papers_have_them(text: str, expected: date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "ngày tháng năm 2026", "ngày … tháng … năm 2020", "ngày 21 tháng năm 2015", "31/02/2020",
        "29/2/2023", "0/1/2020", "1.2.3.2020", "21/07/15", "21/07-2015", "121/07/2015",
        "21/07/20155", "ngày 21 tháng 13 năm 2015", "ngày 21 tháng 7 năm loil", "21/2026/TT-BCT",
        "H15.50.05.13-261008-0975", "ngày hai tháng ba năm hai nghìn năm", "1/1/1700", "1/1/2200",
    ],
)  # fmt: skip
def test_what_is_no_whole_date_stays_unread(text: str) -> None:
    assert find_dates(text) == ()


def test_dates_come_in_reading_order_and_two_are_no_answer() -> None:
    text = "Từ ngày 01/02/2020 đến ngày 3 tháng 4 năm 2021, gia hạn 05-06-2022"
    expected = [date(2020, 2, 1), date(2021, 4, 3), date(2022, 6, 5)]
    assert [found.value for found in find_dates(text)] == expected
    assert parse_date(text) is None
    assert parse_date(
        "01/10/2019, ghi bằng chữ: Ngày một, tháng mười, năm hai nghìn không trăm mười chín"
    )


@given(st.text(max_size=80) | st.text(alphabet="ngày thángăm0123456789/-.lOI", max_size=80))
@settings(max_examples=200)
def test_any_text_is_read_without_failing(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(nfc(text))


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1/",
        "ngay ",
        " ",
        "ngày 1 tháng 1 năm ",
        "ngày hai tháng hai năm hai ",
        "hai ",
        "ngày .",
    ],
)
def test_long_hostile_text_is_read_quickly(unit: str) -> None:
    text = "ngày hai tháng hai năm " + unit * (100_000 // len(unit))
    began = time.process_time()
    find_dates(text)
    assert time.process_time() - began < 2


def test_numbers_are_shown_the_vietnamese_way() -> None:
    assert format_number(0) == "0"
    assert format_number(12345) == "12.345"
    assert format_number(Decimal("-1234567.50")) == "-1.234.567,50"
    assert format_number(Decimal("1E+3")) == "1.000"


def test_percentages_are_rounded_half_up_and_nothing_due_is_not_a_number() -> None:
    assert format_percent(Decimal("97.3")) == "97,30 %"
    assert format_percent(Decimal("97.295")) == "97,30 %"
    assert format_percent(Decimal(100)) == "100,00 %"
    assert format_percent(None) == "n/a"


@given(st.integers(-(10**12), 10**12))
@settings(max_examples=50)
def test_shown_numbers_keep_their_figures(number: int) -> None:
    assert int(format_number(number).replace(".", "")) == number
