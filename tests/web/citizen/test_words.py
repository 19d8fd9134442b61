"""Every act that the source records on what is a person's is told in words, or is known to be none of theirs."""

import re
from pathlib import Path

from dossiers.citizens.trace import PAPER_VERBS
from web.citizen.uses import WORDS

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("api", "counter", "dossiers", "ingest", "reuse", "web", "worker")
VERB = re.compile(r'"((?:paper|reuse|holder|evidence|citizen|correction|search)\.[a-z_]+)"')
# Steps of a paper through the agency until it can be used, and codes that look like verbs.
INTERNAL = {
    "paper.received",
    "paper.returned",
    "paper.retried",
    "paper.read_again",
    "paper.failed",
    "paper.kept",
    "paper.split",
    "paper.dissolved",
    "paper.prepared",
    "paper.read",
    "paper.to_review",
    "paper.to_sign",
    "paper.sign_begun",
    "paper.sign_given",
    "paper.sign_cancelled",
    "paper.signed",
    "paper.renewed",
    "paper.available",
    # An inquiry into a paper is not told to whom it may concern.
    "paper.held",
    "paper.hold_lifted",
}


def recorded() -> set[str]:
    """The verbs that stand where an event is recorded."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text()
            for call in re.findall(r"(?:verb=|_record\(|_tell\(|verb: str = )[^\n]*", text):
                found |= set(VERB.findall(call))
    return found


def test_every_verb_has_its_words() -> None:
    verbs = recorded()
    assert {"reuse.recorded", "paper.viewed", "holder.corrected"} <= verbs
    about_users = {"search.exported"}
    assert verbs - INTERNAL - about_users <= WORDS.keys()


def test_every_act_on_a_paper_is_shown() -> None:
    told = {verb for verb in WORDS if verb.startswith("paper.")}
    # These two are about the request and the refusal, not about the paper.
    by_their_own = {"paper.asked", "paper.refused", "paper.refusal_taken_back"}
    assert told - by_their_own == PAPER_VERBS
