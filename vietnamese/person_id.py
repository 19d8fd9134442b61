"""The personal identification number (12 digits) and the old identity card number (9 digits).

Three digits for the province or country of birth registration, one for century and sex (0 and 1 the
20th century, 2 and 3 the 21st …; even is male), two for the year of birth, six at random. There is
no check digit: a number that reads well may still be wrong, so it is compared with name, birth and
sex.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# O for 0; l, I and | for 1: the letters that readers and typists take for figures.
_LOOKALIKES = str.maketrans("OolI|", "00111")


class PersonIdKind(StrEnum):
    """Which of the two numbers it is."""

    PERSONAL = "personal"  # số định danh cá nhân, 12 digits
    OLD_CARD = "old_card"  # CMND, 9 digits, found on old papers only


class Sex(StrEnum):
    """Sex as the number tells it."""

    MALE = "male"
    FEMALE = "female"


class Disagreement(StrEnum):
    """What the number says otherwise than the paper or form beside it."""

    BIRTH_YEAR = "birth_year"
    SEX = "sex"


@dataclass(frozen=True, slots=True)
class PersonId:
    """A well-formed number; `digits` is the canonical form, without spaces."""

    digits: str

    @property
    def kind(self) -> PersonIdKind:
        """PERSONAL for 12 digits, OLD_CARD for 9."""
        return PersonIdKind.PERSONAL if len(self.digits) == 12 else PersonIdKind.OLD_CARD

    @property
    def province_code(self) -> str | None:
        """Three digits: the province (of the 63 before 2025) or country of birth registration.

        Kept for life, so it tells neither the residence nor a province of today. None on an old
        card.
        """
        return self.digits[:3] if self.kind is PersonIdKind.PERSONAL else None

    @property
    def birth_year(self) -> int | None:
        """Four-figure year of birth; None on an old card, which does not tell it."""
        if self.kind is not PersonIdKind.PERSONAL:
            return None
        return 1900 + 100 * (int(self.digits[3]) // 2) + int(self.digits[4:6])

    @property
    def sex(self) -> Sex | None:
        """None on an old card, which does not tell it."""
        if self.kind is not PersonIdKind.PERSONAL:
            return None
        return Sex.FEMALE if int(self.digits[3]) % 2 else Sex.MALE


def parse_person_id(text: str, *, lenient: bool = False) -> PersonId | None:
    """Read a number of 12 or 9 digits that makes up the whole text; None if it is not one.

    Args:
        text: as typed or read; white space around it is ignored.
        lenient: also drop spaces, points and hyphens between digits, and read O as 0 and l, I, | as
            1
            where no more than a quarter of the characters are such letters, so never in a word.
    """
    candidate = text.strip()
    if lenient:
        candidate = re.sub(r"[\s.\-]", "", candidate)
        mistaken = sum(not letter.isdigit() for letter in candidate)
        if mistaken <= len(candidate) // 4:
            candidate = candidate.translate(_LOOKALIKES)
    return PersonId(candidate) if re.fullmatch(r"[0-9]{12}|[0-9]{9}", candidate) else None


def disagreements(
    person_id: PersonId, *, birth_date: date | None = None, sex: Sex | None = None
) -> tuple[Disagreement, ...]:
    """List what the number contradicts; an old card, or a fact not given, contradicts nothing."""
    found: list[Disagreement] = []
    if birth_date and person_id.birth_year not in {None, birth_date.year}:
        found.append(Disagreement.BIRTH_YEAR)
    if sex and person_id.sex not in {None, sex}:
        found.append(Disagreement.SEX)
    return tuple(found)


def mask(digits: str) -> str:
    """Hide the middle of a number for lists and logs: `038*****6789`.

    Of anything but 12 characters only the last four are shown, and nothing of eight or fewer: the
    less is hidden, the easier it is guessed.
    """
    if len(digits) == 12:
        return f"{digits[:3]}*****{digits[-4:]}"
    if len(digits) <= 8:
        return "*" * len(digits)
    return "*" * (len(digits) - 4) + digits[-4:]
