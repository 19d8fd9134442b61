"""Which kind of paper is this? Title line first, then the number's abbreviation, then words.

A body names other papers all the time ("Căn cứ Quyết định số …"), so words of running text never
decide against a title: it must stand by itself in capitals in the upper part of a page. Words,
national heading and number do say whether a title is to be believed: a menu or a newspaper has
lines in capitals too. Which titles, abbreviations and words is said by the rule files (ocr.rules).
"""

import re
from collections.abc import Mapping, Sequence

from ocr.confidence import calibrated_type
from ocr.layout import Sheet, same_row, set_upright
from ocr.ports import PageReading, TypeProposal
from ocr.rules import GENERAL, Rules, TypeRule, delivered
from ocr.titles import Title, find_title, is_head
from vietnamese.text import fold

UNKNOWN = TypeProposal(GENERAL, 0.0)
UNSURE = 50.0
"""Below this confidence a type is not proposed."""

CONTRADICTED = 15.0
"""Taken off where title and number speak for different types."""

ALONE = 50.0
"""Taken off a title that nothing else on the paper supports: menus and newspapers have such lines."""

NUMBER = re.compile(
    r"\W*s[o0]\b(?:[^/]{0,14}/(?:\d{4}/)?[^\w]{0,2}|\W*\d+-(?=[a-z]+/))([a-z]+)(-[a-z]+)*"
)
LEADERS = re.compile(r"(?:[.…_·]\s?){6,}")
FORM_LINES = 5
"""From so many labels with nothing after them on a paper is a form that hardly anyone filled in."""


def propose_type(pages: Sequence[PageReading], *, rules: Rules | None = None) -> TypeProposal:
    """The paper type code that the title, the number or the words speak for.

    Args:
        pages: pages of one paper in order; blank ones are passed over.
        rules: the tables; the delivered ones if left out.
    Returns:
        A code of the rules with confidence 0-100; "unknown" where nothing fits well enough.
    """
    return calibrated_type(raw_type(pages, rules=rules))


def raw_type(pages: Sequence[PageReading], *, rules: Rules | None = None) -> TypeProposal:
    """The same with the confidence that the rules give, before it is calibrated."""
    sheets = [set_upright(page) for page in pages if not page.blank and page.lines]
    return classify(sheets, rules or delivered()) if sheets else UNKNOWN


def classify(sheets: Sequence[Sheet], rules: Rules) -> TypeProposal:
    """The same on sheets already set upright (at least one)."""
    title = find_title(sheets[0], rules=rules)
    by_number = _code_of_number(sheets[0], rules)
    text = "\n".join(fold(s.text) for sheet in sheets for s in sheet.segments)
    spoken = {code: _spoken(kind, text) for code, kind in rules.types.items()}
    if title is not None:
        found = _by_title(title, by_number, rules)
        if found.code == GENERAL:
            return found
        bare = not _has_national_heading(sheets[0]) and by_number is None
        kind = rules.of(found.code)
        doubt = 0.0
        if spoken[found.code] <= 0 and (bare and kind.layout.national_heading):
            doubt = ALONE
        found = TypeProposal(found.code, max(found.confidence - doubt, 0.0))
    elif by_number is not None:
        found = TypeProposal(by_number, 75.0)
    else:
        found = _by_words(spoken)
    if found.confidence < UNSURE or is_empty_form(sheets):
        return TypeProposal(GENERAL, min(found.confidence, UNSURE))
    return found


def is_empty_form(sheets: Sequence[Sheet]) -> bool:
    """Whether the sheets are a form that nobody has filled in: labels, dots, and nothing on them."""
    filled = empty = 0
    for sheet in sheets:
        for at, segment in enumerate(sheet.segments):
            label, colon, rest = LEADERS.sub(" ", segment.text).partition(":")
            leaders = LEADERS.search(segment.text) is not None
            beside = sheet.segments[at + 1 : at + 2]
            value = [s for s in beside if same_row(segment, s) and ":" not in s.text]
            if re.search(r"\w{2}", rest.replace(":", "")) or (colon and value):
                filled += 1
            elif (colon and re.search(r"\w{2}", label)) or leaders:
                empty += 1
    return empty >= FORM_LINES and empty > 3 * filled


def _by_title(title: Title, by_number: str | None, rules: Rules) -> TypeProposal:
    code, trust = title.heading.code, title.heading.trust - 4.0 * title.misread
    if by_number is not None and by_number != code:
        letter = rules.of(by_number).layout.unit_in_number
        if letter and rules.of(code).layout.may_be_letter:
            return TypeProposal(by_number, min(trust, 85.0))
    if code == GENERAL:
        return TypeProposal(code, 50.0)
    agreed = by_number in (code, None)
    return TypeProposal(code, max(trust if agreed else trust - CONTRADICTED, 30.0))


def _has_national_heading(sheet: Sheet) -> bool:
    return any(is_head(s) for s in sheet.segments if s.middle_y < 0.5 * sheet.height)


def _code_of_number(sheet: Sheet, rules: Rules) -> str | None:
    """The type the abbreviation in the paper's number tells; letters have an agency's instead.

    None where there is no abbreviation, or one of a kind of paper that has no type.
    """
    for segment in sheet.segments:
        if segment.middle_y > 0.4 * sheet.height:
            return None
        found = NUMBER.match(re.sub(r"\s*([/-])\s*", r"\1", fold(segment.text)))
        if found is None:
            continue
        known = rules.number_codes.get(found.group(1))
        if known is not None:
            return None if known == GENERAL else known
        letters_too = (kind.code for kind in rules.types.values() if kind.layout.unit_in_number)
        return next(letters_too, None) if found.group(2) else None
    return None


def _spoken(kind: TypeRule, text: str) -> float:
    """The weights of the phrases that the text prints, each counted once."""
    return sum(word.weight for word in kind.words if word.pattern.search(text))


def _by_words(spoken: Mapping[str, float]) -> TypeProposal:
    """The type that the words speak for, if they leave no other near."""
    (code, weight), *others = sorted(spoken.items(), key=lambda entry: -entry[1])
    second = others[0][1] if others else 0.0
    if weight < 2 or weight - second < 1:
        return UNKNOWN
    return TypeProposal(code, min(40.0 + 10.0 * (weight - second), 70.0))
