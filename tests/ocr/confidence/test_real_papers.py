"""On real papers a number or a day that was written or stamped is never shown as sure."""

import json

import pytest

from config.reading_engines import engine
from ocr.classify import propose_type
from ocr.confidence import SURE
from ocr.fields import propose_fields
from ocr.reading import read_page
from tests.ocr.papers import shared_data

BY_HAND = {"number": "number_handwritten", "issued_on": "date_handwritten"}


@pytest.mark.slow
def test_what_was_written_on_real_papers_is_never_sure() -> None:
    reader, asked = engine(), 0
    for told in sorted(shared_data("real").glob("*.p1.json")):
        truth = json.loads(told.read_text(encoding="utf-8"))
        page = read_page(told.with_name(told.name.replace(".p1.json", ".pdf")), 1, engine=reader)
        kind = propose_type([page])
        fields = propose_fields([page], kind.code)
        stamped = "stamp" in (truth.get("number_fill") or "")
        for name, flag in BY_HAND.items():
            if truth[flag] or (stamped and name == "number"):
                asked += 1
                assert name not in fields or fields[name].confidence < SURE
        assert kind.confidence >= SURE
        assert fields["title"].confidence >= SURE
    assert asked == 6
