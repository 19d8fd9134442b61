"""Types and fields exactly right, and whether a confidence means what it says."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.field_scores import Score, score_fields
from benchmarks.reading_pages import LOOKS, Judged, tuned_on
from benchmarks.reading_peers import Read
from benchmarks.reading_plot import Pair, bins, draw
from benchmarks.reading_report import Figure
from benchmarks.reading_scores import wilson
from benchmarks.reading_work import Work
from ocr.ports import FIELD_NAMES

MODE = "accurate"
SURE = 95.0
_BARS = {
    "personal_id": 98.0,
    "number": 97.0,
    "issued_on": 95.0,
    "holder_name": 95.0,
    "title": 97.0,
}
_TYPE_BAR = 95.0
_SURE_IS_RIGHT = 98.0
_NOT_READ = Read(())


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field of one paper; confidence is None where nothing was proposed."""

    look: str
    field: str
    score: Score
    confidence: float | None


def fields(work: Work, plot: Path) -> Iterator[Figure]:
    """Fields and types of own papers and of shared pages nobody tuned on; the plot is written too."""
    own = [paper for paper in work.own() if not paper.blank]
    shared = [paper for paper in work.shared() if not paper.blank and not tuned_on(paper)]
    pairs: list[Pair] = []
    for name, papers, read in (
        ("own papers", own, work.read("own", work.own(), mode=MODE)),
        ("shared pages", shared, _shared(work)),
    ):
        if not papers:
            yield Figure(f"{name}: fields", None, note="the shared data is not there")
            continue
        found = outcomes(papers, read)
        yield from _types(name, papers, read)
        yield from _fields(name, found)
        pairs += [
            (each.confidence, each.score is Score.RIGHT)
            for each in found
            if each.confidence is not None
        ]
    yield from _confidence(pairs)
    draw(bins(pairs), plot)
    yield from _by_hand(work)


def outcomes(papers: Sequence[Judged], read: Mapping[Path, Read]) -> list[Outcome]:
    """Every field that the truth of a paper names, and every one proposed though it is not there."""
    found = []
    for paper in papers:
        proposed = read.get(paper.path, _NOT_READ).fields or {}
        for name, score in score_fields(paper.fields, proposed).items():
            confidence = proposed[name].confidence if name in proposed else None
            found.append(Outcome(paper.look, name, score, confidence))
    return found


def _shared(work: Work) -> Mapping[Path, Read]:
    papers = [paper for paper in work.shared() if not paper.blank]
    return work.read("shared", papers, mode=MODE) if papers else {}


def _types(name: str, papers: Sequence[Judged], read: Mapping[Path, Read]) -> Iterator[Figure]:
    wrong = Counter(
        f"{paper.paper_type} as {proposed or 'nothing'}"
        for paper in papers
        if (proposed := read.get(paper.path, _NOT_READ).paper_type) != paper.paper_type
    )
    right = len(papers) - wrong.total()
    told = "; ".join(f"{each} {count}" for each, count in wrong.most_common(4))
    yield _share(f"{name}: paper type", right, len(papers), at_least=_TYPE_BAR, note=told)


def _fields(name: str, found: Sequence[Outcome]) -> Iterator[Figure]:
    for field in FIELD_NAMES:
        mine = [each for each in found if each.field == field]
        there = [each for each in mine if each.score is not Score.INVENTED]
        if not there:
            continue
        right = Counter(each.look for each in there if each.score is Score.RIGHT)
        every = Counter(each.look for each in there)
        kinds = Counter(each.score for each in mine)
        looks = ", ".join(f"{look} {right[look]}/{every[look]}" for look in LOOKS if every[look])
        note = f"{looks}; wrong {kinds[Score.WRONG]}, missing {kinds[Score.MISSING]}"
        if kinds[Score.INVENTED]:
            note += f", proposed where there is none {kinds[Score.INVENTED]}"
        bar = _BARS.get(field)
        yield _share(f"{name}: {field}", right.total(), len(there), at_least=bar, note=note)


def _confidence(pairs: Sequence[Pair]) -> Iterator[Figure]:
    sure = [right for confidence, right in pairs if confidence >= SURE]
    note = f"{len(sure)} of {len(pairs)} proposals are shown at {SURE:g} or more"
    yield _share(
        "all papers: fields shown as sure that are right",
        sum(sure),
        len(sure),
        at_least=_SURE_IS_RIGHT,
        note=note,
    )
    for low, high, mean, share, count in bins(pairs):
        note = f"{count} proposals, shown {mean:.1f} on average"
        yield _share(
            f"all papers: right of those shown at {low:g} to {high:g}",
            round(share * count),
            count,
            note=note,
        )


def _by_hand(work: Work) -> Iterator[Figure]:
    """Numbers and days that were written or stamped into real papers must not be shown as sure."""
    real = work.real()
    if not real:
        return
    read = work.read("real", real, mode=MODE)
    told = []
    for paper in real:
        proposed = read.get(paper.path, _NOT_READ).fields or {}
        told += [
            (paper.path.stem, name, proposed[name].value, proposed[name].confidence)
            for name in paper.by_hand
            if name in proposed
        ]
    sure = [each for each in told if each[-1] >= SURE]
    count = sum(len(paper.by_hand) for paper in real)
    note = f"of {count}: " + "; ".join(f"{at} {name} {v} {c:.0f}" for at, name, v, c in told)
    yield Figure("real papers: handwritten shown as sure", len(sure), at_most=0, note=note)


def _share(
    name: str, right: int, count: int, *, at_least: float | None = None, note: str = ""
) -> Figure:
    low, high = wilson(right, count)
    return Figure(
        name,
        100 * right / count if count else None,
        "%",
        at_least=at_least,
        low=low,
        high=high,
        note=f"{right} of {count}" + (f"; {note}" if note else ""),
    )
