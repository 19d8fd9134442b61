"""The code on a copy: unguessable, easy to type, and a wrong sign is found."""

import math

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.copy_codes import ALPHABET, LENGTH, code_of_copy, grouped, new_code, parsed
from dossiers.states import State
from tests.records import make_agency, make_paper

codes = st.builds(new_code)


def test_a_code_holds_100_bits_without_signs_that_look_alike() -> None:
    assert (LENGTH - 1) * math.log2(len(ALPHABET)) >= 100
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(ALPHABET) & set("0OQ1ILZ2S5B8U")
    assert len({new_code() for _ in range(1000)}) == 1000


@given(codes, st.sampled_from(["-", " ", "", ".", "–"]), st.booleans())
def test_a_code_is_known_however_it_is_typed(code: str, between: str, lower: bool) -> None:
    typed = grouped(code).replace("-", between)
    assert parsed(typed.lower() if lower else typed) == code
    assert parsed(f" https://giayto.example/kiem-tra/{code}/ ") == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_sign_is_found(code: str, at: int, sign: str) -> None:
    wrong = code[:at] + sign + code[at + 1 :]
    assert (parsed(wrong) is None) == (wrong != code)


@given(codes, st.integers(0, LENGTH - 2))
def test_two_signs_that_were_exchanged_are_found(code: str, at: int) -> None:
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (parsed(wrong) is None) == (wrong != code)


@given(st.text(max_size=300))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    code = parsed(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.django_db
def test_a_copy_keeps_its_code_until_its_paper_is_accepted_anew() -> None:
    paper = make_paper(make_agency(), State.REVIEWED)
    first = code_of_copy(paper)
    assert code_of_copy(paper).code == first.code
    paper.accepted_at = timezone.now()
    assert code_of_copy(paper).code != first.code
    assert paper.copy_codes.count() == 2
