"""Fields of a paper's head: issuer, number and title (Decree 30/2020/NĐ-CP, annex I).

The head has two columns: agency and number on the left, national heading and place-and-date line on
the right. Stamps (ĐẾN), routing notes and signature marks lie about in it and must not be taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.classify import Title, find_title, is_head
from ocr.layout import MOTTO, NATION, Flow, Segment, Sheet, alike, letters, same_row
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

IMPLIED_TITLES = {
    "quyet_dinh": "QUYẾT ĐỊNH",
    "nghi_quyet": "NGHỊ QUYẾT",
    "thong_tu": "THÔNG TƯ",
    "ke_hoach": "KẾ HOẠCH",
}
"""Types whose papers bear no other title."""

JOINED = re.compile(
    r".*\b(?:va|ve|cua|tai|dang ky|quan ly|phuc vu|xuc tien|ho tro|thuoc)$|.*[-,&]$"
)
"""A line that ends so goes on in the next one, whatever that begins with."""

DIGIT_SHAPES = str.maketrans("OoQDlI|]![iSB", "0000111111158")
"""Signs that engines read for a digit; only applied where nothing but digits can stand."""

SERIAL = re.compile(r"[A-ZĐ]{2} ?\d{6,8}")
"""The number that a land certificate's blank bears ("BM 244338"), printed with or without label."""

NUMBER_LABEL = re.compile(r"\W{0,3}s[o0](?:\s*/\s*no)?\s*(?:[:.;]{1,2}\s*(?=[\w/!†])|(?=[\d/!†]))")
REPAIRED, HANDWRITTEN = 0.7, 0.6
"""Factors on the confidence of a repaired value, and of a number written into a printed blank."""


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


def find_head(sheet: Sheet) -> Head:
    """Locate heading, title and the left column of a first page."""
    title = find_title(sheet)
    bottom = _bottom(sheet, title)
    nation = next((s for s in sheet.segments if alike(letters(s.text), NATION, share=0.3)), None)
    motto = next((s for s in sheet.segments if alike(letters(s.text), MOTTO, share=0.3)), None)
    right = nation or motto
    if right is None or right.x0 < 0.25 * sheet.width:
        return Head(sheet, title, right, ())
    top = right.y0 - 2.5 * right.height
    left = (
        s
        for s in sheet.segments
        if top <= s.y0 and s.y1 <= bottom + s.height / 2 and s.middle_x < right.x0
    )
    return Head(sheet, title, right, tuple(s for s in left if not is_head(s)))


def _bottom(sheet: Sheet, title: Title | None) -> float:
    """The title, else the address or the first basis, else two fifths of the page."""
    if title is not None:
        return title.segments[0].y0
    opening = re.compile(r"(?:kinh gui|can cu|dieu|theo de nghi)\b")
    opens = (s.y0 for s in sheet.segments if opening.match(letters(s.text)))
    return min(0.4 * sheet.height, next(opens, sheet.height))


def propose_title(head: Head, paper_type: str) -> FieldProposal | None:
    """The printed title of the type; a paper without one has its abstract ("V/v …") for a title.

    Where a seal hides the title and the number told the type, the type's title without a place.
    """
    if head.title is not None:
        flow = Flow([head.sheet], head.title.segments)
        trust = 1.0 - min(0.1 * head.title.misread, 0.5)
        return flow.proposal(0, len(flow.text), value=nfc(head.title.text), trust=trust)
    for at, segment in enumerate(head.left):
        if re.match(r"\W*(?:v/v|ve viec)\b", fold(segment.text)):
            flow = Flow([head.sheet], head.left[at:])
            return flow.proposal(0, len(flow.text))
    implied = IMPLIED_TITLES.get(paper_type)
    return FieldProposal(implied, 40.0, head.sheet.page) if implied else _largest_line(head)


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
            return flow.proposal(0, len(flow.text), trust=0.7)
    return None


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
    return flow.proposal(0, len(flow.text), value=value, trust=1.0 if value == printed else 0.9)


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


def propose_number(head: Head, paper_type: str) -> FieldProposal | None:
    """The paper's own number: in the left column, or in the middle under the title.

    A receipt's number is its dossier number. A blank left for the signing tool gives no value.
    """
    if paper_type == "bien_nhan":
        found = _labelled_number(
            head, re.compile(r"\W{0,3}ma (?:so )?ho so\s*[:.;]?\s*"), head.sheet
        )
        if found is not None:
            return found
    if head.left:
        found = _labelled_number(head, NUMBER_LABEL, head.left)
        if found is not None or any(NUMBER_LABEL.match(fold(s.text)) for s in head.left):
            return found
    found = _labelled_number(head, NUMBER_LABEL, head.sheet)
    return _serial(head.sheet) if found is None and paper_type == "gcn_qsdd" else found


def _serial(sheet: Sheet) -> FieldProposal | None:
    for segment in sheet.segments:
        if SERIAL.fullmatch(segment.text):
            return Flow([sheet], [segment]).proposal(0, len(segment.text))
    return None


def _labelled_number(
    head: Head, label: re.Pattern[str], where: Sheet | Sequence[Segment]
) -> FieldProposal | None:
    segments = where.segments if isinstance(where, Sheet) else where
    for at, segment in enumerate(segments):
        if segment.middle_y > 0.45 * head.sheet.height:
            break
        found = label.match(fold(segment.text))
        if found is None:
            continue
        rest = segments[at + 1 : at + 2]
        parted = [s for s in rest if same_row(segment, s) and s.text.startswith("/")]
        flow = Flow([head.sheet], [segment, *parted])
        printed = flow.text[found.end() :].replace("\n", " ")
        value, repaired = repair_number(printed)
        if value:
            gap = parted or re.search(r"\d\s+/", printed)
            trust = (REPAIRED if repaired else 1.0) * (HANDWRITTEN if gap else 1.0)
            return flow.proposal(found.end(), len(flow.text), value=value, trust=trust)
    return None


def repair_number(printed: str) -> tuple[str, bool]:
    """A number without stray spaces, Ð and QD set right; and whether a digit had to be guessed.

    Empty when no digit can be made out before the first stroke.
    """
    text = re.sub(r"\s*([/\-–.])\s*", r"\1", nfc(printed).replace("–", "-")).strip(" .,:;_-'\"")
    dossier = re.fullmatch(r"([A-Z]\d{2}[\d.]*-\d{6}-)([\dOIl| ]{4,7})", text)
    if dossier:
        tail = dossier[2].replace(" ", "").translate(DIGIT_SHAPES)
        return dossier[1] + tail, not dossier[2].isdigit()
    if SERIAL.fullmatch(text):
        return text, False
    text = text.split()[0] if text.split() else ""
    text = text.replace("Ð", "Đ").replace("\u0189", "Đ")
    text = re.sub(r"(?<=/)[!|lI]?[QO0](?:[DĐ]|ĐĐ)(?=-)", "QĐ", text)
    text = re.sub(r"(?<=/)([NH])D(?=-|CN|L)", r"\1Đ", text)
    read = text
    # Engines stutter on the bar of Đ (no abbreviation has three) and at 8 ("8§").
    text = re.sub(r"Đ{3,}", "Đ", text).replace("8§", "8")
    first, stroke, rest = text.partition("/")
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
