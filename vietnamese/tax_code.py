"""Tax codes: 10 digits of a firm or household, 13 of a branch, 12 of a natural person.

The tenth digit checks the nine before it: 10 - (weighted sum mod 11), with the weights below.
Source: the rule as restated by python-stdnum (`stdnum/vn/mst.py`). A natural person's tax code is
the personal id, without a check digit, since 1 July 2025; it is let in whatever the date of the
paper.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from vietnamese.person_id import PersonIdKind, parse_person_id

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SHAPE = re.compile(r"(?P<parent>[0-9]{10})(?:-?(?P<branch>(?!000)[0-9]{3}))?")


class TaxCodeKind(StrEnum):
    """Who carries the code."""

    ORGANISATION = "organisation"  # 10 digits; households and, before July 2025, persons too
    BRANCH = "branch"  # 13 digits: the parent's ten and 001 to 999
    PERSON = "person"  # 12 digits, the personal id


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A well-formed code in canonical form: 0100233488, 0100233488-001 or a personal id."""

    code: str
    kind: TaxCodeKind

    @property
    def parent(self) -> str | None:
        """The ten digits that a branch shares with its parent; None for any other."""
        return self.code[:10] if self.kind is TaxCodeKind.BRANCH else None


def check_digit(first_nine: str) -> str | None:
    """Give the tenth digit of a code; None where no code may begin so (the sum divides by 11).

    Args:
        first_nine: exactly nine ASCII digits.
    """
    digits = map(int, first_nine)
    remainder = sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    return str(10 - remainder) if remainder else None


def parse_tax_code(text: str) -> TaxCode | None:
    """Read a code that makes up the whole text, blanks and the hyphen of a branch as they come.

    None if the length or the check digit is wrong.
    """
    candidate = re.sub(r"\s", "", text)
    person = parse_person_id(candidate)
    if person is not None and person.kind is PersonIdKind.PERSONAL:
        return TaxCode(person.digits, TaxCodeKind.PERSON)
    match = _SHAPE.fullmatch(candidate)
    if match is None or check_digit(match["parent"][:9]) != match["parent"][9]:
        return None
    if match["branch"]:
        return TaxCode(f"{match['parent']}-{match['branch']}", TaxCodeKind.BRANCH)
    return TaxCode(match["parent"], TaxCodeKind.ORGANISATION)
