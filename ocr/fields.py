"""Propose the fields of a paper, each with its place and confidence; a clerk decides.

Where each field of each type is found is said by the rule files (ocr.rules); here the places are
gone through. What holds for every type:

    title: the printed title line of the type ("QUYẾT ĐỊNH", "GIẤY KHAI SINH"), not the abstract
        ("Về việc …") under it; a paper with an abstract and no title line has the abstract.
    issuer: the lower agency of the head as printed.
    holder_name: the first person or enterprise the paper is about. A type whose papers need not be
        about anyone may give who signed, with lowered confidence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.confidence import calibrated
from ocr.field_values import after_labels, proposal
from ocr.fields_agency import propose_issuer
from ocr.fields_copies import without_certification
from ocr.fields_dates import date_at_end, date_in_head
from ocr.fields_head import Head, find_head, propose_title
from ocr.fields_number import number_after_label, number_in_head, serial
from ocr.fields_person import Holder, find_holder, particulars, propose_personal_id
from ocr.fields_sign import propose_signature
from ocr.layout import Flow, Sheet, letters, set_upright
from ocr.ports import FIELD_NAMES, FieldProposal, PageReading
from ocr.rules import GENERAL, FieldRule, Rules, TypeRule, delivered

SIGNED_INSTEAD = 0.5
"""Factor on the confidence of a signatory given for want of a holder."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the places are sought in."""

    sheets: Sequence[Sheet]
    kind: TypeRule
    head: Head
    flow: Flow
    title: str  # letters only, folded
    holder: Holder | None
    about: Flow | None  # the lines about the holder
    signed: dict[str, FieldProposal]


def propose_fields(
    pages: Sequence[PageReading], paper_type: str, *, rules: Rules | None = None
) -> dict[str, FieldProposal]:
    """Read the fields of one paper.

    Args:
        pages: pages of the paper in order; blank ones are passed over.
        paper_type: a code of the rules; "unknown" is allowed and drops no field.
        rules: the tables; the delivered ones if left out.
    Returns:
        Field name of docs/interfaces.md to proposal. What cannot be read with some certainty is left
        out. Values are NFC, dates ISO 8601, boxes pixels of the page as received.
    """
    return calibrated(raw_fields(pages, paper_type, rules=rules), pages, paper_type)


def raw_fields(
    pages: Sequence[PageReading], paper_type: str, *, rules: Rules | None = None
) -> dict[str, FieldProposal]:
    """The same with the confidence that rules and readers give, before it is calibrated."""
    upright = [set_upright(page) for page in pages if not page.blank and page.lines]
    whole = (without_certification(sheet, is_first=sheet is upright[0]) for sheet in upright)
    sheets = [sheet for sheet in whole if sheet.segments]
    if not sheets:
        return {}
    paper = _paper(sheets, paper_type, rules or delivered())
    fields: dict[str, FieldProposal] = {}
    for name in ("birth_date", *FIELD_NAMES):  # an id is compared with the birth date
        rule = paper.kind.field(name)
        if rule is not None and name not in fields:
            found = _sought(paper, rule, fields)
            if found is not None:
                fields[name] = found
    return fields


def _paper(sheets: Sequence[Sheet], paper_type: str, rules: Rules) -> _Paper:
    kind, head = rules.of(paper_type), find_head(sheets[0], rules)
    flow = Flow(sheets, [segment for sheet in sheets for segment in sheet.segments])
    title = letters(" ".join(s.text for s in head.title.segments)) if head.title else ""
    rule = kind.field("holder_name")
    any_person = rules.of(GENERAL).field("holder_name")
    persons = any_person.labels.groups if any_person is not None else ()
    holder = find_holder(flow, rule, title=title, persons=persons) if rule is not None else None
    about: Flow | None = None
    if holder is not None:
        about = particulars(sheets, flow, holder, persons)
    elif rule is not None and rule.required:
        about = flow  # the name is lost, what else tells of the holder is not
    return _Paper(sheets, kind, head, flow, title, holder, about, propose_signature(sheets))


def _sought(
    paper: _Paper, rule: FieldRule, fields: Mapping[str, FieldProposal]
) -> FieldProposal | None:
    """The field at the first of its places that shows it."""
    if rule.name == "personal_id":
        return _personal_id(paper, rule, fields.get("birth_date"))
    for place in rule.places:
        if place == "head" and rule.kind == "date":
            found, is_dated = date_in_head(paper.sheets, paper.head, rule)
            if is_dated:
                return found
            continue
        found = _SEEK[place](paper, rule)
        if found is not None:
            return found
    return None


def _personal_id(
    paper: _Paper, rule: FieldRule, born: FieldProposal | None
) -> FieldProposal | None:
    where = _where(paper, rule)
    return None if where is None else propose_personal_id(where, rule, paper.title, born)


def _where(paper: _Paper, rule: FieldRule) -> Flow | None:
    return paper.flow if rule.scope == "paper" else paper.about


def _title(paper: _Paper, _rule: FieldRule) -> FieldProposal | None:
    return propose_title(paper.head, paper.kind)


def _in_head(paper: _Paper, rule: FieldRule) -> FieldProposal | None:
    return propose_issuer(paper.head) if rule.kind == "agency" else number_in_head(paper.head)


def _after_label(paper: _Paper, rule: FieldRule) -> FieldProposal | None:
    if rule.name == "holder_name":
        return _holder(paper, "label")
    if rule.kind in {"number", "serial"}:
        return number_after_label(paper.head, rule, paper.title)
    where = _where(paper, rule)
    if where is None:
        return None
    labels = rule.labels.under(paper.title)
    found = after_labels(where, labels, kind=rule.kind, traps=rule.traps)
    return None if found is None else proposal(where, found[0], "label")


def _holder(paper: _Paper, place: str) -> FieldProposal | None:
    holder = paper.holder
    if holder is None or holder.place != place:
        return None
    return proposal(paper.flow, holder.name, place)


def _in_text(paper: _Paper, rule: FieldRule) -> FieldProposal | None:
    return _holder(paper, "text") if rule.name == "holder_name" else None


def _serial(paper: _Paper, _rule: FieldRule) -> FieldProposal | None:
    return serial(paper.head.sheet)


def _at_end(paper: _Paper, rule: FieldRule) -> FieldProposal | None:
    return date_at_end(paper.sheets, rule)


def _signed(paper: _Paper, rule: FieldRule) -> FieldProposal | None:
    if rule.name != "holder_name":
        return paper.signed.get(rule.name)
    signed = paper.signed.get("signatory")
    if signed is None:
        return None
    return replace(signed, confidence=round(signed.confidence * SIGNED_INSTEAD, 1))


_SEEK: Mapping[str, Callable[[_Paper, FieldRule], FieldProposal | None]] = {
    "heading": _title,
    "head": _in_head,
    "label": _after_label,
    "text": _in_text,
    "serial": _serial,
    "end": _at_end,
    "signature": _signed,
}
"""How each place of ocr.rules.model is sought in."""
