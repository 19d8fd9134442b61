"""What speaks for a candidate: the numbers that the linear score weighs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr.fusion.aligning import edit_path
from ocr.fusion.candidates import Seen
from ocr.fusion.syllable_pairs import NUMBER, PAUSE, SyllablePairs, split_edges, tokens_of
from vietnamese.syllable import is_syllable
from vietnamese.text import fold

NAMES = (
    "first", "first sure", "first, digits", "first sure, digits", "first, capitals", "first, same letters",
    "second", "second sure", "second, digits", "second sure, digits", "second, capitals",
    "second, same letters",
    "alone", "alone sure", "alone length", "nothing", "nothing, other sure",
    "letters of first", "letters of second", "edits of first", "edits of second",
    "edits of first, sure", "edits of second, sure",
    "language", "language, digits", "language, capitals", "tokens", "unknown", "impossible",
    "spaces", "odd signs", "no letters", "stop behind",
)  # fmt: skip
_USUAL_SIGNS = frozenset('.,;:/()"-–“”%+&')
_SURE_BOUNDS = (0.002, 0.9995)
_SCALE = 5.0  # brings log odds to the size of the other numbers


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The token before a place and the one behind it, as `syllable_pairs` names them."""

    before: str = PAUSE
    behind: str = PAUSE


def features(
    text: str, seen: Seen, neighbours: Neighbours, *, pairs: SyllablePairs
) -> tuple[float, ...]:
    """The numbers of one candidate, in the order of NAMES."""
    return (
        *_backing(text, seen),
        *_alone(text, seen),
        *_likeness(text, seen),
        *_language(text, neighbours, pairs=pairs, seen=seen),
        *_looks(text),
    )


def _backing(text: str, seen: Seen) -> list[float]:
    """Which reader saw it, and how sure that one was."""
    digits = any(sign.isdigit() for sign in seen.first + seen.second)
    capitals = (seen.first or seen.second).isupper()
    same = fold(seen.first) == fold(seen.second)
    backing: list[float] = []
    for own, sure in ((seen.first, seen.first_sure), (seen.second, seen.second_sure)):
        chosen = float(text == own and bool(own))
        known = chosen * _log_odds(sure)
        backing += [
            chosen,
            known,
            chosen * digits,
            known * digits,
            chosen * capitals,
            chosen * same,
        ]
    return backing


def _alone(text: str, seen: Seen) -> list[float]:
    """What only one reader saw may be dirt, and then nothing stands there."""
    sure = _log_odds(max(seen.first_sure, seen.second_sure))
    alone = float(bool(text) and not (seen.first and seen.second))
    nothing = float(not text)
    return [alone, alone * sure, alone * min(len(text), 6), nothing, nothing * sure]


def _likeness(text: str, seen: Seen) -> list[float]:
    folded = fold(text)
    edits = _edits(text, seen.first), _edits(text, seen.second)
    return [
        float(folded == fold(seen.first)),
        float(folded == fold(seen.second)),
        *edits,
        edits[0] * _log_odds(seen.first_sure) if seen.first else 0.0,
        edits[1] * _log_odds(seen.second_sure) if seen.second else 0.0,
    ]


def _language(
    text: str, neighbours: Neighbours, *, pairs: SyllablePairs, seen: Seen
) -> list[float]:
    tokens = [token for word in text.split() for token in tokens_of(word)]
    odds = _log_odds_of([neighbours.before, *tokens, neighbours.behind], pairs)
    words = [split_edges(word)[1].lower() for word in text.split()]
    syllables = [word for word in words if word.isalpha()]
    unknown = [word for word in syllables if not pairs.knows(tokens_of(word)[0])]
    return [
        odds,
        odds * (NUMBER in tokens),
        odds * (seen.first or seen.second).isupper(),
        float(len(tokens)),
        float(len(unknown)),
        float(sum(not is_syllable(word) for word in unknown)),
    ]


def _looks(text: str) -> list[float]:
    odd = sum(not (sign.isalnum() or sign.isspace() or sign in _USUAL_SIGNS) for sign in text)
    return [
        float(text.count(" ")),
        float(odd),
        float(bool(text) and not any(sign.isalnum() for sign in text)),
        float(text[-1:] in {".", ",", ";", ":"}),
    ]


def _log_odds_of(tokens: Sequence[str], pairs: SyllablePairs) -> float:
    return sum(pairs.log_odds(b, after=a) for a, b in pairwise(tokens)) / _SCALE


def _log_odds(sure: float) -> float:
    bounded = min(max(sure, _SURE_BOUNDS[0]), _SURE_BOUNDS[1])
    return math.log(bounded / (1 - bounded))


def _edits(text: str, other: str) -> float:
    """Letters by which two texts differ; the longer counts whole where they share nothing."""
    if text == other:
        return 0.0
    return float(max(len(text), len(other)) - len(edit_path(text, other)))
