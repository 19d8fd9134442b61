"""Raw confidence becomes the share that is right; what a pen wrote is never sure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.confidence import calibrated, calibrated_type
from ocr.confidence.calibrating import HANDWRITTEN_AT_MOST, SURE, Evidence, shown
from ocr.ports import FIELD_NAMES, Box, FieldProposal, Line, PageReading, TypeProposal, Word
from tests.ocr import builders

NAMES = st.sampled_from((*FIELD_NAMES, "paper_type", "not a field"))
PLACES = st.sampled_from(("", "head", "label", "heading", "nowhere"))
SHARES = st.floats(0, 100)


def page_with(*, handwritten: bool) -> PageReading:
    page = builders.page(builders.head(["CHÍNH PHỦ"], "Số: 729/NQ-CP", "Hà Nội, ngày 2 tháng 4"))
    words = (
        Word("Số:", Box(10, 10, 60, 40), 99.0),
        Word("729/NQ-CP", Box(70, 10, 200, 40), 99.0, handwritten=handwritten),
    )
    return replace(page, lines=(Line(words),))


def number(box: Box | None) -> FieldProposal:
    return FieldProposal("729/NQ-CP", 99.5, box=box, signs=("head",))


@given(name=NAMES, place=PLACES, low=SHARES, high=SHARES, poor=st.booleans())
def test_more_raw_confidence_never_speaks_against_a_field(
    name: str, place: str, low: float, high: float, poor: bool
) -> None:
    low, high = sorted((low, high))
    less, more = (shown(name, Evidence(raw, poor=poor, place=place)) for raw in (low, high))
    assert 0 <= less <= more <= 100


@given(name=NAMES, raw=SHARES, place=PLACES)
def test_what_a_pen_wrote_is_never_sure(name: str, raw: float, place: str) -> None:
    assert shown(name, Evidence(raw, by_hand=True, place=place)) <= HANDWRITTEN_AT_MOST < SURE


@given(name=NAMES, raw=SHARES, place=PLACES)
def test_a_poor_page_and_an_unknown_type_never_speak_for_a_field(
    name: str, raw: float, place: str
) -> None:
    usual = shown(name, Evidence(raw, place=place))
    assert shown(name, Evidence(raw, poor=True, place=place)) <= usual
    assert shown(name, Evidence(raw, place=place, paper_type="unknown")) <= usual


@pytest.mark.parametrize(
    ("box", "handwritten", "capped"),
    [
        (Box(65, 5, 210, 45), True, True),
        (Box(65, 5, 210, 45), False, False),
        (Box(5, 5, 65, 45), True, False),  # another word is the handwritten one
        (None, True, False),
    ],
)
def test_a_field_is_held_back_by_the_words_in_its_box(
    box: Box | None, handwritten: bool, capped: bool
) -> None:
    page = page_with(handwritten=handwritten)
    found = calibrated({"number": number(box)}, [page], "nghi_quyet")["number"]
    assert (found.confidence <= HANDWRITTEN_AT_MOST) is capped
    assert found.value == "729/NQ-CP"


def test_a_field_of_a_page_that_is_not_there_keeps_its_value() -> None:
    lost = replace(number(Box(0, 0, 9, 9)), page=7)
    assert calibrated({"number": lost}, [], "nghi_quyet")["number"].value == lost.value


def test_an_unknown_type_stays_as_it_is() -> None:
    unknown = TypeProposal("unknown", 50.0)
    assert calibrated_type(unknown) == unknown
    assert calibrated_type(TypeProposal("quyet_dinh", 95.0)).confidence >= SURE


def test_what_one_reader_alone_read_is_not_sure() -> None:
    page = replace(page_with(handwritten=False), engine="P")
    field = FieldProposal("729/NQ-CP", 100.0, box=Box(65, 5, 210, 45), signs=("heading",))
    assert calibrated({"title": field}, [page], "nghi_quyet")["title"].confidence < SURE
    checked = replace(page, engine="P+F")
    assert calibrated({"title": field}, [checked], "nghi_quyet")["title"].confidence >= SURE


def test_what_stands_in_a_picture_on_a_page_born_digital_is_not_sure() -> None:
    page = replace(page_with(handwritten=False), engine="born_digital")
    field = FieldProposal("729/NQ-CP", 100.0, box=Box(65, 5, 210, 45), signs=("heading",))
    assert calibrated({"title": field}, [page], "nghi_quyet")["title"].confidence < SURE
    words = tuple(replace(word, confidence=100.0) for word in page.words)
    own = replace(page, lines=(Line(words),))
    assert calibrated({"title": field}, [own], "nghi_quyet")["title"].confidence >= SURE
