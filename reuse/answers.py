"""What the acts of this room are given and what they answer when nothing was recorded."""

from dataclasses import dataclass

from dossiers.models import Reuse
from reuse.decision import Reason


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why, on what legal basis and at whose wish papers are used; names no person."""

    purpose: str
    legal_basis: str
    request: str = Reuse.Request.COUNTER
    exception: str = ""  # code of the LawfulException, where `request` is "exception"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded; `reasons` say what stands against the papers."""

    code: str
    reasons: tuple[Reason, ...] = ()
