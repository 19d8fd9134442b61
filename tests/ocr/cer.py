"""Character error rate that does not depend on reading order.

Text is NFC with white space collapsed, dot leaders dropped, curly quotes and dashes folded. Lines of
truth are sought one by one in the lines read: each takes the best place still free, so that columns
read in another order cost nothing; what is left over on either side counts as errors.
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


def character_error_rate(truth: str, read: str) -> float:
    """Errors a character of truth: words matched as a bag, the rest paired by likeness.

    Equal words cancel; each word of truth left over takes the most alike word left over on the other
    side. A lower bound of the ordered rate that reading order cannot change.
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
    errors += sum(len(word) for word in spare)
    return errors / max(1, sum(len(word) * count for word, count in wanted.items()))
