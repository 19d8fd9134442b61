"""Where the head of a paper is, and its title (Decree 30/2020/NĐ-CP, annex I).

The head has two columns: agency and number on the left, national heading and place-and-date line on
the right. Stamps (ĐẾN), routing notes and signature marks lie about in it and must not be taken.
"""

import re
from dataclasses import dataclass

from ocr.layout import MOTTO, NATION, PARTY, Flow, Segment, Sheet, alike, letters
from ocr.ports import FieldProposal
from ocr.rules import Rules, TypeRule
from ocr.titles import Title, find_title, is_head
from vietnamese.text import fold, nfc

STAMP = re.compile(
    r"\W*(?:(?:cong|van)\W{0,2}(?:van|ban)\W{0,2})?den\W*$|.*\b(?:cong|van) (?:van|ban) den\b"
)
"""What a receipt stamp says, over its own number and date ("CÔNG VĂN ĐẾN", "ĐẾN")."""
STAMP_LINES = re.compile(
    r"\W*(?:gio|ngay|so(?: den)?|chuyen|kinh chuyen|luu ho so(?: so)?|ho so so|den)\b"
)
"""What its lines begin with."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the first page shows at its top, and the flow of the whole paper."""

    sheet: Sheet
    title: Title | None
    nation: Segment | None
    left: tuple[Segment, ...]

    @property
    def bottom(self) -> float:
        """Upright y where the head ends."""
        return _bottom(self.sheet, self.title)


def find_head(sheet: Sheet, rules: Rules) -> Head:
    """Locate heading, title and the left column of a first page."""
    title = find_title(sheet, rules=rules)
    bottom = _bottom(sheet, title)
    right = next(
        (
            segment
            for phrase in (NATION, MOTTO, PARTY)
            for segment in sheet.segments
            if alike(letters(segment.text), phrase, share=0.3)
        ),
        None,
    )
    if right is None or right.x0 < 0.25 * sheet.width:
        return Head(sheet, title, right, ())
    top = right.y0 - 2.5 * right.height
    left = (
        s
        for s in sheet.segments
        if top <= s.y0 and s.y1 <= bottom + s.height / 2 and s.middle_x < right.x0
    )
    own = (s for s in left if not is_head(s) and not in_receipt_stamp(sheet, s))
    return Head(sheet, title, right, tuple(own))


def _bottom(sheet: Sheet, title: Title | None) -> float:
    """The title, else the address or the first basis, else two fifths of the page."""
    if title is not None:
        return title.segments[0].y0
    opening = re.compile(r"(?:kinh gui|can cu|dieu|theo de nghi)\b")
    opens = (s.y0 for s in sheet.segments if opening.match(letters(s.text)))
    return min(0.4 * sheet.height, next(opens, sheet.height))


def propose_title(head: Head, kind: TypeRule) -> FieldProposal | None:
    """The printed title of the type; a paper without one has its abstract ("V/v …") for a title.

    Where a seal hides the title and the number told the type, the type's title without a place.
    """
    if head.title is not None:
        flow = Flow([head.sheet], head.title.segments)
        trust = 1.0 - min(0.1 * head.title.misread, 0.5)
        signs = ("heading", "respelled") if head.title.misread else ("heading",)
        value = nfc(head.title.text)
        return flow.proposal(0, len(flow.text), value=value, trust=trust, signs=signs)
    for at, segment in enumerate(head.left):
        if re.match(r"\W*(?:v/v|ve viec)\b", fold(segment.text)):
            flow = Flow([head.sheet], head.left[at:])
            return flow.proposal(0, len(flow.text), signs=("abstract",))
    if kind.implied_title is None:
        return _largest_line(head)
    return FieldProposal(kind.implied_title, 40.0, head.sheet.page, signs=("implied",))


def _largest_line(head: Head) -> FieldProposal | None:
    """For kinds of paper without a rule: the line in capitals in the middle under the heading."""
    if head.nation is None:
        return None
    for segment in head.sheet.segments:
        below = head.nation.y1 < segment.y0 < 0.5 * head.sheet.height
        middle = abs(segment.middle_x - head.sheet.width / 2) < 0.12 * head.sheet.width
        big = segment.capital_share > 0.85 and len(letters(segment.text)) >= 7
        if below and middle and big and not is_head(segment):
            flow = Flow([head.sheet], [segment])
            return flow.proposal(0, len(flow.text), trust=0.7, signs=("heading",))
    return None


def in_receipt_stamp(sheet: Sheet, segment: Segment) -> bool:
    """Whether the line is of a stamp that says when and under which number the paper came in.

    Its lines stand close under the word ĐẾN, or beside it; a number of its own has no abbreviation.
    """
    folded = fold(segment.text)
    if STAMP.match(folded):
        return True
    if not STAMP_LINES.match(folded) or re.search(r"/\s?[^\W\d_]", folded):
        return False
    for other in sheet.segments:
        height = max(segment.height, other.height)
        under = -1.5 * height < segment.middle_y - other.middle_y < 5 * height
        apart = max(other.x0, segment.x0) - min(other.x1, segment.x1)
        if under and apart < 3 * height and other is not segment and STAMP.match(fold(other.text)):
            return True
    return False
