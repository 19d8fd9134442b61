"""Printed phrases as patterns over folded text: how rule files name labels and words.

A phrase is written as it is printed, with its diacritics; it is found without them, in any case, and
whatever marks or blanks a reader put between its words. In a phrase

    (cá nhân)   may be missing,
    …           stands for up to 60 characters of the same line, with no colon or full stop,
    :           at the end says that a colon must follow; else it may.
"""

import re
from collections.abc import Sequence

from vietnamese.text import fold

_TOKEN = re.compile(r"\([^()]*\)|…|[^\W_]+|:$")
_JOINT = r"\W{0,3}"
_ANYTHING = r"[^:;.\n]{0,60}?"
NEVER = re.compile(r"(?!)")


def pattern_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern that finds any of the phrases, the longest first; none finds nothing.

    Raises:
        ValueError: a phrase has no letter or digit.
    """
    if not phrases:
        return NEVER
    longest_first = sorted(phrases, key=lambda phrase: -len(phrase))
    return re.compile("|".join(f"(?:{_pattern(phrase)})" for phrase in longest_first))


def _pattern(phrase: str) -> str:
    tokens = _TOKEN.findall(fold(" ".join(phrase.split())))
    if not any(token[0].isalnum() for token in tokens):
        raise ValueError(phrase)
    made, glue = r"(?<!\w)", ""
    for part in tokens:
        if part == ":":
            return made + r"\s{0,3}[:;]"
        if part == "…":
            made, glue = made + _ANYTHING, ""
        elif part[0] == "(":
            words = _JOINT.join(re.findall(r"[^\W_]+", part))
            made += rf"(?:{glue}{words}(?!\w))?" if words else ""
        else:
            made, glue = made + glue + part, _JOINT
    return made + r"(?!\w)(?:\s{0,3}[:;])?"
