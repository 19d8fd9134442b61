"""The ten checks: one sentence each, in order, and unsigned or damaged files have them too."""

import pytest

from signing.checks import TITLES
from signing.trust import Trust
from signing.wire import check_json
from tests.signing.conftest import AGENCY, OTHER, page_pdf


def answers(report) -> dict[int, str]:
    assert [each.number for each in report.checks] == list(TITLES)
    assert all(each.message.endswith(".") for each in report.checks)
    assert all(set(check_json(each)["facts"]) == set(each.facts) for each in report.checks)
    return {each.number: each.outcome for each in report.checks}


def test_a_good_file(check, signed: bytes) -> None:
    told = answers(check(signed, agency=AGENCY))
    assert told == {**dict.fromkeys(TITLES, "ok"), 1: "not_asked", 9: "not_asked"}


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        (lambda pdf: pdf.replace(b"marker-in-content", b"marker-in-contenu"), {2}),
        (lambda pdf: pdf + b"garbage", {6, 7}),
    ],
)
def test_what_was_done_fails_its_check(check, signed: bytes, change, failed: set[int]) -> None:
    told = answers(check(change(signed)))
    assert {number for number, outcome in told.items() if outcome == "failed"} == failed


def test_no_root_another_agency_no_signature_no_pdf(check, signed: bytes) -> None:
    told = answers(check(signed, trust=Trust()))
    assert {number for number, outcome in told.items() if outcome == "unknown"} == {3, 4, 5, 10}
    assert answers(check(signed, agency=OTHER))[8] == "failed"
    assert set(answers(check(page_pdf())).values()) == {"not_asked"}
    assert answers(check(b"%PDF-1.7 /ByteRange [0 1 2 3]"))[2] == "failed"
