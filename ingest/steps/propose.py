"""READ → TO_REVIEW: propose type, fields and holder; a person compares them with the scan.

Pages that seem to make several papers wait in TO_SPLIT instead, until a clerk has said which make which.

Automatic review is a setting per paper type, off by default (PaperType.automatic_review).
"""

from django.utils import timezone

from dossiers.identity.matching import determine
from dossiers.models import Field, Paper, PaperType
from dossiers.selectors import components_of
from dossiers.services import apply_fields, iso_date
from dossiers.states import State
from ingest.steps.read import page_reading
from ingest.steps.stack import note_signs, parts_proposed, signs_read
from ingest.tools import Done, Tools
from ocr.classify import propose_type
from ocr.confidence import SURE
from ocr.fields import propose_fields
from ocr.ports import FieldProposal
from ocr.unread import is_unread
from vietnamese.names import normalise_name
from vietnamese.text import fold

AUTOMATIC = "automatic"
# A name that begins so is no person's; its capitals stay (CÔNG TY TNHH …).
ENTERPRISES = ("cong ty", "ho kinh doanh", "hop tac xa", "doanh nghiep", "chi nhanh", "ngan hang")


def propose(paper: Paper, tools: Tools) -> Done:
    """Type and fields by rules, with box and confidence; the holder only where id and name agree."""
    pages = [page_reading(row) for row in paper.page_texts.order_by("number")]
    signs = signs_read(paper, pages)
    if (parts := parts_proposed(paper, signs)) > 1:
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
    sure = (
        agrees
        and not any(map(is_unread, pages))
        and kind.confidence >= SURE
        and all(field.confidence >= SURE for field in fields.values())
    )
    automatic = bool(paper_type and paper_type.automatic_review and sure and fields)

    def save(current: Paper) -> None:
        if signs:
            note_signs(current, signs, several=False)
        current.paper_type = current.paper_type or paper_type
        current.type_confidence = kind.confidence if agrees else None
        current.fields.filter(corrected_by="").delete()
        corrected = set(current.fields.values_list("name", flat=True))
        Field.objects.bulk_create(
            field_row(current, name, field)
            for name, field in fields.items()
            if name not in corrected
        )
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

    facts: dict[str, object] = {"type": kind.code, "fields": len(fields)}
    return Done(State.REVIEWED if automatic else State.TO_REVIEW, save, facts)


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
