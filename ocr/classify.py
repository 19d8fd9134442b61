"""Which kind of paper is this? Title line first, then the number's abbreviation, then labels.

A body names other papers all the time ("Căn cứ Quyết định số …"), so words of running text never
decide: a title must stand by itself in capitals in the upper part of a page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.classify_rules import (
    LABEL_RULES,
    LETTER_TITLES,
    NUMBER_CODES,
    OTHER_ABBREVIATIONS,
    TITLE_RULES,
    TitleRule,
)
from ocr.layout import (
    MOTTO,
    NATION,
    Segment,
    Sheet,
    alike,
    distance,
    letters,
    set_upright,
)
from ocr.ports import PageReading, TypeProposal
from vietnamese.text import fold

UNKNOWN = TypeProposal("unknown", 0.0)


@dataclass(frozen=True, slots=True)
class Title:
    """The title found: its segments, its text spelled right, the rule, how many letters misread."""

    segments: tuple[Segment, ...]
    text: str
    rule: TitleRule
    misread: int


def propose_type(pages: Sequence[PageReading]) -> TypeProposal:
    """The paper type code that the title, the number or the labels speak for.

    Args:
        pages: pages of one paper in order; blank ones are passed over.
    Returns:
        A code of docs/interfaces.md with confidence 0-100; "unknown" where nothing fits.
    """
    sheets = [set_upright(page) for page in pages if not page.blank and page.lines]
    return classify(sheets) if sheets else UNKNOWN


def classify(sheets: Sequence[Sheet]) -> TypeProposal:
    """The same on sheets already set upright (at least one)."""
    title = find_title(sheets[0])
    by_number = _code_of_number(sheets[0])
    if title is not None:
        code, trust = title.rule.code, title.rule.trust - 4.0 * title.misread
        if by_number == "cong_van" and code in LETTER_TITLES:
            return TypeProposal("cong_van", min(trust, 85.0))
        if code == "unknown":
            return TypeProposal(code, 50.0)
        agreed = by_number in (code, None)
        return TypeProposal(code, max(trust if agreed else trust - 15.0, 30.0))
    if by_number is not None:
        return TypeProposal(by_number, 75.0)
    return _by_labels(sheets)


def find_title(sheet: Sheet) -> Title | None:
    """The lines that print a known title: the best of position, capitals and spelling."""
    best: tuple[float, Title] | None = None
    for at, segment in enumerate(sheet.segments):
        if segment.middle_y > 0.62 * sheet.height or segment.capital_share < 0.6:
            continue
        if (
            best is not None
            and segment.middle_y > best[1].segments[0].middle_y + 0.3 * sheet.height
        ):
            break
        found = _match(sheet, at)
        if found is None:
            continue
        off_middle = abs(segment.middle_x - sheet.width / 2) / sheet.width
        cost = found.misread / len(found.rule.printed) * 3 + off_middle + segment.y0 / sheet.height
        cost -= len(found.rule.printed) / 200
        if best is None or cost < best[0]:
            best = (cost, found)
    return best[1] if best else None


def is_head(segment: Segment) -> bool:
    """Whether the segment prints the national heading or its motto."""
    text = letters(segment.text)
    return alike(text, NATION, share=0.3) or alike(text, MOTTO, share=0.3)


def _match(sheet: Sheet, at: int) -> Title | None:
    """The rule that reads most of the segment (and of the next line, if the title is open)."""
    segment = sheet.segments[at]
    if is_head(segment) or (segment.x1 < 0.45 * sheet.width):
        return None
    words = letters(segment.text).split()
    best: tuple[float, TitleRule, int] | None = None
    for rule in TITLE_RULES:
        phrase = letters(rule.printed)
        misread = _misread(words, phrase, open_end=rule.open_end)
        if misread is not None:
            score = len(phrase) - 3.0 * misread
            if best is None or score > best[0]:
                best = (score, rule, misread)
    if best is None:
        return None
    _, rule, misread = best
    segments = (segment, *_continuation(sheet, at)) if rule.open_end else (segment,)
    if len(segments) > 1:
        rule = _sharper(rule, letters(" ".join(line.text for line in segments)))
    return Title(segments, _title_text(segments, rule), rule, misread)


def _sharper(rule: TitleRule, title: str) -> TitleRule:
    """The longest open rule that the whole title begins with ("GIẤY CHỨNG NHẬN" over "QUYỀN …")."""
    for other in sorted(TITLE_RULES, key=lambda r: -len(r.printed)):
        phrase = letters(other.printed)
        if len(phrase) > len(rule.printed) and alike(title[: len(phrase)], phrase, share=0.15):
            return other if other.open_end or len(title) <= len(phrase) + 2 else rule
    return rule


def _misread(words: Sequence[str], phrase: str, *, open_end: bool) -> int | None:
    """Wrong letters where the phrase stands in the words; None if it does not.

    Up to two scraps of at most two letters (dirt, a seal) may stand before the phrase; after it
    scraps only, unless the title is open.
    """
    count = len(phrase.split())
    limit = len(phrase) // 6
    for skip in range(3):
        if any(len(word) > 2 for word in words[:skip]) or len(words) < skip + count - 1:
            break
        for used in (count, count - 1, count + 1):
            rest = words[skip + used :]
            wrong = distance(" ".join(words[skip : skip + used]), phrase)
            scraps = all(len(word) <= 2 for word in rest) and len(rest) <= 2
            if used and wrong <= limit and (open_end or scraps):
                return wrong
    return None


def _continuation(sheet: Sheet, at: int) -> tuple[Segment, ...]:
    """Lines in capitals right under the first line of an open title."""
    found: list[Segment] = []
    last = sheet.segments[at]
    for segment in sheet.segments[at + 1 : at + 5]:
        near = 0 < segment.middle_y - last.middle_y < 2.3 * last.height
        middle = abs(segment.middle_x - last.middle_x) < 0.12 * sheet.width
        tall = segment.height > 0.75 * last.height
        opener = re.match(
            r"(?:so|kinh gui|chu tich|can cu|ho|ma|v/v|ve viec)\b", letters(segment.text)
        )
        if not (near and middle and tall and segment.capital_share > 0.85) or opener:
            break
        found.append(segment)
        last = segment
    return tuple(found)


def _title_text(segments: Sequence[Segment], rule: TitleRule) -> str:
    """The title as printed; words of the rule get the rule's spelling, whatever tone was read."""
    words = " ".join(segment.text for segment in segments).split()
    spelled = rule.printed.split()
    if not rule.open_end:
        return rule.printed
    read = [letters(word) for word in words]
    start = next(
        (i for i, word in enumerate(read) if alike(word, letters(spelled[0]), share=0.34)), 0
    )
    return " ".join([*spelled, *words[start + len(spelled) :]]).rstrip(" :.;,")


def _code_of_number(sheet: Sheet) -> str | None:
    """The type the abbreviation in the paper's number tells; letters have an agency's instead."""
    for segment in sheet.segments:
        if segment.middle_y > 0.4 * sheet.height:
            return None
        folded = re.sub(r"\s*([/-])\s*", r"\1", fold(segment.text))
        found = re.match(r"\W*s[o0]\b[^/]{0,14}/(?:\d{4}/)?[^\w]{0,2}([a-z]+)(-[a-z]+)*", folded)
        if found is None:
            continue
        known = NUMBER_CODES.get(found.group(1))
        if known is not None:
            return known
        return "cong_van" if found.group(2) and found.group(1) not in OTHER_ABBREVIATIONS else None
    return None


def _by_labels(sheets: Sequence[Sheet]) -> TypeProposal:
    text = "\n".join(fold(s.text) for sheet in sheets for s in sheet.segments)
    counted = [
        (sum(bool(re.search(label, text)) for label in labels), code)
        for code, labels in LABEL_RULES
    ]
    count, code = max(counted, key=lambda entry: entry[0])
    if count >= 2:
        return TypeProposal(code, 40.0 + 10.0 * (count - 2))
    if re.search(r"\bv/v\b", text) and re.search(r"kinh gui", text):
        return TypeProposal("cong_van", 55.0)
    return UNKNOWN
