import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.tax_code import TaxCode, TaxCodeKind, check_digit, parse_tax_code

serials = st.from_regex(r"[0-9]{9}", fullmatch=True)


@pytest.mark.parametrize("code", ["0100233488", "0100112437", "0100047516", "0314409058"])
def test_codes_in_use_are_right(code: str) -> None:
    assert parse_tax_code(code) == TaxCode(code, TaxCodeKind.ORGANISATION)


@given(serials)
@settings(max_examples=150)
def test_one_tenth_digit_at_most_is_right(serial: str) -> None:
    right = [digit for digit in "0123456789" if parse_tax_code(serial + digit)]
    expected = check_digit(serial)
    assert right == ([] if expected is None else [expected])


@given(serials, st.integers(0, 9), st.integers(1, 9))
@settings(max_examples=150)
def test_one_wrong_digit_is_always_noticed(serial: str, place: int, step: int) -> None:
    digit = check_digit(serial)
    if digit is None:
        return
    code = serial + digit
    wrong = str((int(code[place]) + step) % 10)
    assert parse_tax_code(code[:place] + wrong + code[place + 1 :]) is None


@given(st.integers(0, 999), st.booleans())
@settings(max_examples=50)
def test_branches_are_numbered_from_one(branch: int, hyphen: bool) -> None:
    code = parse_tax_code(f"0100233488{'-' if hyphen else ''}{branch:03d}")
    if branch == 0:
        assert code is None
        return
    assert code == TaxCode(f"0100233488-{branch:03d}", TaxCodeKind.BRANCH)
    assert code.parent == "0100233488"


def test_a_person_is_taxed_by_the_personal_id() -> None:
    code = parse_tax_code(" 038185255535 ")
    assert code == TaxCode("038185255535", TaxCodeKind.PERSON)
    assert code.parent is None


def test_every_eleventh_serial_or_so_has_no_code() -> None:
    without = sum(check_digit(f"{serial:09d}") is None for serial in range(10_000))
    assert 0.08 < without / 10_000 < 0.10


@pytest.mark.parametrize(
    "text", ["", "0100233489", "010023348", "0100233488-01", "0100233488--001", "123456789", "MST"]
)
def test_other_text_is_no_tax_code(text: str) -> None:
    assert parse_tax_code(text) is None


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_any_text_is_judged_without_failing(text: str) -> None:
    code = parse_tax_code(text)
    assert code is None or parse_tax_code(code.code) == code
