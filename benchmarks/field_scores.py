"""Fields of one paper against its truth: right, wrong, missing, invented. Pure; used by benchmarks."""

from collections.abc import Mapping
from enum import StrEnum

from ocr.ports import FieldProposal
from vietnamese.names import MatchLevel, names_match
from vietnamese.text import fold, nfc


class Score(StrEnum):
    """How one field came out."""

    RIGHT = "right"
    WRONG = "wrong"  # something else was proposed
    MISSING = "missing"  # nothing was proposed where the paper prints it
    INVENTED = "invented"  # something was proposed where the truth says that nothing is printed


def score_fields(
    truth: Mapping[str, str | None], fields: Mapping[str, FieldProposal]
) -> dict[str, Score]:
    """Score every field that the truth names; an empty true value that is not proposed is left out.

    Values have to be equal to the letter (NFC, single blanks), but for a title, whose diacritics
    do not count, and a person's name, whose case does not: papers print it in capitals and records
    do not.
    """
    scores = {}
    for name, true in truth.items():
        proposal = fields.get(name)
        if not true:
            if proposal is not None:
                scores[name] = Score.INVENTED
        elif proposal is None:
            scores[name] = Score.MISSING
        else:
            right = _equal(name, true, proposal.value)
            scores[name] = Score.RIGHT if right else Score.WRONG
    return scores


def _equal(name: str, true: str, read: str) -> bool:
    one, other = (" ".join(nfc(text).split()) for text in (true, read))
    if name == "title":
        return fold(one) == fold(other)
    if name in {"holder_name", "signatory"}:
        return one == other or names_match(one, other) is MatchLevel.EXACT
    return one == other
