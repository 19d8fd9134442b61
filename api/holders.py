"""Who a call is about: number and name together, and birth where it is sent. Numbers stand in bodies only."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas import TEXT, Day, Sent
from dossiers.identity.matching import determine
from dossiers.models import Holder

# A personal id of 12 digits, an old one of 9, or a tax code; which it is, and whether it can be, is told below.
NUMBER = r"^([0-9]{9,10}|[0-9]{12,13}|[0-9]{10}-[0-9]{3})$"


class HolderSent(Sent):
    """A person or organisation: number and name must agree, and the date of birth where it is sent."""

    number: Annotated[str, StringConstraints(min_length=9, max_length=14, pattern=NUMBER)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=TEXT)]
    birth_date: Day | None = None


def determined(sent: HolderSent) -> Holder | None:
    """The one holder on record, None for nobody and for several alike."""
    return determine(number=sent.number, name=sent.name, birth=sent.birth_date)
