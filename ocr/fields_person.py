"""Whom a paper is about, and the lines that tell of that person or enterprise alone.

Labels are found in folded text, so a wrong tone mark does no harm. The first person's particulars
end where the next person begins; in two-column certificates (husband, wife) they keep their column.
A name is proposed as printed: the records write capitals their own way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ocr.field_values import (
    BARE_ID,
    Value,
    after_labels,
    name_at,
    person_at,
    personal_id_at,
    proposal,
)
from ocr.layout import Flow, Segment, Sheet, same_row
from ocr.ports import FieldProposal
from ocr.rules import FieldRule
from vietnamese.person_id import Sex, disagreements, parse_person_id
from vietnamese.text import fold

IN_TEXT = re.compile(
    r"(?:\b(?:cho|doi\s*voi|cua|voi)\s*(?:cac\s*)?|(?<=\n)(?:\W?\d{0,2}\s?[.)]\s|ho\s+)?)"
    r"(?:(?:ong|ba)(?:\s*\((?:ba|ong)\))?\s*:?\s+|(?=cong ty |doanh nghiep |hop tac xa ))"
)
"""Whom running text names ("… cho bà Bế Diệu Cúc, số định danh …"), a line's start or a list's item."""

BLOCK = 120
"""Characters under a label alone on its line in which the name has to follow."""

SEX = re.compile(r"gioi\W{0,3}tinh(?:\W{0,3}sex)?\W{0,4}(nam|nu)\b")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a paper is about: the name, and where its label begins."""

    name: Value
    label_at: int
    place: str


def find_holder(
    flow: Flow, rule: FieldRule, *, title: str, persons: Sequence[re.Pattern[str]]
) -> Holder | None:
    """The first person or enterprise that the labels of the rule name, or running text does.

    Args:
        flow: the whole paper.
        rule: of holder_name.
        title: folded; contracts of lease are of another party than others.
        persons: labels of any person's name.
    """
    for place in rule.places:
        if place == "label":
            for labels in rule.labels.under(title):
                found = _after_label(flow, labels, persons, traps=rule.traps)
                if found is not None:
                    return Holder(*found, place)
        if place == "text":
            for label in IN_TEXT.finditer(flow.folded):
                name = name_at(flow, label.end())
                if name is not None and name.end - name.start > 4:
                    return Holder(name, label.start(), place)
    return None


def _after_label(
    flow: Flow,
    labels: re.Pattern[str],
    persons: Sequence[re.Pattern[str]],
    *,
    traps: re.Pattern[str],
) -> tuple[Value, int] | None:
    """The name after the first label that has one; and where that label begins.

    A label alone on its line ("BÊN THUÊ (Bên B):") heads a block of lines that names the person.
    """
    for label in labels.finditer(flow.folded):
        found = after_labels(flow, (labels,), kind="name", traps=traps, within=label.span())
        if found is not None:
            return found
        line_end = flow.folded.find("\n", label.end())
        if flow.folded[label.end() : line_end].strip(" .:;"):
            continue
        block = (line_end, min(line_end + BLOCK, len(flow.folded)))
        found = after_labels(flow, persons, kind="name", traps=traps, within=block)
        if found is not None:
            return found
    return None


def particulars(
    sheets: Sequence[Sheet], flow: Flow, holder: Holder, persons: Sequence[re.Pattern[str]]
) -> Flow:
    """From the holder's label up to the next person's; within the column if both share a row."""
    own = _segment_at(flow, holder.name.start)
    end, column = len(flow.segments), None
    labels = (label for group in persons for label in group.finditer(flow.folded, holder.name.end))
    for label in sorted(labels, key=lambda found: found.start()):
        other = _segment_at(flow, label.start())
        name = person_at(flow, label.end())
        same = name is not None and fold(name.text) == fold(holder.name.text)
        if other == own or name is None or same:
            continue
        if same_row(flow.segments[own], flow.segments[other]):
            column = flow.segments[other].x0
            continue
        if column is None or flow.segments[other].x0 < column - flow.segments[other].height:
            end = other
            break
    zone: list[Segment] = [
        s for s in flow.segments[own:end] if column is None or s.x0 < column - s.height
    ]
    if column is None and end - own <= 1 and end < len(flow.segments):
        zone = list(flow.segments[own : own + 1])
    return Flow(sheets, zone)


def propose_personal_id(
    flow: Flow, rule: FieldRule, title: str, born: FieldProposal | None
) -> FieldProposal | None:
    """The first id that agrees with birth year and sex as printed, else the first of all.

    An id that agrees is checked; one that does not, or whose shape alone tells it, is doubted.
    """
    first: FieldProposal | None = None
    for value in _ids(flow, rule, title):
        told = _told_by_paper(value, flow, born)
        found = proposal(flow, replace(value, signs=(*value.signs, *told)))
        if "disagrees" not in told:
            return found
        first = first or found
    return first


def _ids(flow: Flow, rule: FieldRule, title: str) -> Iterator[Value]:
    """The ids after each label, then those that stand without one; the place is their first sign."""
    for place in rule.places:
        if place == "label":
            for group in rule.labels.under(title):
                for label in group.finditer(flow.folded):
                    value = personal_id_at(flow, label.end())
                    if value is not None:
                        yield replace(value, signs=(place, *value.signs))
        if place == "text":
            for bare in BARE_ID.finditer(flow.folded):
                digits = re.sub(r"\D", "", bare.group())
                yield Value(digits, *bare.span(), (place, "bare"))


def _told_by_paper(value: Value, flow: Flow, born: FieldProposal | None) -> tuple[str, ...]:
    known = parse_person_id(value.text)
    if known is None or known.birth_year is None:
        return ()
    day = date.fromisoformat(born.value) if born else None
    printed = SEX.search(flow.folded)
    sex = None if printed is None else Sex.MALE if printed[1] == "nam" else Sex.FEMALE
    if disagreements(known, birth_date=day, sex=sex):
        return ("disagrees",)
    return ("checked",) if day else ()


def _segment_at(flow: Flow, offset: int) -> int:
    return max(i for i, start in enumerate(flow.starts) if start <= offset)
