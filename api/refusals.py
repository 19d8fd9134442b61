"""What the rooms below refuse, as what ends a call."""

from typing import TypeVar

from api.errors import NotThere, RefusedByRules
from counter.results import Refused as CounterRefused
from reuse.answers import Refused as ReuseRefused

T = TypeVar("T")

# Told by a room that does not know what the caller may see; outside they are not there.
UNSEEN = frozenset({"reuse.unknown", "reuse.not_your_dossier", "reuse.paper_unknown"})


def done(answer: T | ReuseRefused | CounterRefused) -> T:
    """What was done.

    Raises:
        NotThere: it concerns what the caller may not see.
        RefusedByRules: with the code of the room, and its reasons.
    """
    if isinstance(answer, ReuseRefused):
        if answer.code in UNSEEN:
            raise NotThere
        raise RefusedByRules(answer.code, answer.reasons)
    if isinstance(answer, CounterRefused):
        raise RefusedByRules(answer.code)
    return answer
