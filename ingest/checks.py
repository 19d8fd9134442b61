"""What speaks against a paper as it was read: why a clerk is asked, and why no paper is accepted by itself."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dossiers.identity.matching import determine, doubts_about, numbered
from dossiers.models import Field, PageText, Paper, PaperType
from dossiers.services import iso_date
from ocr.confidence import SURE
from ocr.ports import FIELD_NAMES
from ocr.rules import Rules
from ocr.unread import UNREAD
from vietnamese.person_id import parse_person_id

DATE_FIELDS = ("issued_on", "birth_date", "valid_to")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a paper cannot be accepted as it stands: a field (or "" for the paper) and a stable code."""

    field: str
    code: str


def missing(paper_type: str, found: Collection[str], rules: Rules) -> tuple[str, ...]:
    """Fields that every paper of this type bears and that are not among those found, in their usual order."""
    kind = rules.of(paper_type)
    borne = ((name, kind.field(name)) for name in FIELD_NAMES)
    return tuple(name for name, rule in borne if rule and rule.required and name not in found)


def wrong_values(values: Mapping[str, str]) -> list[Problem]:
    """Dates that are none, and a personal id that cannot be one."""
    problems = [
        Problem(name, "review.not_a_date")
        for name in DATE_FIELDS
        if values.get(name) and iso_date(values[name]) is None
    ]
    personal_id = values.get("personal_id", "")
    if personal_id and parse_person_id(personal_id) is None:
        problems.append(Problem("personal_id", "review.wrong_personal_id"))
    return problems


def low_pages(paper: Paper, paper_type: PaperType, pages: Iterable[PageText]) -> list[int]:
    """Numbers of our own scans with less than the type's resolution.

    A paper born digital or signed elsewhere is what it is, and so is a blank page.
    """
    if paper.arrived_signed:
        return []
    scanned = (page for page in pages if page.engine != "born_digital" and not page.blank)
    return [page.number for page in scanned if page.dpi < paper_type.min_dpi]


def unread_pages(paper: Paper) -> list[int]:
    """Numbers of the pages of which nobody knows what stands on them: reading them failed."""
    rows = paper.page_texts.filter(quality__warnings__icontains=UNREAD).order_by("number")
    return list(rows.values_list("number", flat=True))


def held_back(
    paper: Paper,
    paper_type: PaperType,
    *,
    type_confidence: float | None,
    fields: Iterable[Field],
    rules: Rules,
) -> list[Problem]:
    """Why a clerk has to look at a paper whose type lets papers be accepted by themselves.

    Args:
        type_confidence: None where what the paper looks like is not the type that it was declared as.
        fields: as they were read and corrected; they need not be kept yet.
    """
    found = {field.name: field for field in fields if field.value}
    problems = []
    if type_confidence is None or type_confidence < SURE:
        problems.append(Problem("paper_type", "review.type_unsure"))
    if unread_pages(paper):
        problems.append(Problem("", UNREAD))
    if low_pages(paper, paper_type, paper.page_texts.all()):
        problems.append(Problem("", "quality.low_dpi"))
    if not found:
        problems.append(Problem("", "review.nothing_read"))
    lost = missing(paper_type.code, found.keys(), rules)
    problems += [Problem(name, "review.field_missing") for name in lost]
    doubtful = (name for name in FIELD_NAMES if name in found and not is_sure(found[name]))
    problems += [Problem(name, "review.field_unsure") for name in doubtful]
    values = {name: field.value for name, field in found.items()}
    return problems + wrong_values(values) + _doubts_about_holder(values)


def is_sure(field: Field) -> bool:
    """Whether nobody has to look at the field: a person wrote it, or the reading is sure."""
    return bool(field.corrected_by) or (field.confidence or 0.0) >= SURE


def _doubts_about_holder(values: Mapping[str, str]) -> list[Problem]:
    """An id that its own paper contradicts, or that is on record under another name."""
    number, name = values.get("personal_id", ""), values.get("holder_name", "")
    birth = iso_date(values.get("birth_date", ""))
    problems = [Problem("personal_id", code) for code in doubts_about(number, birth=birth)]
    if number and numbered(number) and not determine(number=number, name=name, birth=birth):
        problems.append(Problem("holder_name", "holder.not_certain"))
    return problems
