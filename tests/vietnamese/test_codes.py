from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.agency_code import is_under, parent_code, parse_agency_code
from vietnamese.dossier_number import DossierNumber, find_dossier_numbers, parse_dossier_number
from vietnamese.procedure_code import parse_procedure_code

units = st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}", fullmatch=True)
old_units = st.from_regex(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}", fullmatch=True)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(units | old_units, days, st.from_regex(r"[0-9]{4,7}", fullmatch=True), st.booleans())
@settings(max_examples=150)
def test_dossier_numbers_are_read_back(unit: str, day: date, serial: str, short: bool) -> None:
    number = f"{unit}-{day.strftime('%y%m%d' if short else '%Y%m%d')}-{serial}"
    expected = DossierNumber(unit=unit, day=day, serial=serial, number=number)
    assert parse_dossier_number(f" {number.lower()} ") == expected
    (found,) = find_dossier_numbers(f"Mã hồ sơ: {number}, ngày hẹn trả 21/07/2026.")
    assert (found.value, found.start, found.end) == (expected, 10, 10 + len(number))


@pytest.mark.parametrize(
    "number",
    [
        "H15.50.05.13-261008-0975",
        "G09.20-20260609-0092637",
        "000.00.04.G18-210501-0001",
        "H63.23.95-190628-0311",
    ],
)
def test_dossier_numbers_in_use(number: str) -> None:
    value = parse_dossier_number(number)
    assert value is not None
    assert value.number == number


def test_a_dossier_number_broken_across_lines_is_joined() -> None:
    (found,) = find_dossier_numbers("Số hồ sơ H15.50.05.13-261008-\n0975 đã nhận")
    assert found.value.number == "H15.50.05.13-261008-0975"


@pytest.mark.parametrize(
    "text",
    [
        "", "H15-261308-0975", "H15-260230-0975", "H15-261008-097", "H15-261008-09751234", "15-261008-0975",
        "H15.1.2.3.4-261008-0975", "H15-2610088-0975", "123/QĐ-UBND", "H15-00000000-0001",
        "XH15-261008-0975", "H15-261008-0975-1",
    ],
)  # fmt: skip
def test_other_text_is_no_dossier_number(text: str) -> None:
    assert parse_dossier_number(text) is None
    assert find_dossier_numbers(text) == ()


@given(st.text(max_size=40) | st.text(alphabet="H15.-0926 \n", max_size=60))
@settings(max_examples=150)
def test_any_text_is_searched_for_dossier_numbers(text: str) -> None:
    for found in find_dossier_numbers(text):
        assert parse_dossier_number(found.value.number) == found.value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("H56", "H56"), ("h15.50.05.13", "H15.50.05.13"), ("000.00.18.H56", "H56.18"),
        ("000.00.04.G18", "G18.04"), ("012.03.18.H56", "H56.18.03.012"), ("000.00.00.H56", "H56"),
        ("", None), ("56", None), ("H5", None), ("H56.", None), ("00.00.18.H56", None),
        ("H56" + ".123" * 9, None), ("Đ56", None),
    ],
)  # fmt: skip
def test_agency_codes_of_both_forms(text: str, code: str | None) -> None:
    assert parse_agency_code(text) == code


@given(units)
@settings(max_examples=100)
def test_an_agency_is_under_itself_and_all_above(unit: str) -> None:
    assert parse_agency_code(unit) == unit
    above: str | None = unit
    while above:
        assert is_under(unit, above)
        above = parent_code(above)


def test_like_beginnings_are_not_a_parent() -> None:
    assert not is_under("H15.50", "H15.5")
    assert not is_under("H15", "H15.50")
    assert parent_code("H15.50.05") == "H15.50"
    assert parent_code("H15") is None


@given(
    st.from_regex(r"[0-9]\.[0-9]{6}", fullmatch=True),
    st.sampled_from(["", ".000.00.00.H26", ".01"]),
)
@settings(max_examples=50)
def test_every_form_of_a_procedure_code_gives_the_short_one(short: str, rest: str) -> None:
    assert parse_procedure_code(f" {short}{rest} ") == short


@pytest.mark.parametrize(
    "text", ["", "1.00161", "1.0016123", "1001612", "1.001612.1", "1.001612.000.H26"]
)
def test_other_text_is_no_procedure_code(text: str) -> None:
    assert parse_procedure_code(text) is None
