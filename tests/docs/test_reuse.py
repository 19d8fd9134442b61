"""docs/reuse.md names every reason with its sentence, its source and a law, every act's event and every alarm."""

import re
from pathlib import Path

import pytest

from config.messages import MESSAGES
from config.reuse_messages import REUSE
from dossiers.notices import SENTENCES
from reuse import services
from reuse.reasons import REASONS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "reuse.md").read_text()
ROWS = {
    cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
    for cells in re.findall(
        r"^\| (`reuse\.\w+`) \| (.*?) \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE
    )
}


def test_every_reason_has_its_row_and_no_other() -> None:
    assert set(ROWS) == set(REASONS)


@pytest.mark.parametrize("code", REASONS)
def test_a_row_says_what_a_person_reads(code: str) -> None:
    sentence, source, law = ROWS[code]
    assert (sentence, source) == (REASONS[code].sentence, REASONS[code].source)
    assert law


def test_every_code_that_is_named_is_known() -> None:
    named = set(re.findall(r"`(reuse\.[a-z_]+)`", TEXT))
    events = {"reuse.recorded", "reuse.revoked", "reuse.handed_over", "reuse.fetched"}
    events |= {"reuse.alarm_settled"}
    assert named - set(REASONS) - set(MESSAGES) - set(SENTENCES) <= events


def test_every_alarm_is_told_of_with_its_sentence() -> None:
    table = TEXT.partition("| alarm |")[2].partition("\n\n")[0]
    alarms = set(re.findall(r"`(reuse\.\w+)`", table))
    assert alarms <= SENTENCES.keys() & MESSAGES.keys()
    for code in SENTENCES:
        assert not code.startswith("reuse.") or f"`{code}`" in TEXT


def test_every_act_is_there() -> None:
    table = TEXT.partition("| act |")[2].partition("\n\n")[0]
    for name in re.findall(r"\(`(\w+)`\)", table):
        assert callable(getattr(services, name))
    verbs = set()
    for path in (ROOT / "reuse" / "acts").glob("*.py"):
        verbs |= set(re.findall(r'"((?:reuse|paper)\.[a-z_]+)"', path.read_text()))
    # "reuse.revoked" is a reason against a paper, and the event of taking a reuse back.
    verbs -= (set(REUSE) | set(REASONS) | set(SENTENCES)) - {"reuse.revoked"}
    assert verbs == set(re.findall(r"`((?:reuse|paper)\.\w+)`", table))
