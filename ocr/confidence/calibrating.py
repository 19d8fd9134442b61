"""Turns raw confidence into the share of such proposals that are right."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ocr.ports import Box, FieldProposal, PageReading, TypeProposal, Word

CURVES = Path(__file__).with_name("curves.json")
FACTORS = ("raw", "sound", "known")
"""What speaks for a proposal; each has one weight, the same for all fields."""

TYPE = "paper_type"
SURE = 95.0
"""From here on a field needs no second look."""

HANDWRITTEN_AT_MOST = 60.0
_SURE_IS_RIGHT = 0.98
_DOUBTFUL_AT_MOST = 94.0
_UNKNOWN_TYPE = "unknown"
_ALONE = ("P", "F", "tesserocr", "pytesseract")
"""Engines that nothing checks: their agreement was not counted."""
_OWN_TEXT = "born_digital"
_FILLED_IN = "gap"  # a sign of a number that stands in a blank of its line
_LEAST, _MOST = 0.01, 0.995


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a proposal.

    Args:
        raw: confidence by rule and readers, 0-100.
        poor: its page is blurred, faded or cut off.
        by_hand: a pen or a stamp wrote it.
        unchecked: one reader alone read it; such were sure and wrong too often (95 in 100 right).
        place: where it was found, see FieldProposal.signs.
        paper_type: code of the paper's type.
    """

    raw: float
    poor: bool = False
    by_hand: bool = False
    unchecked: bool = False
    place: str = ""
    paper_type: str = ""

    @property
    def factors(self) -> tuple[float, ...]:
        """In the order of FACTORS."""
        share = min(_MOST, max(_LEAST, self.raw / 100))
        return (
            math.log(share / (1 - share)),
            float(not self.poor),
            float(self.paper_type != _UNKNOWN_TYPE),
        )


def calibrated(
    fields: Mapping[str, FieldProposal], pages: Sequence[PageReading], paper_type: str
) -> dict[str, FieldProposal]:
    """The same proposals with the confidence that they are worth."""
    return {
        name: replace(
            field, confidence=shown(name, evidence_of(field, pages, paper_type=paper_type))
        )
        for name, field in fields.items()
    }


def calibrated_type(kind: TypeProposal) -> TypeProposal:
    """The same type with the confidence that it is worth; unknown stays what it is."""
    if kind.code == _UNKNOWN_TYPE:
        return kind
    return replace(kind, confidence=shown(TYPE, Evidence(kind.confidence)))


def evidence_of(field: FieldProposal, pages: Sequence[PageReading], *, paper_type: str) -> Evidence:
    """What is known of a field."""
    page = next((page for page in pages if page.number == field.page), None)
    words = list(words_in(field.box, page.words)) if page is not None else []
    # Beside its own text such a page may have pictures, which are read by whatever reads.
    pictured = (
        page is not None and page.engine == _OWN_TEXT and any(w.confidence < 100 for w in words)
    )
    return Evidence(
        raw=field.confidence,
        poor=bool(page and page.quality.warnings),
        unchecked=pictured or (page is not None and page.engine in _ALONE),
        by_hand=any(word.handwritten for word in words) or _FILLED_IN in field.signs,
        place=field.signs[0] if field.signs else "",
        paper_type=paper_type,
    )


def curves_for(name: str, evidence: Evidence) -> tuple[str, str, str]:
    """Names of the curves that may say what a field is worth, the closest to it first."""
    return f"{name} of {evidence.paper_type}", f"{name} by {evidence.place}", name


def words_in(box: Box | None, words: Iterable[Word]) -> Iterator[Word]:
    """Those of a page's words whose middle lies in a box."""
    for word in words if box else ():
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        if box and box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1:
            yield word


def shown(name: str, evidence: Evidence) -> float:
    """Confidence 0-100: the share that is right, but never sure where 98 in 100 are not."""
    percent = 100 * _share(name, evidence)
    if percent < 100 * _SURE_IS_RIGHT or evidence.unchecked:
        percent = min(percent, _DOUBTFUL_AT_MOST)
    return round(min(percent, HANDWRITTEN_AT_MOST) if evidence.by_hand else percent, 1)


def _share(name: str, evidence: Evidence) -> float:
    heights, slopes = _curves()
    curve = next((curve for curve in curves_for(name, evidence) if curve in heights), None)
    if curve is None:  # nothing was counted
        return min(evidence.raw, _DOUBTFUL_AT_MOST) / 100
    height = heights[curve] + sum(
        slopes[factor] * value for factor, value in zip(FACTORS, evidence.factors, strict=True)
    )
    return 1 / (1 + math.exp(-height))


@cache
def _curves() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The height of each field's curve, and the slopes that all share."""
    held = json.loads(CURVES.read_text(encoding="utf-8"))
    return held["heights"], held["slopes"]
