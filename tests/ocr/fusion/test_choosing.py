"""What is chosen where two readers differ, and how sure the choice may be."""

import pytest

from ocr.fusion.candidates import Seen, candidates
from ocr.fusion.choosing import Choice, Weights, choose, neighbours_of
from ocr.fusion.features import NAMES, Neighbours, features
from ocr.fusion.syllable_pairs import PAUSE, SyllablePairs


@pytest.fixture(scope="module")
def law() -> SyllablePairs:
    return SyllablePairs.load()


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.load()


def both(text: str, sure: float = 0.99) -> Seen:
    return Seen(text, text, sure, sure)


def test_candidates_are_both_readings_their_edges_and_other_marks(law: SyllablePairs) -> None:
    found = candidates(Seen("Quyêt,", "Quyết.", 0.6, 0.7), law)
    assert found[:2] == ("Quyêt,", "Quyết.")
    assert {"Quyêt.", "Quyết,"} <= set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("first", "second"), [("H.", "II."), ("HI.", "III."), ("VH)", "VII)"), ("II.", "H.")]
)
def test_two_strokes_of_a_numeral_are_no_h(first: str, second: str, law: SyllablePairs) -> None:
    (found,) = candidates(Seen(first, second, 0.99, 0.5), law)
    assert "H" not in found


@pytest.mark.parametrize(("first", "second"), [("H90.", "II90."), ("HI", "II"), ("H.", "I.")])
def test_other_letters_h_stay(first: str, second: str, law: SyllablePairs) -> None:
    assert {first, second} <= set(candidates(Seen(first, second, 0.9, 0.5), law))


@pytest.mark.parametrize(
    ("word", "other"), [("CHUYẾN", "CHUYỂN"), ("Chuyến", "Chuyển"), ("(chuyến)", "(chuyển)")]
)
def test_other_marks_keep_case_and_edges(word: str, other: str, law: SyllablePairs) -> None:
    assert other in candidates(both(word), law)


@pytest.mark.parametrize(
    ("first", "second", "mixed"),
    [
        ("đỗi, bỗ", "đổi,bổ", "đổi, bổ"),
        ("ngày 82 tháng", "ngày22tháng", "ngày 22 tháng"),
        ("NGHỊQUYẾT", "NGHỊ QUYÉT", "NGHỊ QUYẾT"),
        ("Láắk, ngày", "Lắk,ngày", "Lắk, ngày"),
    ],
)
def test_the_letters_of_one_take_the_spaces_of_the_other(
    law: SyllablePairs, *, first: str, second: str, mixed: str
) -> None:
    assert mixed in candidates(Seen(first, second, 0.7, 0.7), law)


@pytest.mark.parametrize(
    ("joined", "parted"),
    [
        ("đoan.của", {"đoan. của", "đoan của"}),
        ("VT,QLXD.", {"VT, QLXD.", "VT QLXD."}),
        ("sinh:.04/10/2025", {"sinh: 04/10/2025", "sinh 04/10/2025"}),
        ("Mỹ-Duyên", {"Mỹ- Duyên", "Mỹ Duyên"}),
    ],
)
def test_two_words_that_a_sign_joins_may_be_parted(
    law: SyllablePairs, *, joined: str, parted: set[str]
) -> None:
    assert parted <= set(candidates(both(joined, 0.7), law))


@pytest.mark.parametrize("code", ["QĐ-UBND", "TP.HCM", "12/QĐ-UBND", "a.b", "1.234.567", "v.v."])
def test_codes_are_not_parted(law: SyllablePairs, code: str) -> None:
    assert not any(" " in text for text in candidates(both(code, 0.7), law))


def test_nothing_is_weighed_only_where_one_alone_saw_what_may_be_dirt(law: SyllablePairs) -> None:
    assert "" in candidates(Seen("", "~'", 0.0, 0.9), law)
    assert "" in candidates(Seen("định", "", 0.2, 0.0), law)
    assert "" not in candidates(Seen("định", "", 0.8, 0.0), law)
    assert "" not in candidates(Seen("", "001203004567", 0.0, 0.8), law)
    assert "" not in candidates(Seen("định", "đinh", 0.1, 0.1), law)


def test_a_number_is_never_marked_otherwise(law: SyllablePairs) -> None:
    assert candidates(Seen("001203004567", "001203004561", 0.9, 0.9), law) == (
        "001203004567",
        "001203004561",
    )


def test_features_are_as_many_as_their_names(law: SyllablePairs) -> None:
    for seen in (both("và"), Seen("", "và", 0.0, 0.9), Seen("a b", "", 0.1, 0.0)):
        for text in candidates(seen, law):
            assert len(features(text, seen, Neighbours(), pairs=law)) == len(NAMES)


def test_neighbours_reach_over_places_where_nothing_stands() -> None:
    assert neighbours_of(["Căn", "", "cứ.", "Luật"]) == [
        Neighbours(PAUSE, "cứ"),
        Neighbours("căn", "cứ"),
        Neighbours("căn", "luật"),
        Neighbours(PAUSE, PAUSE),
    ]


def test_what_both_surely_saw_stands_whatever_the_language_says(
    law: SyllablePairs, weights: Weights
) -> None:
    line = [both("quyết"), both("đinh")]
    assert choose(line, weights=weights, pairs=law) == [
        Choice("quyết", weights.settled),
        Choice("đinh", weights.settled),
    ]


@pytest.mark.parametrize(
    ("first", "second", "before", "behind"),
    [
        ("chuyển", "chuyến", "người", "động"),
        ("định", "đinh", "quy", "tại"),
        ("pháp", "phập", "theo", "luật"),
    ],
)
def test_marks_are_told_by_what_stands_around(
    law: SyllablePairs, weights: Weights, *, first: str, second: str, before: str, behind: str
) -> None:
    line = [both(before), Seen(first, second, 0.8, 0.8), both(behind)]
    assert choose(line, weights=weights, pairs=law)[1].text == first
    line[1] = Seen(second, first, 0.6, 0.6)
    assert choose(line, weights=weights, pairs=law)[1].text == first


def test_what_the_two_saw_differently_is_never_sure(law: SyllablePairs, weights: Weights) -> None:
    seen = [Seen("12/03/2024", "12/08/2024", 0.99, 0.99), Seen("định", "", 0.99, 0.0)]
    for each in seen:
        (choice,) = choose([each], weights=weights, pairs=law)
        assert choice.text
        assert choice.probability <= weights.doubted_at_most < 0.95


def test_what_both_saw_but_unsurely_is_less_sure(law: SyllablePairs, weights: Weights) -> None:
    (choice,) = choose([both("2024", 0.5)], weights=weights, pairs=law)
    assert choice.text == "2024"
    assert choice.probability <= weights.agreed_at_most < weights.settled


def test_dirt_that_one_reader_took_for_a_letter_is_left_out(
    law: SyllablePairs, weights: Weights
) -> None:
    line = [both("Điều"), Seen("~", "", 0.3, 0.0), both("1.")]
    assert [each.text for each in choose(line, weights=weights, pairs=law)] == ["Điều", "", "1."]
