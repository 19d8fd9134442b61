"""A short piece of the original text with what was found marked, through the folded words."""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from search.query import Plan
from search.words import HIT_END, HIT_START, Likeness, fuzzy
from vietnamese.document_number import find_numbers, fold_number
from vietnamese.text import fold

LONGEST = 200
_LEAD = 40  # characters of context before the first hit

_WORD = re.compile(r"[^\W_]+")

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
    shape = fold(source)  # as long as the source: a place here is a place there
    hits = _same(asked, shape)
    missed = asked.keys() - {word for _, _, word in hits}
    alike = [word for word in missed if fuzzy(word)]
    if alike:
        # A word with a letter wrong is marked only where the right one is nowhere.
        hits = _near(hits, _alike(alike, shape), shape, alone=len(asked) == 1)
    numbers = _numbers(plan, source)
    outside = [hit for hit in hits if not any(start <= hit[0] < end for start, end, _ in numbers)]
    return sorted(outside + numbers)


def _same(words: Collection[str], shape: str) -> list[_Hit]:
    if not words:
        return []
    any_of = "|".join(map(re.escape, words))
    found = re.finditer(rf"(?<![^\W_])(?:{any_of})(?![^\W_])", shape)
    return [(*match.span(), match[0]) for match in found]


def _alike(words: Iterable[str], shape: str) -> list[_Hit]:
    likeness = Likeness(words)
    found = ((*match.span(), match[0]) for match in _WORD.finditer(shape))
    return [hit for hit in found if likeness[hit[2]]]


def _near(hits: list[_Hit], alike: list[_Hit], shape: str, *, alone: bool) -> list[_Hit]:
    """The hits with those of the words alike that stand beside another one; ngân is not any nhân."""
    found = sorted(hits + alike)
    beside = [not _WORD.search(shape, left[1], right[0]) for left, right in pairwise(found)]
    sure = set(hits)
    return [
        hit
        for hit, before, after in zip(found, [False, *beside], [*beside, False], strict=False)
        if alone or before or after or hit in sure
    ]


def _numbers(plan: Plan, source: str) -> list[_Hit]:
    sought = {*plan.numbers, plan.keyword} - {""}
    if not sought:
        return []
    found = ((hit.start, hit.end, fold_number(hit.number)) for hit in find_numbers(source))
    return [hit for hit in found if hit[2] in sought]


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
