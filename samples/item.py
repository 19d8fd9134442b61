"""One file of the shelf before it is drawn."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from samples.containers import Suffix
from samples.distort import Look
from samples.forms import Form
from samples.model import Dossier

Twist = Literal["sign", "truncate"]
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Item:
    """One file to draw; a `twin_of` is a byte copy of an earlier one and has no form of its own."""

    stem: str
    suffix: Suffix
    form: Form | None
    agency: str
    note: str
    dossier: str | None = None
    component: str | None = None
    look: Look = "scan"
    turned: bool = False
    blank_back: bool = False
    twist: Twist | None = None
    twin_of: str | None = None
    replaces: str | None = None

    @property
    def name(self) -> str:
        """The file name."""
        return self.stem + self.suffix

    @property
    def holder(self) -> str | None:
        """Personal id or tax code of whom the paper is about."""
        return self.form.holder.identifier if self.form else None


def finished(dossier: Dossier) -> date:
    """Return the day a dossier was finished, which is when its result was issued.

    Raises:
        ValueError: the dossier is open.
    """
    if dossier.finished_at is None:
        raise ValueError(f"{dossier.key} is open")
    return dossier.finished_at.date()


class Place(TypedDict):
    """Where a paper belongs, as arguments of `Item`."""

    dossier: str
    component: str | None


def place_of(dossier: Dossier, component: str | None) -> Place:
    """Return the place of a component, of the result, or (None) of what arose on the way."""
    return {"dossier": dossier.number, "component": component}
