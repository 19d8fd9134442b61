"""Propose the fields of a paper, each with its place and confidence; a clerk decides.

Choices:
    title: the printed title line of the type ("QUYẾT ĐỊNH", "GIẤY KHAI SINH"), not the abstract
        ("Về việc …") under it; a paper with an abstract and no title line has the abstract.
    issuer: the lower agency of the head as printed. An application (don_de_nghi) has none and
        gives the agency it is addressed to.
    holder_name: the first person or enterprise the paper is about; of a contract party A. An
        official letter (cong_van) gives whom it is addressed to where that is a person or an
        enterprise; else it is about no one and gives its signatory, with lowered confidence.
    address: where that holder lives; of a birth certificate the child's home town ("Quê quán"),
        since the residences it prints are the parents'.
"""

from collections.abc import Sequence

from ocr.fields_dates import VALID_TO, after_label, propose_issued_on
from ocr.fields_head import (
    Head,
    find_head,
    propose_issuer,
    propose_number,
    propose_title,
)
from ocr.fields_person import ADDRESSED_TO, propose_person, propose_tax_code
from ocr.fields_sign import propose_signature
from ocr.layout import Flow, Sheet, set_upright
from ocr.ports import FieldProposal, PageReading
from vietnamese.text import fold, nfc


def propose_fields(pages: Sequence[PageReading], paper_type: str) -> dict[str, FieldProposal]:
    """Read the fields of one paper.

    Args:
        pages: pages of the paper in order; blank ones are passed over.
        paper_type: a code of docs/interfaces.md; "unknown" is allowed and drops no field.
    Returns:
        Field name of docs/interfaces.md to proposal. What cannot be read with some certainty is left
        out. Values are NFC, dates ISO 8601, boxes pixels of the page as received.
    """
    sheets = [set_upright(page) for page in pages if not page.blank and page.lines]
    if not sheets:
        return {}
    head = find_head(sheets[0])
    everything = Flow(sheets, [segment for sheet in sheets for segment in sheet.segments])
    single: dict[str, FieldProposal | None] = {
        "title": propose_title(head, paper_type),
        "number": propose_number(head, paper_type),
        "issued_on": propose_issued_on(sheets, head, paper_type),
        "issuer": _issuer(sheets[0], head, paper_type),
        "tax_code": propose_tax_code(sheets),
        "valid_to": after_label(everything, VALID_TO),
    }
    fields = {name: proposal for name, proposal in single.items() if proposal is not None}
    fields.update(propose_person(sheets, paper_type))
    fields.update(propose_signature(sheets))
    if paper_type == "cong_van" and "signatory" in fields:
        signed = fields["signatory"]
        fields.setdefault(
            "holder_name",
            FieldProposal(signed.value, round(signed.confidence / 2, 1), signed.page, signed.box),
        )
    return fields


def _issuer(sheet: Sheet, head: Head, paper_type: str) -> FieldProposal | None:
    if paper_type != "don_de_nghi":
        return propose_issuer(head)
    for at, segment in enumerate(sheet.segments):
        found = ADDRESSED_TO.match(fold(segment.text))
        if found is None or segment.middle_y > 0.6 * sheet.height:
            continue
        flow = Flow([sheet], sheet.segments[at : at + 3])
        start = found.end()
        while start < len(flow.text) and flow.text[start] in "\n -–:":
            start += 1
        end = flow.text.find("\n", start)
        value = flow.text[start:end].strip(" .,;:-")
        if value:
            return flow.proposal(start, end, value=nfc(value))
    return propose_issuer(head)
