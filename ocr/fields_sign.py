"""Who signed: the name and the position printed in the signature block at the end of a paper."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.field_values import Value, name_signs, proposal
from ocr.fields_agency import respell, strip_marks
from ocr.layout import Flow, Segment, Sheet, alike, confidence, distance, letters, same_row
from ocr.ports import FieldProposal
from vietnamese.names import begins_with_family_name, is_plausible_name
from vietnamese.text import fold, nfc

POSITION = re.compile(
    r"(?:(?:kt|tm|tl|tuq|q) .+|(?:pho |q )?(?:chu tich|chu nhiem|giam doc|tong giam doc|cuc truong"
    r"|vu truong|truong|bo truong|thu truong|thu tuong|thong doc|chanh|hieu truong|vien truong"
    r"|chi cuc truong|tong cuc truong|bi thu|doi truong|tram truong|hat truong)\b.*"
    r"|thu truong don vi|(?:pho )?truong (?:phong|cong an|ban|khoa).*|can bo .*|cong chung vien"
    r"|nguoi (?:tiep nhan|lam don|ky|khai|viet don|nhan|de nghi|yeu cau).*|dai dien.*)$"
)
KNOWN_POSITIONS = (
    *("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"),
    *("TRƯỞNG CÔNG AN XÃ", "TRƯỞNG CÔNG AN PHƯỜNG", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
    *("CỤC TRƯỞNG", "VỤ TRƯỞNG", "BỘ TRƯỞNG", "THỨ TRƯỞNG"),
)
"""Positions recognised with a misread letter or tone mark as well ("KHỦ TỊCH", "TBƯỞNG PHÒNG")."""
RESPELLED = 0.7
"""Factor on the confidence of a position that was set right by this list."""
AUTHORITY = re.compile(r"(?:kt|tm|tl|tuq)\b")
SCRIBBLE = 30.0
"""Confidence under which a short word is dirt, and a whole name or position a scribble."""
NOTE = re.compile(r"(?:da )?ky\b|ghi ro|dong dau|ky ten")


def propose_signature(sheets: Sequence[Sheet]) -> dict[str, FieldProposal]:
    """signatory and signatory_position, from the last page that has a signature block.

    The position is the last line in capitals above the name ("KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH"
    gives the latter). A name under a seal that cannot be made out gives no signatory.
    """
    for sheet in reversed(sheets):
        for at in range(len(sheet.segments) - 1, -1, -1):
            segment = sheet.segments[at]
            head = sheet is sheets[0] and segment.middle_y < 0.3 * sheet.height
            if head or not _is_position(segment) or _opens_text(sheet, at):
                continue
            found = {"signatory_position": _position(sheet, at)}
            name = _name_below(sheet, segment)
            if name is not None:
                return found | {"signatory": name}
            beside = segment.middle_x > 0.58 * sheet.width
            if beside and not AUTHORITY.match(letters(segment.text)):
                return found
    return _name_alone(sheets[-1]) if sheets else {}


def _is_position(segment: Segment) -> bool:
    folded = letters(segment.text)
    capitals = segment.capital_share > 0.8 or re.match(r"nguoi (?:lam don|khai|viet don)$", folded)
    if not capitals:
        return False
    if _known_position(folded) is not None:
        return True
    return POSITION.match(folded) is not None and confidence(segment.words) >= SCRIBBLE


def _known_position(folded: str) -> str | None:
    """The known position that the text prints with the fewest wrong letters."""
    near = [
        known
        for known in KNOWN_POSITIONS
        if len(known.split()) == len(folded.split()) and alike(folded, fold(known))
    ]
    return min(near, key=lambda known: distance(folded, fold(known)), default=None)


def _opens_text(sheet: Sheet, at: int) -> bool:
    """Whether text follows: "CHỦ TỊCH ỦY BAN …" under a title says who decides, not who signed."""
    below = [s for s in sheet.segments[at + 1 :] if not same_row(s, sheet.segments[at])]
    text = letters(below[0].text) if below else ""
    return re.match(r"(?:can cu|theo|xet|dieu|quyet|trong|thuc hien|kinh gui)\b", text) is not None


def _name_below(sheet: Sheet, position: Segment) -> FieldProposal | None:
    for segment in sheet.segments:
        aside = abs(segment.middle_x - position.middle_x) > 0.14 * sheet.width
        if aside or segment.y0 < position.y1 or NOTE.search(letters(segment.text)):
            continue
        name = _name_in(sheet, segment)
        if name is not None:
            return name
    return None


def _name_alone(sheet: Sheet) -> dict[str, FieldProposal]:
    """A name that ends the page at the right, where its position was lost under the seal."""
    for segment in sheet.segments[-1:]:
        name = _name_in(sheet, segment)
        if name is not None and segment.middle_x > 0.55 * sheet.width:
            lowered = round(name.confidence * 0.8, 1)
            return {
                "signatory": replace(name, confidence=lowered, signs=("alone", *name.signs[1:]))
            }
    return {}


def _name_in(sheet: Sheet, segment: Segment) -> FieldProposal | None:
    """The name that the segment prints; dirt beside it is dropped, scribbles are no name."""
    kept = [w for w in segment.words if w.confidence >= SCRIBBLE or len(letters(w.text)) > 2]
    text = strip_marks(" ".join(word.text for word in kept))
    words = text.split()
    named = all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)
    if not (named and 2 <= len(words) <= 6 and len(letters(text)) >= 5):
        return None
    capitals = sum(char.isupper() for char in text) / len(text)
    if capitals >= 0.6 or not is_plausible_name(text) or confidence(kept) < SCRIBBLE:
        return None
    start = segment.text.find(words[0])
    signs = name_signs(text) if begins_with_family_name(text) else (*name_signs(text), "cut")
    read = Value(nfc(text), start, start + len(text), signs)
    return proposal(Flow([sheet], [segment]), read, "signature")


def _position(sheet: Sheet, at: int) -> FieldProposal:
    """The position with the lines in capitals that it goes on in, spelled right where known."""
    lines = [sheet.segments[at]]
    for segment in sheet.segments[at + 1 :]:
        aside = abs(segment.middle_x - lines[-1].middle_x) > 0.05 * sheet.width
        if aside and segment.y0 < lines[-1].y0 + 2.2 * lines[-1].height:
            continue  # the other column: "Nơi nhận", or who signs beside
        near = segment.middle_y - lines[-1].middle_y < 1.9 * lines[-1].height
        words = letters(segment.text).split()
        if aside or not near or segment.capital_share < 0.85 or _is_position(segment):
            break
        if confidence(segment.words) < 2 * SCRIBBLE or min(map(len, words), default=0) < 2:
            break  # the rim of a seal
        lines.append(segment)
    flow = Flow([sheet], lines)
    printed = nfc(strip_marks(" ".join(line.text for line in lines)))
    value = _known_position(letters(printed)) or respell(printed)
    signs = ("signature",) if value == printed else ("signature", "respelled")
    trust = 1.0 if value == printed else RESPELLED
    return flow.proposal(0, len(flow.text), value=value, trust=trust, signs=signs)
