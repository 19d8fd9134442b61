"""A short piece of the original text with what was found marked, through the folded words."""

from search.query import Plan
from search.words import HIT_END, HIT_START, Likeness, folded
from vietnamese.document_number import find_numbers, fold_number
from vietnamese.text import syllables

LONGEST = 200
_LEAD = 40  # characters of context before the first hit

_Hit = tuple[int, int, str]


def snippet(plan: Plan, *, title: str, text: str) -> str:
    """The stretch of at most 200 characters (marks not counted) that holds the most different words.

    Args:
        plan: the query.
        title: masked; used where the text holds nothing that was sought.
        text: masked NFC text.
    """
    for source in (text, title):
        hits = _hits(plan, source)
        if hits:
            return _marked(source, hits)
    return _clean((text or title)[:LONGEST])


def _hits(plan: Plan, source: str) -> list[_Hit]:
    """Start, end and folded form of what was sought, in order and apart."""
    asked = dict.fromkeys(word.folded for word in plan.all_words)
    tokens = [(token.start, token.end, folded(token.text)) for token in syllables(source)]
    held = asked.keys() & {word for _, _, word in tokens}
    missed = Likeness(word for word in asked if word not in held)
    # A word with a letter wrong is marked only where the right one is nowhere.
    hits = [hit for hit in tokens if hit[2] in held or missed[hit[2]]]
    sought = {*plan.numbers, plan.keyword}
    numbers = [
        (found.start, found.end, keyword)
        for found in find_numbers(source)
        if (keyword := fold_number(found.number)) in sought
    ]
    outside = [hit for hit in hits if not any(start <= hit[0] < end for start, end, _ in numbers)]
    return sorted(outside + numbers)


def _marked(source: str, hits: list[_Hit]) -> str:
    window = _best_window(hits)
    start = max(0, min(window[0][0] - _LEAD, len(source) - LONGEST))
    if start:
        # Not in the middle of a word.
        start = min(window[0][0], _next_blank(source, start))
    end = min(len(source), start + LONGEST)
    parts: list[str] = []
    done = start
    for hit_start, hit_end, _ in hits:
        if start <= hit_start and hit_end <= end:
            parts += [source[done:hit_start], HIT_START, source[hit_start:hit_end], HIT_END]
            done = hit_end
    parts.append(source[done:end])
    return _clean("".join(parts))


def _best_window(hits: list[_Hit]) -> list[_Hit]:
    """The neighbouring hits within reach that hold the most different words; the first of equals."""
    best: list[_Hit] = hits[:1]
    most = 1
    first = 0
    for last, hit in enumerate(hits):
        while hit[1] - hits[first][0] > LONGEST - _LEAD and first < last:
            first += 1
        different = len({word for _, _, word in hits[first : last + 1]})
        if different > most:
            best, most = hits[first : last + 1], different
    return best


def _next_blank(source: str, start: int) -> int:
    return next((place for place in range(start, len(source)) if source[place].isspace()), start)


def _clean(text: str) -> str:
    return " ".join(text.split())
