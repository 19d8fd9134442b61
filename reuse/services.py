"""Reuse as a recorded act. What the rules do not allow is answered with `Refused`, never with an exception.

The acts, by the one name under which doors call them; each stands in a file of reuse/acts. The codes
of `Refused` have their sentences in config/reuse_messages.py.
"""

from accounts.actors import actor
from reuse.acts.ask import ask_for_paper
from reuse.acts.grounds import exceptions_lately
from reuse.acts.hand_over import (
    Evidence,
    HandedOver,
    evidence_by_link,
    evidence_of,
    hand_over,
    record_fetch,
)
from reuse.acts.record import record_reference, record_reuse
from reuse.acts.refuse import refuse_paper, take_refusal_back
from reuse.acts.revoke import revoke_reuse, settle_alarm
from reuse.answers import Grounds, Refused

__all__ = [
    "Evidence",
    "Grounds",
    "HandedOver",
    "Refused",
    "actor",
    "ask_for_paper",
    "evidence_by_link",
    "evidence_of",
    "exceptions_lately",
    "hand_over",
    "record_fetch",
    "record_reference",
    "record_reuse",
    "refuse_paper",
    "revoke_reuse",
    "settle_alarm",
    "take_refusal_back",
]
