"""How much each way of matching a word counts, for all engines alike."""

# A hit in title, holder or issuer says more than one in the text; a letter wrong says little.
HEAD_EXACT, BODY_EXACT = 3.0, 2.0
HEAD_FOLDED, BODY_FOLDED = 1.5, 1.0
HEAD_FUZZY, BODY_FUZZY = 0.4, 0.2
HEAD_PAIR, BODY_PAIR = 1.0, 0.7
_PAIR_APART = 0.5  # of that, where a word stands between the two
_THREE = 3.0  # times that, where three words stand together, or with one between
NUMBER = 20.0
TYPE = 2.0
TIE_BREAKER = 0.1


def run_share(words: int, between: int) -> float:
    """What a run of words counts, next to a pair; see `search.query.Plan.runs`."""
    if words > 2:
        return _THREE
    return _PAIR_APART if between else 1.0
