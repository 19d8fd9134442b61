"""One matching for all: number, name and birth, of today and of before; any doubt finds nobody."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers.identity.matching import determine, determine_named, doubts_about, is_number
from dossiers.models import FormerIdentity, Holder
from tests.records import make_holder
from vietnamese.text import fold

ID, OLD, TAX = "038190000123", "171234567", "0100233488"
NAME, BORN = "Nguyễn Thị Mây", date(1990, 3, 8)

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Holder:
    return make_holder(NAME, personal_id=ID, old_personal_id=OLD, birth_date=BORN, sex="female")


def former(holder: Holder, **facts: str) -> FormerIdentity:
    return FormerIdentity.objects.create(holder=holder, **facts)


@pytest.mark.parametrize("number", [ID, OLD, f"  {ID} "])
@pytest.mark.parametrize("name", [NAME, "NGUYỄN THỊ MÂY", "nguyen thi may", None])
@pytest.mark.parametrize("birth", [BORN, 1990, None])
def test_number_name_and_birth_lead_to_the_holder(
    holder: Holder, number: str, name: str | None, birth: date | int | None
) -> None:
    make_holder("Trần Văn Khác")
    assert determine(number=number, name=name, birth=birth) == holder


@pytest.mark.parametrize(
    ("number", "name", "birth"),
    [
        ("038190000124", NAME, BORN),  # nobody's number
        (ID, "Trần Thị Mây", BORN),  # another's name
        (ID, NAME, date(1990, 3, 9)),
        (ID, NAME, 1991),
        (ID, "", BORN),  # a name that could not be read is a doubt
        (ID, "   ", None),
        ("", NAME, BORN),
        ("12345", NAME, BORN),
        ("AB1234567", NAME, BORN),  # a foreign passport
        ("0" * 400, NAME, BORN),
        (f"{ID}' OR 1=1", NAME, BORN),
        ("٠٣٨١٩٠٠٠٠١٢٣", NAME, BORN),  # digits of another script
        (f"{ID}\0", NAME, BORN),
    ],
)
def test_any_doubt_finds_nobody(
    holder: Holder, number: str, name: str, birth: date | int | None
) -> None:
    assert determine(number=number, name=name, birth=birth) is None


def test_a_tax_code_leads_to_the_firm() -> None:
    firm = make_holder(
        "Công ty TNHH Sao Mai", personal_id=None, tax_code=TAX, kind="organisation", birth_date=None
    )
    assert determine(number=TAX, name="CÔNG TY TNHH SAO MAI") == firm


def test_a_name_and_a_number_of_before_lead_to_the_holder_of_today(holder: Holder) -> None:
    former(holder, name="Nguyễn Thị Mận")
    former(holder, number="038190999999")
    assert determine(number=ID, name="Nguyễn Thị Mận", birth=BORN) == holder
    assert determine(number="038190999999", name=NAME, birth=BORN) == holder
    assert determine_named(name="nguyen thi man", birth=BORN) == holder


def test_an_old_number_that_two_persons_share_needs_the_name(holder: Holder) -> None:
    other = make_holder("Lê Văn Hai", old_personal_id=OLD, personal_id=None)
    assert determine(number=OLD, name=None) is None
    assert determine(number=OLD, name=NAME) == holder
    assert determine(number=OLD, name="Lê Văn Hai") == other
    make_holder("Nguyễn Thị Mấy", old_personal_id=OLD, personal_id=None, birth_date=BORN)
    assert determine(number=OLD, name=NAME, birth=BORN) is None  # alike without accents: a doubt


def test_a_row_that_was_merged_away_is_found_no_more(holder: Holder) -> None:
    make_holder(NAME, personal_id="038190000999", merged_into=holder)
    assert determine(number="038190000999", name=NAME) is None
    assert determine_named(name=NAME, birth=BORN) == holder


def test_what_the_number_tells_is_compared_where_no_birth_is_on_record() -> None:
    holder = make_holder(NAME, personal_id=ID, birth_date=None)
    assert determine(number=ID, name=NAME, birth=1990) == holder
    assert determine(number=ID, name=NAME, birth=date(1985, 1, 1)) is None


def test_by_name_and_birth_several_and_nobody_are_answered_alike(holder: Holder) -> None:
    assert determine_named(name=NAME, birth=BORN) == holder
    assert determine_named(name=NAME, birth=1990) == holder
    assert determine_named(name="", birth=1990) is None
    assert determine_named(name="Không Có Ai", birth=1990) is None
    make_holder(NAME, birth_date=BORN)
    assert determine_named(name=NAME, birth=BORN) is None


def test_every_answer_costs_the_same_queries(holder: Holder) -> None:
    make_holder("Lê Văn Hai", old_personal_id=OLD, personal_id=None)
    former(holder, name="Nguyễn Thị Mận")
    counts = set()
    for number, name in (
        (ID, NAME),
        (ID, "Tên Khác"),
        (OLD, None),
        ("038190000124", NAME),
        (TAX, None),
        ("no number", NAME),
        ("", None),
    ):
        with CaptureQueriesContext(connection) as queries:
            determine(number=number, name=name, birth=BORN)
        counts.add(len(queries))
    assert counts == {1}


@pytest.mark.parametrize(
    ("birth", "sex", "doubts"),
    [
        (BORN, "female", ()),
        (1990, "", ()),
        (None, "", ()),
        (date(1991, 3, 8), "female", ("holder.birth_year_differs",)),
        (1890, "male", ("holder.birth_year_differs", "holder.sex_differs")),
        (BORN, "nam?", ()),
        (0, "", ()),
        (10**9, "", ()),
    ],
)
def test_the_number_is_compared_with_the_form(
    birth: date | int | None, sex: str, doubts: tuple[str, ...]
) -> None:
    assert doubts_about(ID, birth=birth, sex=sex) == doubts
    assert doubts_about(OLD, birth=birth, sex=sex) == ()
    assert doubts_about("kein", birth=birth, sex=sex) == ()


def test_what_can_be_a_number() -> None:
    assert [is_number(text) for text in (ID, OLD, TAX, f"{TAX}-001")] == [True] * 4
    assert not any(is_number(text) for text in ("", "x", "12345678", "0100233489", "\0"))


SYLLABLES = st.sampled_from(["Nguyễn", "Trần", "Thị", "Văn", "Mây", "Mấy", "Hoà", "Đạt", "Ý"])
NAMES = st.lists(SYLLABLES, min_size=2, max_size=4).map(" ".join)

PEOPLE = st.lists(st.tuples(NAMES, st.sampled_from([OLD, ""]), st.sampled_from([1990, 1991])))


class OneAnswer(TestCase):
    """Rules that hold whoever is on record."""

    @settings(max_examples=40, deadline=None)
    @given(people=PEOPLE.filter(len), asked=st.integers(0, 9), seed=st.integers(0, 9))
    def test_order_case_and_accents_change_nothing(
        self, people: list[tuple[str, str, int]], asked: int, seed: int
    ) -> None:
        def answer(order: list[tuple[str, str, int]], name: str) -> tuple[str, int] | None:
            FormerIdentity.objects.all().delete()
            Holder.objects.all().delete()
            for each, old, year in order:
                birth = date(year, 1, 1)
                make_holder(each, old_personal_id=old, birth_date=birth)
            found = determine(number=OLD, name=name, birth=wanted[2])
            return found and (found.name, found.birth_date.year if found.birth_date else 0)

        wanted = people[asked % len(people)]
        first = answer(people, wanted[0])
        shuffled = random.Random(seed).sample(people, len(people))
        assert answer(shuffled, wanted[0]) == first
        assert answer(shuffled, wanted[0].upper()) == first
        assert answer(shuffled, fold(wanted[0])) == first
        # Never a guess: whoever is found is the only one whom number, name and birth fit.
        fitting = [
            each
            for each in people
            if each[1] == OLD and fold(each[0]) == fold(wanted[0]) and each[2] == wanted[2]
        ]
        assert (first is not None) == (len(fitting) == 1)
