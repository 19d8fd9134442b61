"""The agency that issued a paper, as the left column of its head prints it."""

import re

from ocr.field_values import Value, proposal
from ocr.fields_head import Head
from ocr.layout import Flow, Segment, letters
from ocr.ports import FieldProposal
from vietnamese.text import fold, nfc

AGENCY_OPENERS = re.compile(
    r"(?:ubnd|uy ban|hdnd|hoi dong|hoi|bo|so|phong|cong an|trung tam|chi cuc|cuc|tong cuc|van phong"
    r"|thu tuong|chinh phu|quoc hoi|ban|chi nhanh|thanh tra|toa an|vien|cong ty|tap doan|truong"
    r"|benh vien|bao hiem|kho bac|ngan hang|chu tich|hat|dang uy|tinh uy|thanh uy|doi|tram|nha"
    r"|thue|quan khu|uy vien|lien doan|tong cong ty|dai hoc|hoc vien|doan|mat tran)\b"
)
"""Words that begin the name of an agency, folded: each opens a new, lower agency."""

AGENCY_WORDS = (
    *("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "THÀNH PHỐ", "CHÍNH PHỦ", "THỦ TƯỚNG", "CÔNG AN"),
    *("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "SỞ XÂY DỰNG"),
    *("TÀI CHÍNH", "KẾ HOẠCH", "NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "TÀI NGUYÊN VÀ MÔI TRƯỜNG"),
    *("BỘ CÔNG THƯƠNG", "SỞ TƯ PHÁP", "BỘ TƯ PHÁP", "SỞ NỘI VỤ", "BỘ NỘI VỤ", "VĂN PHÒNG"),
)
"""Set phrases of agency names: readers lose tone marks of capitals ("THÀNH PHÓ")."""

JOINED = re.compile(
    r".*\b(?:va|ve|cua|tai|dang ky|quan ly|phuc vu|xuc tien|ho tro|thuoc)$|.*[-,&]$"
)
"""A line that ends so goes on in the next one, whatever that begins with."""


def propose_issuer(head: Head) -> FieldProposal | None:
    """The lower agency of the left column, its lines joined; the agency above it is left out."""
    lines: list[Segment] = []
    for segment in head.left:
        folded = fold(segment.text)
        if re.match(r"\W*(?:s[o0]\s*[:.]|s[o0]\s*\d|s[o0]\s*/|v/v|ve viec|ma so|ma ho so)", folded):
            break
        if segment.height < 0.5 * head.left[0].height:
            continue  # half a line that the engine read twice
        if segment.capital_share >= 0.8 and len(letters(segment.text)) >= 2:
            lines.append(segment)
        elif lines:
            break
    if not lines:
        return None
    start = 0
    for at, segment in enumerate(lines):
        before = letters(lines[at - 1].text) if at else ""
        if AGENCY_OPENERS.match(letters(segment.text)) and not (at and JOINED.match(before)):
            start = at
    flow = Flow([head.sheet], lines[start:])
    inner = (re.sub(r"^[\W_]+|(?:[^\w),\-]|_)+$", "", segment.text) for segment in lines[start:])
    printed = nfc(strip_marks(" ".join(inner)))
    value = respell(printed)
    signs = () if value == printed else ("respelled",)
    return proposal(flow, Value(value, 0, len(flow.text), signs), "head")


def respell(agency: str) -> str:
    """Words that every agency's name is made of, in capitals, with their tone marks set right."""
    folded = fold(agency)
    for phrase in AGENCY_WORDS:
        for found in re.finditer(rf"\b{fold(phrase)}\b", folded):
            if agency[found.start() : found.end()].isupper():
                agency = agency[: found.start()] + phrase + agency[found.end() :]
    return agency


def strip_marks(text: str) -> str:
    """Without dirt read as marks at either end."""
    return re.sub(r"^[\W_]+|(?:[^\w)]|_)+$", "", text)
