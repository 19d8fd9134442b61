"""The first hundred, put in order by how the words of the query stand together.

An engine scores words one by one; "Nguyễn Văn An" then finds every paper with three common words. Pairs
of neighbouring words tell names and phrases apart, and survive one wrong letter in a word; but pairs of
two other names make up the one sought, so that the best single place of the text counts most.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from search.query import Plan
from search.words import Likeness

RERANKED = 100
MOST_WORDS_READ = 3_000  # of one paper; beyond it the engine's own score decides
_COVERAGE = 1.0
_PAIRS = 2.0
_PLACE = 4.0
_TYPE = 0.5
_ENGINE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that the engine found. Beyond the first hundred an engine may leave out the words."""

    paper: str
    score: float
    words: str  # folded, joined by blanks: head and body
    paper_type: str


def rerank(plan: Plan, candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Order the candidates, best first; equal ones stay in the engine's order.

    The new score is half the engine's (1 for its best), plus the share of words found, plus twice the
    share of neighbouring pairs found, plus four times the square of the share found at one place, each
    word where the query has it; plus a half if the paper is of the named type. What stands beyond the
    first hundred follows as the engine had it, with no more than the engine's score.
    """
    sought = [word.folded for word in plan.words]
    named = [word.names_type for word in plan.words]
    likeness = Likeness(sought)
    best = max((candidate.score for candidate in candidates), default=1.0) or 1.0
    scored = [
        (
            _ENGINE * candidate.score / best
            + (_TYPE if plan.paper_type == candidate.paper_type else 0.0)
            + (_nearness(candidate.words.split(" "), likeness, named) if named else 0.0),
            candidate,
        )
        for candidate in candidates[:RERANKED]
    ]
    rest = [(_ENGINE * candidate.score / best, candidate) for candidate in candidates[RERANKED:]]
    return sorted(scored, key=lambda item: -item[0]) + rest


def _nearness(words: Sequence[str], likeness: Likeness, named: Sequence[bool]) -> float:
    """How the words sought stand in a text; those that name a type, as `named` tells, make no place."""
    sought = len(named)
    found = [0.0] * sought
    pairs = [0.0] * max(sought - 1, 1)
    at_place: defaultdict[int, float] = defaultdict(float)  # by where the first word would stand
    place_before = -2
    before: tuple[tuple[int, float], ...] = ()
    likes = map(likeness.__getitem__, words[:MOST_WORDS_READ])
    for place_in_text, like in [(place, like) for place, like in enumerate(likes) if like]:
        neighbours = before if place_before == place_in_text - 1 else ()
        for place, weight in like:
            found[place] = max(found[place], weight)
            if not named[place]:
                at_place[place_in_text - place] += weight
            for left, left_weight in neighbours:
                if left == place - 1:
                    pairs[left] = max(pairs[left], weight * left_weight)
        place_before, before = place_in_text, like
    together = max(at_place.values(), default=0.0) / max(named.count(False), 1)
    return _COVERAGE * sum(found) / sought + _PAIRS * sum(pairs) / len(pairs) + _PLACE * together**2
