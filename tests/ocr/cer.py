"""Character error rate that does not depend on reading order.

Text is NFC with white space collapsed, dot leaders dropped, curly quotes and dashes folded. Equal
words cancel wherever they stand, so that columns read in another order cost nothing; the words left
over are paired by likeness, and what finds no partner counts in full.
"""

import re
import unicodedata
from collections import Counter


def folded(text: str) -> str:
    """The text as it is compared."""
    text = unicodedata.normalize("NFC", text)
    for old, new in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("–", "-"), ("—", "-")):
        text = text.replace(old, new)
    return re.sub(r"\s+", " ", re.sub(r"[.…_]{2,}", " ", text)).strip()


def distance(left: str, right: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def character_error_rate(truth: str, read: str, *, extra_counts: bool = True) -> float:
    """Errors a character of truth: words matched as a bag, the rest paired by likeness.

    Args:
        extra_counts: whether words that have no partner in the truth are errors. Transcriptions of
            real papers leave out receipt stamps and seals, which a reader rightly reads.
    """
    wanted, found = Counter(folded(truth).split()), Counter(folded(read).split())
    missing = sorted((wanted - found).elements(), key=len, reverse=True)
    spare = list((found - wanted).elements())
    errors = 0
    for word in missing:
        best = min(spare, key=lambda other: distance(word, other), default="")
        cost = distance(word, best)
        if spare and cost < len(word):
            spare.remove(best)
            errors += cost
        else:
            errors += len(word)
    if extra_counts:
        errors += sum(len(word) for word in spare)
    return errors / max(1, sum(len(word) * count for word, count in wanted.items()))
