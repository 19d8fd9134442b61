"""Hides personal ids in what a person reads, until the paper is opened with a purpose."""

import re

from search.words import masked
from vietnamese.person_id import mask

# Runs that the index would take for part of a word, such as CCCD_038090000123.pdf, are hidden too.
_PERSON_ID = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")


def hide_ids(text: str) -> str:
    """The text with every personal id masked, also those written in groups of three."""
    return masked(_PERSON_ID.sub(lambda found: mask(found[0]), text))
