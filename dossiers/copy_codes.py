"""The code on a digitized copy, by which anybody can ask whether it is genuine and still valid.

23 signs at random, 104 bits, and one that checks them. The alphabet has no two signs that look alike (0 O,
1 I L, 2 Z, 5 S, 8 B, U V), and 23 of them: a prime, so that the check finds every wrong sign and every two
neighbours that were exchanged.
"""

import secrets

from dossiers.models import CopyCode, Paper

ALPHABET = "34679ACDEFGHJKMNPRTVWXY"
LENGTH = 24
_GROUP = 4
# Between groups people type dashes, spaces, dots or nothing.
_BETWEEN = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\u2014.\t")
# What is longer was not typed from a copy.
_LONGEST = 200


def code_of_copy(paper: Paper) -> CopyCode:
    """The code of the paper's copy: made when first asked for, the same until the paper is accepted anew.

    A code without a copy is harmless: nobody knows it, and nothing is told of it.
    """
    found, _ = CopyCode.objects.get_or_create(
        paper=paper, accepted_at=paper.accepted_at, defaults={"code": new_code()}
    )
    return found


def new_code() -> str:
    """A code that nobody can guess."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + _check_of(drawn)


def grouped(code: str) -> str:
    """The code as it is printed: groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def parsed(typed: str) -> str | None:
    """The code that a person typed, in whatever case and grouping, or pasted with its address.

    Returns:
        None where it cannot be one: a sign too many, too few or wrong.
    """
    if len(typed) > _LONGEST:
        return None
    last = typed.strip().rstrip("/").rpartition("/")[2]
    code = last.translate(_BETWEEN).upper()
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if _check_of(code[:-1]) == code[-1] else None


def _check_of(drawn: str) -> str:
    """Weights 1 to 22, never 0: one wrong sign, or two neighbours exchanged, change the sum."""
    total = sum((at % 22 + 1) * ALPHABET.index(sign) for at, sign in enumerate(drawn))
    return ALPHABET[total % len(ALPHABET)]
