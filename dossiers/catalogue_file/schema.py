"""What stands in the file of a catalogue. Unknown names are refused, so that nothing is lost silently."""

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from dossiers.models import CopyKind, MandatoryClass, PaperType, ProcedureVersion

FORMAT: Literal["motlan-catalogue"] = "motlan-catalogue"
VERSION: Literal[1] = 1


def _printable(text: str) -> str:
    found = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in found.replace("\n", "")):
        raise ValueError("control characters")
    return found


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("line break")
    return _printable(text)


# Text on one line, and such that may not be empty; the number is the most characters.
Text50 = Annotated[str, StringConstraints(max_length=50), AfterValidator(_one_line)]
Text200 = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]
Text500 = Annotated[str, StringConstraints(max_length=500), AfterValidator(_one_line)]
Code = Annotated[Text50, StringConstraints(min_length=1)]
Name200 = Annotated[Text200, StringConstraints(min_length=1)]
Name500 = Annotated[Text500, StringConstraints(min_length=1)]


class Part(BaseModel):
    """Base: types as JSON has them, nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PaperTypePart(Part):
    """A kind of paper with its rules."""

    code: Code
    name: Name200
    result_type_code: Text50 = ""
    validity: PaperType.Validity = PaperType.Validity.FOREVER
    validity_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    retention_years: Annotated[int, Field(ge=0, le=1000)] = 10
    access: PaperType.Access = PaperType.Access.AGENCY
    min_dpi: Annotated[int, Field(ge=50, le=1200)] = 200
    colour_required: bool = True
    mark_text: Text200 = ""
    mode: Literal["", "fast", "accurate"] = ""


class DatedPart(Part):
    """A database or a lawful exception."""

    code: Code
    name: Name200
    legal_basis: Text500 = ""
    valid_from: date | None = None
    valid_to: date | None = None


class AcceptedPart(Part):
    """An accepted paper: all of one alternative, any alternative."""

    alternative: Annotated[int, Field(ge=1, le=100)] = 1
    paper_type: Code
    copy_kind: CopyKind | None = None
    max_age_days: Annotated[int, Field(ge=1, le=36500)] | None = None


class ComponentPart(Part):
    """A component with what satisfies it."""

    code: Code
    name: Name500
    mandatory_class: MandatoryClass
    shared_key: Text50 = ""
    example: Annotated[str, AfterValidator(_printable), StringConstraints(max_length=4000)] = ""
    accepted: Annotated[list[AcceptedPart], Field(max_length=100)] = []
    data: Annotated[list[Code], Field(max_length=100)] = []


class VersionPart(Part):
    """What a procedure asks for from a day on; null: from the beginning."""

    valid_from: date | None = None
    processing_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    legal_basis: Text500 = ""
    intake_place: ProcedureVersion.IntakePlace = ProcedureVersion.IntakePlace.ANYWHERE
    note: Text500 = ""
    combines: Annotated[list[Code], Field(max_length=100)] = []
    components: Annotated[list[ComponentPart], Field(max_length=500)] = []


class ProcedurePart(Part):
    """A procedure with all its versions."""

    code: Code
    name: Name500
    level: Code
    sector: Text200 = ""
    result_paper_type: Code | None = None
    versions: Annotated[list[VersionPart], Field(min_length=1, max_length=1000)]


class CatalogueFile(Part):
    """The whole file."""

    format: Literal["motlan-catalogue"]
    format_version: Literal[1]
    paper_types: Annotated[list[PaperTypePart], Field(max_length=10_000)] = []
    data_sources: Annotated[list[DatedPart], Field(max_length=10_000)] = []
    lawful_exceptions: Annotated[list[DatedPart], Field(max_length=10_000)] = []
    procedures: Annotated[list[ProcedurePart], Field(max_length=100_000)] = []
