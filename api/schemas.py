"""Words that every resource shares on the wire. Wire names live in this room and nowhere else."""

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from ninja import Path, Query
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from api.paging import MOST_ROWS, PAGE_ROWS
from reuse.decision import Reason
from reuse.reasons import sentence, source

Item = TypeVar("Item")

# JSON numbers are exact up to here in every language.
MOST_ID = 2**53 - 1
# No control characters: PostgreSQL keeps no NUL, and a sentence is one line.
TEXT = r"^[^\x00-\x1f\x7f]+$"
PROCEDURE_CODE = r"^[0-9A-Za-z][0-9A-Za-z.]*$"


class Sent(BaseModel):
    """What a caller sends: a field that is not known is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Told(BaseModel):
    """What is answered; made from our own values, so that it is not checked twice."""

    model_config = ConfigDict(frozen=True)


def _day(value: object) -> object:
    """A date as text, or what is no date: pydantic itself would take a number of seconds for one."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == len("2026-01-01")):
        return value
    raise ValueError("not a date")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=TEXT)]
ProcedureCode = Annotated[
    str, StringConstraints(min_length=1, max_length=40, pattern=PROCEDURE_CODE)
]
RowId = Annotated[int, Path(ge=1, le=MOST_ID)]
After = Annotated[str, Query(max_length=400, description="`next` của trang trước")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="số mục một trang")]
FIRST = ""
ROWS = PAGE_ROWS


class Page(Told, Generic[Item]):
    """A page of a list; `next` is the `after` of the page that follows, null on the last."""

    items: list[Item]
    next: str | None


class ReasonTold(Told):
    """A stable code, its sentence, and where the rule or the fact stands."""

    code: str
    message: str
    source: str


def reason_told(reason: Reason) -> ReasonTold:
    """A reason as others read it."""
    return ReasonTold(code=reason.code, message=sentence(reason), source=source(reason))


class FieldError(Told):
    """A field that is wrong, and by which rule."""

    at: str
    rule: str
    message: str


class Problem(Told):
    """RFC 9457, with our code, what to do, and the id under which the call stands in our log."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    code: str
    remedy: str
    request_id: str
    reasons: list[ReasonTold]
    errors: list[FieldError]


def as_json(told: BaseModel) -> dict[str, Any]:
    """The answer as plain JSON values."""
    return told.model_dump(mode="json")
