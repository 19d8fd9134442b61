"""READ → TO_REVIEW: propose type, fields and holder; a person compares them with the scan.

Pages that seem to make several papers wait in TO_SPLIT instead, until a clerk has said which make which.

Automatic review is a setting per paper type, off by default (PaperType.automatic_review).
"""

from collections.abc import Mapping

from django.utils import timezone

from dossiers.identity.matching import determine
from dossiers.models import Field, Paper, PaperType
from dossiers.selectors import components_of
from dossiers.services import apply_fields, iso_date
from dossiers.states import State
from ingest.checks import held_back
from ingest.steps.read import page_reading
from ingest.steps.stack import note_signs, parts_proposed, signs_read
from ingest.tools import Done, Tools
from ocr.classify import propose_type
from ocr.fields import propose_fields
from ocr.ports import FieldProposal
from vietnamese.names import normalise_name
from vietnamese.text import fold

AUTOMATIC = "automatic"
# A name that begins so is no person's; its capitals stay (CÔNG TY TNHH …).
ENTERPRISES = ("cong ty", "ho kinh doanh", "hop tac xa", "doanh nghiep", "chi nhanh", "ngan hang")


def propose(paper: Paper, tools: Tools) -> Done:
    """Type and fields by rules, with box and confidence; the holder only where id and name agree."""
    pages = [page_reading(row) for row in paper.page_texts.order_by("number")]
    signs = signs_read(paper, pages)
    if parts := parts_proposed(paper, signs):
        return Done(
            State.TO_SPLIT,
            lambda current: note_signs(current, signs, several=True),
            {"parts": parts},
        )
    kind = propose_type(pages, rules=tools.rules)
    # What a separator sheet says comes before what the page looks like.
    fields = propose_fields(pages, paper.paper_type_id or kind.code, rules=tools.rules)
    paper_type = paper.paper_type or PaperType.objects.filter(code=kind.code).first()
    agrees = paper_type is None or paper_type.code == kind.code
    type_confidence = kind.confidence if agrees else None
    facts: dict[str, object] = {"type": kind.code, "fields": len(fields)}
    automatic = False
    if paper_type is not None and paper_type.automatic_review:
        rows = _rows(paper, fields)
        against = held_back(
            paper, paper_type, fields=rows, type_confidence=type_confidence, rules=tools.rules
        )
        automatic = not against
        facts["held_back"] = sorted({problem.code for problem in against})

    def save(current: Paper) -> None:
        if signs:
            note_signs(current, signs, several=False)
        current.paper_type = current.paper_type or paper_type
        current.type_confidence = type_confidence
        current.fields.filter(corrected_by="").delete()
        Field.objects.bulk_create(row for row in _rows(current, fields) if row.pk is None)
        apply_fields(current)
        values = {row.name: row.value for row in current.fields.all()}
        current.holder = current.holder or determine(
            number=values.get("personal_id", "") or values.get("tax_code", ""),
            name=values.get("holder_name", ""),
            birth=iso_date(values.get("birth_date", "")),
        )
        place_in_dossier(current)
        if automatic:
            current.accepted_at, current.accepted_by = timezone.now(), AUTOMATIC

    return Done(State.REVIEWED if automatic else State.TO_REVIEW, save, facts)


def _rows(paper: Paper, fields: Mapping[str, FieldProposal]) -> list[Field]:
    """The fields as they will stand: what a person has corrected, then what is proposed for the rest."""
    corrected = list(paper.fields.exclude(corrected_by=""))
    names = {row.name for row in corrected}
    proposed = (field_row(paper, name, field) for name, field in fields.items())
    return [*corrected, *(row for row in proposed if row.name not in names)]


def field_row(paper: Paper, name: str, field: FieldProposal) -> Field:
    """The row of one proposed field."""
    box = None if field.box is None else [field.box.x0, field.box.y0, field.box.x1, field.box.y1]
    read_value = field.value[:500]
    # A form may print a person's name in capitals; the records write it one way.
    is_person = name == "holder_name" and not fold(read_value).startswith(ENTERPRISES)
    value = normalise_name(read_value) if is_person else read_value
    return Field(
        paper=paper,
        name=name,
        value=value,
        read_value=read_value,
        page=field.page,
        box=box,
        confidence=round(field.confidence, 1),
    )


def place_in_dossier(paper: Paper) -> None:
    """Say which component of its dossier the paper is, or that it is the result, where the catalogue is clear."""
    if paper.dossier is None or paper.paper_type is None:
        return
    version = paper.dossier.version
    fitting = [
        component
        for component in components_of(version)
        if any(each.paper_type_id == paper.paper_type_id for each in component.accepted.all())
    ]
    # Each procedure that a combined one does has its own result; one of them may be asked for as a paper.
    of_a_part = version.parts.filter(part__procedure__result_type=paper.paper_type).exists()
    own = paper.dossier.procedure.result_type_id == paper.paper_type_id
    paper.is_result = own or (of_a_part and not fitting)
    paper.component = fitting[0] if len(fitting) == 1 and not paper.is_result else None
