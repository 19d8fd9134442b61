"""Stamps of certified copies: who certifies a copy, and when, says nothing about the paper itself.

Source: Decree 23/2015/NĐ-CP and Circular 01/2020/TT-BTP (words of certification), Decree 30/2020/NĐ-CP
(SAO Y, SAO LỤC).
"""

import re
from dataclasses import replace

from ocr.layout import Segment, Sheet
from vietnamese.text import fold

CERTIFIES = re.compile(
    r"\W*(?:(?:chung thuc )?ban sao (?:nay )?dung (?:voi|nhu) ban chinh|chung thuc ban sao"
    r"|sao (?:y|dung) (?:voi )?ban chinh|so chung thuc\b|sao (?:y|luc)\W*$)"
)
_LONGEST = 70  # letters; running text that speaks of copies goes on
_REACH = 0.22  # of the page's height: from the first words down to the name under the seal
_HEAD = 0.3  # of the first page's height, where no such stamp ends a paper


def without_certification(sheet: Sheet, *, is_first: bool) -> Sheet:
    """The sheet without the words of a stamp that certifies it as a copy, and without who signed there."""
    stamps = [
        segment
        for segment in sheet.segments
        if CERTIFIES.match(fold(segment.text))
        and len(segment.text) < _LONGEST
        and not (is_first and segment.middle_y < _HEAD * sheet.height)
    ]
    if not stamps:
        return sheet
    kept = (s for s in sheet.segments if not any(_is_of(stamp, s, sheet) for stamp in stamps))
    return replace(sheet, segments=tuple(kept))


def _is_of(stamp: Segment, segment: Segment, sheet: Sheet) -> bool:
    """Whether the segment is the stamp, or stands under it in its column."""
    down = segment.middle_y - stamp.middle_y
    apart = max(stamp.x0, segment.x0) - min(stamp.x1, segment.x1)
    under = stamp.height / 2 < down < _REACH * sheet.height and apart < 2 * stamp.height
    return segment is stamp or under
