"""The plan as an Elasticsearch query: clause by clause what the embedded engine is asked."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Any

from search.ports import Filters
from search.query import Plan, Word
from search.weights import (
    BODY_EXACT,
    BODY_FOLDED,
    BODY_FUZZY,
    BODY_PAIR,
    HEAD_EXACT,
    HEAD_FOLDED,
    HEAD_FUZZY,
    HEAD_PAIR,
    NUMBER,
    TIE_BREAKER,
    TYPE,
    run_share,
)
from search.words import fuzzy

_Query = Mapping[str, Any]


def query(plan: Plan, filters: Filters) -> _Query:
    """What the plan demands and prefers, within the filters."""
    demanded = _demanded(plan)
    if plan.keyword:
        demanded = _best_of([_constant({"term": {"numbers": plan.keyword}}, NUMBER), demanded], 0)
    return {
        "bool": {
            "must": [demanded],
            "should": _preferred(plan),
            "filter": _filters(filters),
        }
    }


def _demanded(plan: Plan) -> _Query:
    queries = [_phrase(phrase, accented=plan.accented) for phrase in plan.phrases]
    if plan.numbers:
        queries.append(_constant({"terms": {"numbers": list(plan.numbers)}}, NUMBER))
    if plan.names_type_only:
        of_type = {"term": {"paper_type": plan.paper_type or ""}}
        queries.append(_best_of([of_type, _phrase(plan.words, accented=plan.accented)], 0))
    elif plan.words_needed:
        words = {word.folded: word for word in plan.words if not word.names_type}
        queries.append(
            {
                "bool": {
                    "should": [_word(word, plan) for word in words.values()],
                    "minimum_should_match": plan.words_needed,
                }
            }
        )
    return {"bool": {"must": queries}}


def _preferred(plan: Plan) -> list[_Query]:
    optional = [word for word in plan.words if word.names_type or not plan.words_needed]
    queries = [_word(word, plan) for word in optional]
    if plan.paper_type:
        queries.append(_constant({"term": {"paper_type": plan.paper_type}}, TYPE))
    return [*queries, *starmap(_run, plan.runs)]


def _run(words: Sequence[str], between: int) -> _Query:
    share = run_share(len(words), between)
    together = " ".join(words)
    ways = [
        _in_order("head_folded", together, share * HEAD_PAIR, between),
        _in_order("body_folded", together, share * BODY_PAIR, between),
    ]
    return _best_of(ways, TIE_BREAKER)


def _word(word: Word, plan: Plan) -> _Query:
    ways = [
        _term("head_folded", word.folded, HEAD_FOLDED),
        _term("body_folded", word.folded, BODY_FOLDED),
    ]
    if plan.accented:
        ways += [
            _term("head_exact", word.exact, HEAD_EXACT),
            _term("body_exact", word.exact, BODY_EXACT),
        ]
    if fuzzy(word.folded):
        ways += [
            _near("head_folded", word.folded, HEAD_FUZZY),
            _near("body_folded", word.folded, BODY_FUZZY),
        ]
    return _best_of(ways, TIE_BREAKER)


def _phrase(phrase: Sequence[Word], *, accented: bool) -> _Query:
    folded = " ".join(word.folded for word in phrase)
    exact = " ".join(word.exact for word in phrase)
    ways = [
        _in_order("head_folded", folded, HEAD_FOLDED),
        _in_order("body_folded", folded, BODY_FOLDED),
    ]
    if accented:
        ways += [
            _in_order("head_exact", exact, HEAD_EXACT),
            _in_order("body_exact", exact, BODY_EXACT),
        ]
    return _best_of(ways, TIE_BREAKER)


def _filters(filters: Filters) -> list[_Query]:
    queries: list[_Query] = []
    if filters.agencies is not None:
        queries.append({"terms": {"agency": sorted(filters.agencies)}})
    if filters.available_only:
        queries.append({"term": {"available": True}})
    if filters.paper_type is not None:
        queries.append({"term": {"paper_type": filters.paper_type}})
    if filters.issued_year is not None:
        queries.append({"term": {"issued_year": filters.issued_year}})
    if filters.valid_on is not None:
        day = filters.valid_on.toordinal()
        queries.append({"range": {"valid_from_day": {"lte": day}}})
        queries.append({"range": {"valid_to_day": {"gte": day}}})
    return queries


def _term(field: str, word: str, boost: float) -> _Query:
    return {"term": {field: {"value": word, "boost": boost}}}


def _near(field: str, word: str, boost: float) -> _Query:
    # Every word within one edit, each worth the same: else the rarest misreading would weigh most.
    near = {"value": word, "fuzziness": 1, "rewrite": "constant_score", "boost": boost}
    return {"fuzzy": {field: near}}


def _in_order(field: str, words: str, boost: float, between: int = 0) -> _Query:
    return {"match_phrase": {field: {"query": words, "slop": between, "boost": boost}}}


def _constant(asked: _Query, score: float) -> _Query:
    return {"constant_score": {"filter": asked, "boost": score}}


def _best_of(ways: Sequence[_Query], tie_breaker: float) -> _Query:
    return {"dis_max": {"queries": list(ways), "tie_breaker": tie_breaker}}
