from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.person_id import (
    Disagreement,
    PersonId,
    PersonIdKind,
    Sex,
    disagreements,
    mask,
    parse_person_id,
)

twelve = st.from_regex(r"[0-9]{12}", fullmatch=True)
nine = st.from_regex(r"[0-9]{9}", fullmatch=True)


@given(st.integers(1, 96), st.dates(date(1900, 1, 1), date(2399, 12, 31)), st.sampled_from(Sex))
@settings(max_examples=100)
def test_birth_and_sex_are_read_back(province: int, birth: date, sex: Sex) -> None:
    century_and_sex = 2 * (birth.year // 100 - 19) + (sex is Sex.FEMALE)
    person = parse_person_id(f"{province:03d}{century_and_sex}{birth.year % 100:02d}123456")
    assert person is not None
    assert (person.birth_year, person.sex) == (birth.year, sex)
    assert (person.province_code, person.kind) == (f"{province:03d}", PersonIdKind.PERSONAL)
    assert disagreements(person, birth_date=birth, sex=sex) == ()


def test_a_contradiction_is_named() -> None:
    person = PersonId("038185255535")  # a woman born in 1985
    assert disagreements(person) == ()
    assert disagreements(person, birth_date=date(1958, 5, 1), sex=Sex.MALE) == (
        Disagreement.BIRTH_YEAR,
        Disagreement.SEX,
    )


@given(nine)
@settings(max_examples=30)
def test_an_old_card_tells_nothing(digits: str) -> None:
    person = parse_person_id(digits)
    assert person is not None
    assert person.kind is PersonIdKind.OLD_CARD
    assert (person.birth_year, person.sex, person.province_code) == (None, None, None)
    assert disagreements(person, birth_date=date(1990, 1, 1), sex=Sex.MALE) == ()


@given(twelve | nine, st.data())
@settings(max_examples=100)
def test_typed_and_misread_numbers_are_read_leniently(digits: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(digits) - 1))
    swapped = data.draw(st.integers(0, len(digits) - 1))
    lookalike = {"0": "O", "1": data.draw(st.sampled_from("lI|"))}.get(
        digits[swapped], digits[swapped]
    )
    noisy = digits[:swapped] + lookalike + digits[swapped + 1 :]
    noisy = noisy[:at] + data.draw(st.sampled_from([" ", ".", "-", "  "])) + noisy[at:]
    assert parse_person_id(f" {noisy}\n", lenient=True) == PersonId(digits)
    assert parse_person_id(noisy) is None


@pytest.mark.parametrize(
    "text",
    ["", "12345678", "1234567890", "12345678901", "1234567890123", "03818525553A", "OlOlOlOlOlOl",
     "٠٣٨١٨٥٢٥٥٥٣٥", "số 038185255535", "0381852555S5", "lOOlllOOl"],
)  # fmt: skip
def test_other_text_is_no_person_id(text: str) -> None:
    assert parse_person_id(text) is None
    assert parse_person_id(text, lenient=True) is None


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_any_text_is_judged_and_masked_without_failing(text: str) -> None:
    parse_person_id(text, lenient=True)
    assert len(mask(text)) == len(text)


def test_masks_hide_the_year_of_birth() -> None:
    assert mask("038185256789") == "038*****6789"
    assert mask("012345678") == "*****5678"
    assert mask("12345678") == "********"
