"""The plan as a Tantivy query."""

from collections.abc import Sequence

from tantivy import FieldType, Occur, Query, Schema

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

_Clause = tuple[Occur, Query]


class QueryBuilder:
    """Builds queries over one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def build(self, plan: Plan, filters: Filters) -> Query:
        """What the plan demands and prefers, within the filters."""
        demanded = self._demanded(plan)
        if plan.keyword:
            by_number = Query.const_score_query(self._term("numbers", plan.keyword), NUMBER)
            demanded = Query.disjunction_max_query([by_number, demanded])
        clauses = [(Occur.Must, demanded), *self._preferred(plan)]
        clauses += [
            (Occur.Must, Query.const_score_query(query, 0.0)) for query in self._filters(filters)
        ]
        return Query.boolean_query(clauses)

    def _demanded(self, plan: Plan) -> Query:
        queries = [self._phrase(phrase, accented=plan.accented) for phrase in plan.phrases]
        if plan.numbers:
            numbers = Query.term_set_query(self._schema, "numbers", list(plan.numbers))
            queries.append(Query.const_score_query(numbers, NUMBER))
        if plan.names_type_only:
            queries.append(
                Query.disjunction_max_query(
                    [
                        self._term("paper_type", plan.paper_type or ""),
                        self._phrase(plan.words, accented=plan.accented),
                    ]
                )
            )
        elif plan.words_needed:
            words = {word.folded: word for word in plan.words if not word.names_type}
            queries.append(
                Query.boolean_query(
                    [(Occur.Should, self._word(word, plan)) for word in words.values()],
                    minimum_number_should_match=plan.words_needed,
                )
            )
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def _preferred(self, plan: Plan) -> list[_Clause]:
        optional = [word for word in plan.words if word.names_type or not plan.words_needed]
        queries = [self._word(word, plan) for word in optional]
        if plan.paper_type:
            of_type = self._term("paper_type", plan.paper_type)
            queries.append(Query.const_score_query(of_type, TYPE))
        queries += [self._run(*run) for run in plan.runs]
        return [(Occur.Should, query) for query in queries]

    def _run(self, words: Sequence[str], between: int) -> Query:
        share = run_share(len(words), between)
        ways = [
            Query.boost_query(
                Query.phrase_query(self._schema, field, list(words), slop=between), share * boost
            )
            for field, boost in (("head_folded", HEAD_PAIR), ("body_folded", BODY_PAIR))
        ]
        return Query.disjunction_max_query(ways, tie_breaker=TIE_BREAKER)

    def _word(self, word: Word, plan: Plan) -> Query:
        ways = [
            Query.boost_query(self._term("head_folded", word.folded), HEAD_FOLDED),
            Query.boost_query(self._term("body_folded", word.folded), BODY_FOLDED),
        ]
        if plan.accented:
            ways += [
                Query.boost_query(self._term("head_exact", word.exact), HEAD_EXACT),
                Query.boost_query(self._term("body_exact", word.exact), BODY_EXACT),
            ]
        if fuzzy(word.folded):
            ways += [
                Query.boost_query(self._fuzzy("head_folded", word.folded), HEAD_FUZZY),
                Query.boost_query(self._fuzzy("body_folded", word.folded), BODY_FUZZY),
            ]
        return Query.disjunction_max_query(ways, tie_breaker=TIE_BREAKER)

    def _phrase(self, phrase: Sequence[Word], *, accented: bool) -> Query:
        words = [word.folded for word in phrase]
        ways = [
            Query.boost_query(self._in_order("head_folded", words), HEAD_FOLDED),
            Query.boost_query(self._in_order("body_folded", words), BODY_FOLDED),
        ]
        if accented:
            words = [word.exact for word in phrase]
            ways += [
                Query.boost_query(self._in_order("head_exact", words), HEAD_EXACT),
                Query.boost_query(self._in_order("body_exact", words), BODY_EXACT),
            ]
        return Query.disjunction_max_query(ways, tie_breaker=TIE_BREAKER)

    def _filters(self, filters: Filters) -> list[Query]:
        queries: list[Query] = []
        if filters.agencies is not None:
            agencies = sorted(filters.agencies)
            queries.append(Query.term_set_query(self._schema, "agency", agencies))
        if filters.available_only:
            queries.append(Query.term_query(self._schema, "available", True))  # noqa: FBT003
        if filters.paper_type is not None:
            queries.append(self._term("paper_type", filters.paper_type))
        if filters.issued_year is not None:
            queries.append(Query.term_query(self._schema, "issued_year", filters.issued_year))
        if filters.valid_on is not None:
            day = filters.valid_on.toordinal()
            queries += [
                Query.range_query(
                    self._schema, "valid_from_day", FieldType.Integer, upper_bound=day
                ),
                Query.range_query(self._schema, "valid_to_day", FieldType.Integer, lower_bound=day),
            ]
        return queries

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _fuzzy(self, field: str, word: str) -> Query:
        return Query.fuzzy_term_query(self._schema, field, word, distance=1)

    def _in_order(self, field: str, words: list[str]) -> Query:
        if len(words) == 1:
            return self._term(field, words[0])
        return Query.phrase_query(self._schema, field, list(words))
