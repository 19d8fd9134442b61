"""Outputs of a network become letters, and letters words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.adapters.onnx.ctc import letters, spans

CHARACTERS = ["", "a", "b", " ", "e\u0302"]


def read(outputs, probabilities=None):
    sure = probabilities or [0.9] * len(outputs)
    found = letters(
        np.array(outputs, np.int64), np.array(sure, np.float32), characters=CHARACTERS, null=0
    )
    return spans(found)


def test_what_stays_the_same_is_one_letter_and_null_parts_two():
    assert [span.text for span in read([1, 1, 0, 1, 2, 2])] == ["aab"]


def test_spaces_part_words_and_none_is_empty():
    assert [span.text for span in read([3, 1, 3, 0, 3, 2, 3])] == ["a", "b"]


def test_words_are_composed():
    assert read([4])[0].text == "ê"


def test_a_word_is_as_sure_as_its_least_sure_letter():
    assert read([1, 1, 0, 2], [0.5, 0.9, 1.0, 0.75])[0].confidence == 75


def test_a_word_knows_the_steps_of_its_ends():
    (span,) = read([0, 1, 1, 0, 2, 0])
    assert (span.first, span.last) == ((1, 3), (4, 5))


def test_no_steps_are_no_words():
    assert read([]) == []


@given(st.lists(st.integers(0, 4), max_size=40))
def test_spans_stand_in_order_and_lose_no_letter(outputs):
    found = read(outputs)
    ends = [at for span in found for at in (span.first[0], span.last[1])]
    assert ends == sorted(ends)
    said = [CHARACTERS[o] for at, o in enumerate(outputs) if at == 0 or outputs[at - 1] != o]
    assert "".join(span.text for span in found) == "".join(said).replace(" ", "").replace(
        "e\u0302", "ê"
    )
