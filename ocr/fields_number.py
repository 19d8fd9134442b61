"""The paper's own number: in the left column of the head, in the middle under the title, or labelled."""

import re
from collections.abc import Sequence

from ocr.field_values import Value, proposal
from ocr.fields_head import Head, in_receipt_stamp
from ocr.layout import Flow, Segment, Sheet, same_row
from ocr.ports import FieldProposal
from ocr.rules import FieldRule
from vietnamese.text import fold, nfc

DIGIT_SHAPES = str.maketrans("OoQDlI|]![iSB", "0000111111158")
"""Signs that engines read for a digit; only applied where nothing but digits can stand."""

SERIAL = re.compile(r"[A-ZĐ]{2} ?\d{6,8}")
"""The number that a land certificate's blank bears ("BM 244338"), printed with or without label."""

NUMBER_LABEL = re.compile(r"\W{0,3}s[o0](?:\s*/\s*no)?\s*(?:[:.;]{1,2}\s*(?=[\w/!†])|(?=[\d/!†]))")


LOWEST = 0.45
"""Share of the page's height under which no number of its own is printed."""


def number_in_head(head: Head) -> FieldProposal | None:
    """The number after "Số" in the left column, or in the middle under the title.

    A blank left for the signing tool gives no value, and no other number instead.
    """
    if head.left:
        found = _labelled(head, NUMBER_LABEL, head.left, place="head")
        if found is not None or any(NUMBER_LABEL.match(fold(s.text)) for s in head.left):
            return found
    return _labelled(head, NUMBER_LABEL, head.sheet.segments, place="head")


def number_after_label(head: Head, rule: FieldRule, title: str) -> FieldProposal | None:
    """The number after a label of the rule that begins a line ("Mã hồ sơ: …")."""
    for group in rule.labels.under(title):
        begins = re.compile(rf"\W{{0,3}}(?:{group.pattern})\s*")
        found = _labelled(head, begins, head.sheet.segments, place="label")
        if found is not None:
            return found
    return None


def serial(sheet: Sheet) -> FieldProposal | None:
    """The serial of a blank, which stands alone anywhere on the page."""
    for segment in sheet.segments:
        if SERIAL.fullmatch(segment.text):
            return proposal(
                Flow([sheet], [segment]),
                Value(spaced(segment.text), 0, len(segment.text)),
                "serial",
            )
    return None


def spaced(printed: str) -> str:
    """The serial with its two letters apart: BM 244338."""
    return f"{printed[:2]} {printed[2:].strip()}"


def _labelled(
    head: Head, label: re.Pattern[str], segments: Sequence[Segment], *, place: str
) -> FieldProposal | None:
    for at, segment in enumerate(segments):
        if segment.middle_y > LOWEST * head.sheet.height:
            break
        found = label.match(fold(segment.text))
        if found is None or in_receipt_stamp(head.sheet, segment):
            continue
        flow = Flow([head.sheet], [segment, *_parted(segments, at)])
        printed = flow.text[found.end() :].replace("\n", " ")
        value, repaired = repair_number(printed)
        if value:
            signs = ("repaired",) if repaired else ()
            gap = ("gap",) if re.search(r"\d\s+/|^\s*\d \d", printed) else ()
            read = Value(value, found.end(), len(flow.text), (*signs, *gap))
            return proposal(flow, read, place)
    return None


def _parted(segments: Sequence[Segment], at: int) -> list[Segment]:
    """The rest of a number that the reader parted ("Số: 12" and "/QĐ-UBND"), or that is over two lines."""
    this = segments[at]
    beside = [s for s in segments[at + 1 : at + 2] if same_row(this, s) and s.text.startswith("/")]
    if beside or not re.search(r"\d\S*[/-]$", this.text.rstrip()):
        return beside
    return [
        s
        for s in segments[at + 1 : at + 4]
        if 0 < s.middle_y - this.middle_y < 2.2 * this.height
        and abs(s.middle_x - this.middle_x) < max(this.x1 - this.x0, s.x1 - s.x0)
        and re.fullmatch(r"[/-]?[A-ZĐ][A-Za-zĐđ&/.-]*", s.text)
    ][:1]


def repair_number(printed: str) -> tuple[str, bool]:
    """A number without stray spaces, Ð and QD set right; and whether a digit had to be guessed.

    Empty when no digit can be made out before the first stroke.
    """
    text = re.sub(r"\s*([/\-–.])\s*", r"\1", nfc(printed).replace("–", "-")).strip(" .,:;_-'\"")
    # Figures of a numbering stamp stand apart ("2 1 /2026/TT-BCT").
    text = re.sub(r"^\d(?: \d){1,4}(?=/)", lambda found: found[0].replace(" ", ""), text)
    dossier = re.fullmatch(r"([A-Z]\d{2}[\d.]*-\d{6}-)([\dOIl| ]{4,7})", text)
    if dossier:
        tail = dossier[2].replace(" ", "").translate(DIGIT_SHAPES)
        return dossier[1] + tail, not dossier[2].isdigit()
    if SERIAL.fullmatch(text):
        return spaced(text), False
    text = text.split()[0] if text.split() else ""
    text = text.replace("Ð", "Đ").replace("\u0189", "Đ")
    text = re.sub(r"(?<=/)[!|lI]?[QO0](?:[DĐ]|ĐĐ)(?=-)", "QĐ", text)
    text = re.sub(r"(?<=/)([NH])D(?=-|CN|L)", r"\1Đ", text)
    read = text
    # Engines stutter on the bar of Đ (no abbreviation has three) and at 8 ("8§").
    text = re.sub(r"Đ{3,}", "Đ", text).replace("8§", "8")
    first, stroke, rest = text.partition("/")
    if re.fullmatch(r"\d{1,5}-[A-ZĐ]{1,5}", first):  # papers of the Party: 02-NQ/TW
        return text, text != read
    if stroke and len(first) <= 6:
        digits = first.translate(DIGIT_SHAPES)
        return (
            (digits + stroke + rest, digits != first or text != read)
            if digits.isdigit()
            else ("", False)
        )
    if not stroke and not re.fullmatch(r"[A-ZĐ0-9][A-ZĐ0-9.\-]*\d[A-ZĐ0-9.\-]*", text):
        return "", False
    return (text, text != read) if any(char.isdigit() for char in first) else ("", False)
