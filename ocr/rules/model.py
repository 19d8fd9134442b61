"""What a rule file says: one table per paper type, checked and ready to use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ocr.rules.phrases import NEVER

GENERAL = "unknown"
"""Code of the table that holds what is true of every type, and the papers that no type stands for."""

PLACES = ("heading", "head", "label", "text", "serial", "end", "signature")
"""Where a field may be sought: title line; head of the first page; after a label; a person or id in
running text; the serial of a blank; place and date above the signature; the signature block."""

KINDS = (
    "title",
    "number",
    "serial",
    "date",
    "agency",
    "name",
    "personal_id",
    "tax_code",
    "address",
)
"""What a value looks like; `position` of who signs is told by its place alone."""

SCOPES = ("paper", "holder")


@dataclass(frozen=True, slots=True)
class Labels:
    """Patterns of labels, the best group first, in folded text.

    Args:
        groups: of each the first that a value follows is taken.
        of_title: these stand instead where the folded title begins so ("hop dong thue").
    """

    groups: tuple[re.Pattern[str], ...] = ()
    of_title: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = ()

    def under(self, title: str) -> tuple[re.Pattern[str], ...]:
        """The groups that hold for a paper with this folded title."""
        return next((own for begin, own in self.of_title if title.startswith(begin)), self.groups)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field is found on papers of one type.

    Args:
        name: a field name of docs/interfaces.md.
        kind: one of KINDS, or "position".
        places: of PLACES, sought in this order; none says that such papers have no such field.
        labels: for the place "label".
        scope: "holder" keeps to the lines about the holder, "paper" seeks in all of it.
        required: every paper of this type bears it. Where the holder's name is lost, the rest about
            the holder is sought in all of the paper if the name is required.
        traps: a line that says one of these before the value is passed over.
    """

    name: str
    kind: str
    places: tuple[str, ...]
    labels: Labels = Labels()
    scope: str = "paper"
    required: bool = False
    traps: re.Pattern[str] = NEVER


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed title: the type that it stands for, and whether more words may follow."""

    phrase: str
    folded: str
    code: str
    open_end: bool = False
    trust: float = 95.0


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase of the text that speaks for a type; against it where the weight is negative."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Hints of layout: how the paper looks, and how its number does.

    Args:
        national_heading: whether the paper bears it; a paper without it is doubted.
        may_be_letter: such a title also stands on letters, whose number names an agency's unit.
        unit_in_number: the number has a unit's abbreviation in place of a type's (letters).
    """

    national_heading: bool = True
    may_be_letter: bool = False
    unit_in_number: bool = False


@dataclass(frozen=True, slots=True)
class TypeRule:
    """All that is known of one paper type."""

    code: str
    name: str
    headings: tuple[Heading, ...] = ()
    number_codes: frozenset[str] = frozenset()  # folded: "qd"
    implied_title: str | None = None
    words: tuple[Word, ...] = ()
    layout: Layout = Layout()
    fields: Mapping[str, FieldRule] | None = None

    def field(self, name: str) -> FieldRule | None:
        """The rule of a field; None where such papers have no such field."""
        rule = (self.fields or {}).get(name)
        return rule if rule is not None and rule.places else None


@dataclass(frozen=True)
class Rules:
    """The tables of all types by code; the general one is among them."""

    types: Mapping[str, TypeRule]

    def of(self, code: str) -> TypeRule:
        """The table of a type; the general one where it has none."""
        return self.types.get(code) or self.types[GENERAL]

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Of all types, the longest first."""
        found = (heading for kind in self.types.values() for heading in kind.headings)
        return tuple(sorted(found, key=lambda heading: -len(heading.phrase)))

    @cached_property
    def number_codes(self) -> Mapping[str, str]:
        """Abbreviation in a number, folded, to the code of the type; the general one's too."""
        return {short: kind.code for kind in self.types.values() for short in kind.number_codes}
