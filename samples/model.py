"""The nouns of the sample set: invented people, dossiers, papers, and the files drawn from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person or organisation; exactly one of personal_id and tax_code identifies it."""

    key: str
    name: str
    kind: Literal["person", "organisation"]
    address: str
    personal_id: str = ""
    old_personal_id: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    tax_code: str = ""

    @property
    def identifier(self) -> str:
        """Personal id of a person, tax code of an organisation."""
        return self.personal_id or self.tax_code

    @property
    def born(self) -> date:
        """Birth date of a person.

        Raises:
            ValueError: the holder is an organisation.
        """
        if self.birth_date is None:
            raise ValueError(f"{self.key} is an organisation")
        return self.birth_date


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier of the scenario; times are aware, Vietnam time; status and channel are codes."""

    key: str
    number: str
    procedure_code: str
    holder: Holder
    channel: int
    status: int
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    place_of_support: str
    place_of_intake: str
    deciding_agency: str


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What stands on one page as received; `turn_deg` is the clockwise turn it needs."""

    blank: bool
    turn_deg: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file of `scans/` with all that is true of it.

    `outcome` is what a correct run must tell, with `code` if it fails; `duplicate_of` is the twin.
    `fields` are named as in docs/interfaces.md; `holder` is a personal id or a tax code.
    """

    name: str
    sha256: str
    size_bytes: int
    outcome: Literal["paper", "duplicate_of", "failed"]
    code: str | None
    duplicate_of: str | None
    dossier: str | None
    component: str | None
    agency: str
    paper_type: str | None
    signed: bool
    holder: str | None
    fields: Mapping[str, str]
    pages: tuple[PageTruth, ...]
    note: str
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class SampleSet:
    """The whole set: where the catalogue lies and every file drawn, in order of name."""

    seed: int
    catalogue: tuple[str, ...]
    files: tuple[SampleFile, ...] = field(default=())

    @property
    def page_count(self) -> int:
        """Pages of all files that can be opened, blank ones included."""
        return sum(len(file.pages) for file in self.files)
