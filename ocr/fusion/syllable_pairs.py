"""How often one syllable follows another in Vietnamese law: counting, the table, and its odds.

The table `law_pairs.txt.xz` holds one pair a line (`first second count`); README.md beside it names
the texts it was counted from, `scripts/count_syllable_pairs.py` makes it.
"""

import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from vietnamese.syllable import is_syllable, place_tone
from vietnamese.text import fold, nfc

TABLE = Path(__file__).with_name("law_pairs.txt.xz")

# What stands in the table for a pause, a token with digits, and any other token.
PAUSE, NUMBER, OTHER = "<s>", "<n>", "<x>"

_EDGES = re.compile(r"([^\w]*)(.*?)([^\w]*)", re.DOTALL)
_PAUSES = re.compile(r"[.;:!?]")
_DISCOUNT = 0.75  # absolute discounting: taken from every pair seen, given to those never seen
_SYLLABLES_THOUGHT_OF = 20_000
_FEWEST_TO_OFFER = 2  # a syllable seen once in all the law may be its typist's slip
_LONGEST_SYLLABLE = 7


def split_edges(word: str) -> tuple[str, str, str]:
    """Part a printed word into the signs before it, itself, and the signs behind it."""
    match = _EDGES.fullmatch(word)
    return (match[1], match[2], match[3]) if match else ("", word, "")


@lru_cache(maxsize=16_384)
def tokens_of(word: str) -> tuple[str, ...]:
    """What a printed word is for the table: its syllable in lower case, and a pause if it ends one."""
    before, middle, behind = split_edges(nfc(word))
    pause = (PAUSE,) if _PAUSES.search(behind if middle else before) else ()
    if not middle:
        return pause
    if any(sign.isdigit() for sign in middle):
        return (NUMBER, *pause)
    return (place_tone(middle.lower()) if middle.isalpha() else OTHER, *pause)


def count_pairs(text: str) -> Counter[tuple[str, str]]:
    """Count which token follows which; every paragraph begins and ends with a pause."""
    pairs: Counter[tuple[str, str]] = Counter()
    for line in text.splitlines():
        tokens = [PAUSE, *(token for word in line.split() for token in tokens_of(word)), PAUSE]
        pairs.update((a, b) for a, b in pairwise(tokens) if (a, b) != (PAUSE, PAUSE))
    return pairs


def written(pairs: Mapping[tuple[str, str], int]) -> bytes:
    """The table as it lies in the file: sorted, so that the same counts give the same bytes."""
    lines = "".join(f"{a} {b} {count}\n" for (a, b), count in sorted(pairs.items()))
    return lzma.compress(lines.encode(), preset=9 | lzma.PRESET_EXTREME)


class SyllablePairs:
    """Odds of a syllable after another, smoothed by absolute discounting.

    Source: Ney, Essen and Kneser, "On structuring probabilistic dependences in stochastic language
    modelling" (1994), with the lower order counted by how many different syllables go before.
    """

    def __init__(self, pairs: Iterable[tuple[str, str, int]]) -> None:
        self._pairs = {(a, b): count for a, b, count in pairs}
        self._after: Counter[str] = Counter()
        self._kinds_after: Counter[str] = Counter()
        self._kinds_before: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        for (a, b), count in self._pairs.items():
            self._after[a] += count
            self._kinds_after[a] += 1
            self._kinds_before[b] += 1
            self._seen[b] += count

    @classmethod
    def load(cls, table: Path = TABLE) -> "SyllablePairs":
        """Read the table of counts."""
        lines = (
            line.split(" ") for line in lzma.decompress(table.read_bytes()).decode().splitlines()
        )
        return cls((a, b, int(count)) for a, b, count in lines)

    @property
    def tokens(self) -> tuple[str, ...]:
        """All that the counted texts hold."""
        return tuple(self._seen)

    def knows(self, token: str) -> bool:
        """Whether the counted texts hold this token."""
        return token in self._seen

    def log_odds(self, token: str, *, after: str) -> float:
        """Natural logarithm of the probability that `token` follows `after`."""
        history = self._after[after]
        lower = self._alone(token)
        if not history:
            return math.log(lower)
        seen = max(self._pairs.get((after, token), 0) - _DISCOUNT, 0.0)
        return math.log((seen + _DISCOUNT * self._kinds_after[after] * lower) / history)

    def same_letters(self, word: str) -> tuple[str, ...]:
        """Syllables of the texts that differ from a word in marks and case at most, lower case."""
        return self._by_fold.get(fold(word), ())

    @cached_property
    def _by_fold(self) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for token, count in sorted(self._seen.items()):
            if count >= _FEWEST_TO_OFFER and len(token) <= _LONGEST_SYLLABLE and is_syllable(token):
                found[fold(token)].append(token)
        return {letters: tuple(tokens) for letters, tokens in found.items()}

    def _alone(self, token: str) -> float:
        half = 0.5  # of a kind, taken from each token seen and given to the unseen ones
        shared = half * len(self._kinds_before) / _SYLLABLES_THOUGHT_OF
        return (max(self._kinds_before[token] - half, 0.0) + shared) / max(1, len(self._pairs))
