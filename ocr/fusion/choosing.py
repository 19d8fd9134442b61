"""Chooses what stands in each place of a line, and says how sure that is."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr.fusion.candidates import Seen, candidates
from ocr.fusion.features import NAMES, Neighbours, features
from ocr.fusion.syllable_pairs import PAUSE, SyllablePairs, tokens_of

WEIGHTS = Path(__file__).with_name("weights.json")
_PASSES = 2  # a word that changed may change its neighbours; a third pass moves next to nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in a place, and the probability that it does, 0-1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear score: a weight for each name of `features.NAMES`, and what agreement is worth.

    Args:
        of: weights in the order of NAMES.
        sure: from which confidence (0-1) of both readers what they saw alike is not questioned.
        settled: probability that such a word is right, as counted.
        unchecked: the same of a word that the first reader was so sure of that only it has looked.
        agreed_at_most: what they saw alike, but less sure, is never held surer than so.
        doubted_at_most: nor what only one of them saw.
    """

    of: tuple[float, ...]
    sure: float
    settled: float
    unchecked: float
    agreed_at_most: float
    doubted_at_most: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Weights":
        """Read the fitted weights."""
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            of=tuple(float(held["weights"][name]) for name in NAMES),
            sure=float(held["sure"]),
            settled=float(held["settled"]),
            unchecked=float(held["unchecked"]),
            agreed_at_most=float(held["agreed_at_most"]),
            doubted_at_most=float(held["doubted_at_most"]),
        )


def first_guess(seen: Seen) -> str:
    """What a place most likely holds before its neighbours are known."""
    if not seen.first or not seen.second:
        return seen.first or seen.second
    if any(sign.isdigit() for sign in seen.first + seen.second):
        return seen.second if seen.second_sure > seen.first_sure else seen.first
    return seen.first


def is_settled(seen: Seen, *, sure: float) -> bool:
    """Whether both saw the same and were sure of it: such a word is hardly ever wrong."""
    return seen.agreed and min(seen.first_sure, seen.second_sure) >= sure


def choose(line: Sequence[Seen], *, weights: Weights, pairs: SyllablePairs) -> list[Choice]:
    """Choose for every place of a line; what was seen surely is never questioned."""
    settled = [seen.unchecked or is_settled(seen, sure=weights.sure) for seen in line]
    choices = [_first_choice(seen, weights) for seen in line]
    known: list[Neighbours | None] = [None] * len(line)
    for _ in range(0 if all(settled) else _PASSES):
        around = neighbours_of([choice.text for choice in choices])
        choices = [
            choice
            if settled[at] or around[at] == known[at]
            else _best(line[at], around[at], weights=weights, pairs=pairs)
            for at, choice in enumerate(choices)
        ]
        known = [*around]
    return choices


def _first_choice(seen: Seen, weights: Weights) -> Choice:
    if seen.unchecked:
        return Choice(seen.first, min(seen.first_sure, weights.unchecked))
    return Choice(first_guess(seen), weights.settled)


def neighbours_of(texts: Sequence[str]) -> list[Neighbours]:
    """The tokens on both sides of each place, over places where nothing stands."""
    tokens = [[token for word in text.split() for token in tokens_of(word)] for text in texts]
    before, last = [], PAUSE
    for own in tokens:
        before.append(last)
        last = own[-1] if own else last
    behind, last = [], PAUSE
    for own in reversed(tokens):
        behind.append(last)
        last = own[0] if own else last
    return [Neighbours(a, b) for a, b in zip(before, reversed(behind), strict=True)]


def _best(seen: Seen, neighbours: Neighbours, *, weights: Weights, pairs: SyllablePairs) -> Choice:
    scores = {
        text: _dot(weights.of, features(text, seen, neighbours, pairs=pairs))
        for text in candidates(seen, pairs)
    }
    best = max(scores, key=lambda text: scores[text])
    total = sum(math.exp(score - scores[best]) for score in scores.values())
    agreed = seen.agreed and best == seen.first
    at_most = weights.agreed_at_most if agreed else weights.doubted_at_most
    return Choice(best, min(1 / total, at_most))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
