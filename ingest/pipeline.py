"""The life of a paper in one table. A state says what is true; its row says what is done from it.

Read it top to bottom. Rows without a step are people: they wait in TO_SPLIT and TO_REVIEW; all else moves by
itself.
`ingest/runner.py` alone takes a paper from row to row; `docs/walk.md` follows one paper through.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dossiers.models import Paper
from dossiers.states import State
from ingest.steps.compose import compose
from ingest.steps.keep import keep
from ingest.steps.propose import propose
from ingest.steps.read import read
from ingest.steps.sign import sign
from ingest.steps.triage import triage
from ingest.steps.verify import verify
from ingest.tools import Done, Tools

type_of_step = Callable[[Paper, Tools], Done]


@dataclass(frozen=True, slots=True)
class Row:
    """What is done in a state, by a step or by a person, and the states it can lead to."""

    does: str
    leads_to: tuple[State, ...]
    step: type_of_step | None = None


LIFE: dict[State, Row] = {
    State.RECEIVED: Row(
        "make sure that the store holds the original, byte for byte",
        (State.KEPT,),
        keep,
    ),
    State.KEPT: Row(
        "triage: what is it, which papers by its separator sheets, signed by whom, born digital or a scan",
        (State.PREPARED,),
        triage,
    ),
    State.PREPARED: Row(
        "straighten, clean and read each page: words, boxes, confidence, quality",
        (State.READ,),
        read,
    ),
    State.READ: Row(
        "propose type and fields with box and confidence, and the holder; or that it is several papers",
        (State.TO_REVIEW, State.TO_SPLIT, State.REVIEWED),
        propose,
    ),
    State.TO_SPLIT: Row(
        "[clerk] say which pages make which paper; nothing is read twice",
        (State.READ,),
    ),
    State.TO_REVIEW: Row(
        "[clerk] compare with the scan, correct, link the holder, accept; or return with a reason",
        (State.REVIEWED, State.RETURNED),
    ),
    State.REVIEWED: Row(
        "compose PDF/A with text layer and metadata; what arrived signed keeps its bytes",
        (State.TO_SIGN, State.SIGNED),
        compose,
    ),
    State.TO_SIGN: Row(
        "sign with the agency's key, or put in what a person signed, and time-stamp",
        (State.SIGNED,),
        sign,
    ),
    State.SIGNED: Row(
        "verify, hold under retention",
        (State.AVAILABLE,),
        verify,
    ),
    State.AVAILABLE: Row(
        "[officer] revoked, replaced or found wrong: the dossiers that used it are told",
        (State.WITHDRAWN,),
    ),
}

# The states that a runner claims; the others wait for people or are ends.
MACHINE_STATES = tuple(state for state, row in LIFE.items() if row.step is not None)
