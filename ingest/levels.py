"""At which PAdES level a paper is signed: by setting, and for papers that are kept for long the highest."""

from dataclasses import dataclass

from dossiers.models import Paper
from signing.ports import Level
from signing.trust import Trust


@dataclass(frozen=True, slots=True)
class Levels:
    """The settings: the level of all papers, and from how many years of retention on it is B-LTA."""

    usual: Level | None = None  # None: B-T where there is a time-stamper, else B-B
    long_from_years: int = 20


def level_for(paper: Paper, levels: Levels, *, trust: Trust, stamps: bool) -> Level:
    """The level of this paper's signature.

    B-LTA takes lists of revocation. Where none is loaded, a paper that is kept for long gets the usual
    level now; the renewal raises it before its proofs end. A level that was set for all is not lowered.

    Args:
        trust: what is loaded now.
        stamps: whether there is a time-stamper.
    """
    years = paper.paper_type.retention_years if paper.paper_type else 0
    can_last = stamps and bool(trust.crls or trust.ocsps)
    if years >= levels.long_from_years and can_last:
        return "B-LTA"
    return levels.usual or ("B-T" if stamps else "B-B")
