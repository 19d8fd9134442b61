"""The printed title of a paper: which lines they are, and which heading of the rules they read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.layout import MOTTO, NATION, PARTY, Segment, Sheet, alike, distance, letters, may_be_near
from ocr.rules import Heading, Rules, delivered

OPENER = re.compile(r"(?:so|kinh gui|chu tich|can cu|ho|ma|v v|ve viec)\b")
"""A line that begins so does not go on with the title above it."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title found: its segments, its text spelled right, the heading, how many letters misread."""

    segments: tuple[Segment, ...]
    text: str
    heading: Heading
    misread: int


def is_head(segment: Segment) -> bool:
    """Whether the segment prints the national heading or its motto."""
    text = letters(segment.text)
    return any(alike(text, phrase, share=0.3) for phrase in (NATION, MOTTO, PARTY))


def find_title(sheet: Sheet, *, rules: Rules | None = None) -> Title | None:
    """The lines that print a known title: the best of position, capitals and spelling."""
    headings = (rules or delivered()).headings
    best: tuple[float, Title] | None = None
    for at, segment in enumerate(sheet.segments):
        if segment.middle_y > 0.62 * sheet.height or segment.capital_share < 0.6:
            continue
        if (
            best is not None
            and segment.middle_y > best[1].segments[0].middle_y + 0.3 * sheet.height
        ):
            break
        found = _match(sheet, at, headings)
        if found is None:
            continue
        off_middle = abs(segment.middle_x - sheet.width / 2) / sheet.width
        cost = found.misread / len(found.heading.phrase) * 3 + off_middle
        cost += segment.y0 / sheet.height - len(found.heading.phrase) / 200
        if best is None or cost < best[0]:
            best = (cost, found)
    return best[1] if best else None


def _match(sheet: Sheet, at: int, headings: Sequence[Heading]) -> Title | None:
    """The heading that reads most of the segment (and of the next line, if the title is open)."""
    segment = sheet.segments[at]
    if is_head(segment) or (segment.x1 < 0.45 * sheet.width):
        return None
    words = letters(segment.text).split()
    best: tuple[float, Heading, int] | None = None
    for heading in headings:
        misread = _misread(words, heading)
        if misread is not None:
            score = len(heading.folded) - 3.0 * misread
            if best is None or score > best[0]:
                best = (score, heading, misread)
    if best is None:
        return None
    _, heading, misread = best
    if not heading.open_end:
        return Title((segment,), heading.phrase, heading, misread)
    lines = (segment, *_continuation(sheet, at))
    sharper = _sharper(heading, lines, headings)
    if sharper is None:
        return Title(lines, _title_text(lines, heading), heading, misread)
    heading, count = sharper
    whole = lines if heading.open_end else lines[:count]
    text = _title_text(whole, heading) if heading.open_end else heading.phrase
    return Title(whole, text, heading, misread)


def _sharper(
    heading: Heading, lines: Sequence[Segment], headings: Sequence[Heading]
) -> tuple[Heading, int] | None:
    """A longer heading that the first lines of the title print, and how many lines they are.

    "GIẤY CHỨNG NHẬN" over "QUYỀN SỬ DỤNG ĐẤT" is that of the land certificate; what stands under it
    in smaller capitals is not of its title.
    """
    for other in headings:
        if len(other.folded) <= len(heading.folded):
            break
        for count in range(1, len(lines) + 1):
            text = letters(" ".join(line.text for line in lines[:count]))
            begun = text[len(other.folded) :].startswith(" ")
            if alike(text[: len(other.folded)] if begun else text, other.folded, share=0.15):
                return other, count
    return None


def _misread(words: Sequence[str], heading: Heading) -> int | None:
    """Wrong letters where the heading stands in the words; None if it does not.

    Up to two scraps of at most two letters (dirt, a seal) may stand before the phrase; after it
    scraps only, unless the title is open.
    """
    phrase = heading.folded
    count, limit = len(phrase.split()), len(phrase) // 6
    for skip in range(3):
        if any(len(word) > 2 for word in words[:skip]) or len(words) < skip + count - 1:
            break
        for used in (count, count - 1, count + 1):
            rest = words[skip + used :]
            text = " ".join(words[skip : skip + used])
            scraps = all(len(word) <= 2 for word in rest) and len(rest) <= 2
            fits = used and (heading.open_end or scraps)
            if not fits or not may_be_near(text, phrase, limit):
                continue
            wrong = distance(text, phrase)
            if wrong <= limit:
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
        opener = OPENER.match(letters(segment.text))
        if not (near and middle and tall and segment.capital_share > 0.85) or opener:
            break
        found.append(segment)
        last = segment
    return tuple(found)


def _title_text(segments: Sequence[Segment], heading: Heading) -> str:
    """The title as printed; words of the heading get its spelling, whatever tone was read."""
    words = " ".join(segment.text for segment in segments).split()
    spelled = heading.phrase.split()
    read = [letters(word) for word in words]
    first = letters(spelled[0])
    start = next((i for i, word in enumerate(read) if alike(word, first, share=0.34)), 0)
    return " ".join([*spelled, *words[start + len(spelled) :]]).rstrip(" :.;,")
