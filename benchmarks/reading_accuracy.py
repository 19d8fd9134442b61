"""Character errors by look of the page: Motlan on its own papers, and beside the peers on the same pages."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.reading_pages import LOOKS, Judged, tuned_on
from benchmarks.reading_peers import MODES, Read
from benchmarks.reading_report import Figure
from benchmarks.reading_scores import (
    Errors,
    error_interval,
    error_rate,
    errors_of,
    word_error_rate,
)
from benchmarks.reading_work import Work

BARS = {"clean": 0.8, "noisy": 0.8, "rotated": 0.8, "phone": 1.5, "faded": 1.5}
# Percent of the peer's errors on real pages: a third fewer, and half.
_REAL_BARS = {"fast": 66.7, "accurate": 50.0}
_QUICK_BESIDE = 8


def accuracy(work: Work) -> Iterator[Figure]:
    """Errors on the project's own papers, on the shared pages, and on real first pages."""
    own = work.own()
    for mode in MODES:
        yield from _own(own, work.read("own", own, mode=mode), mode=mode)
    yield from _blank(own + work.shared(), work)
    beside = [paper for paper in own if len(paper.lines) == 1 and _first_of_its_look(paper, own)]
    if work.quick:
        beside = beside[:_QUICK_BESIDE]
    yield from _beside("own pages", beside, work.read("own", own, mode="accurate"), work)
    shared = [paper for paper in work.shared() if not paper.blank]
    if not shared:
        yield Figure("shared pages and real papers", None, note="the shared data is not there")
        return
    yield from _shared(shared, work)
    yield from _real(work.real(), work)


def errors_in(papers: Sequence[Judged], read: Mapping[Path, Read]) -> list[Errors]:
    """Errors of every page; a page that was not read has read nothing."""
    return [
        errors_of(lines, text)
        for paper in papers
        for lines, text in zip(paper.lines, _texts(read, paper), strict=True)
    ]


def _texts(read: Mapping[Path, Read], paper: Judged) -> Sequence[str]:
    texts = read[paper.path].texts if paper.path in read else ()
    return (*texts, *[""] * (len(paper.lines) - len(texts)))[: len(paper.lines)]


def _own(own: Sequence[Judged], read: Mapping[Path, Read], *, mode: str) -> Iterator[Figure]:
    written = [paper for paper in own if not paper.blank]
    for look in LOOKS:
        pages = errors_in([paper for paper in written if paper.look == look], read)
        low, high = error_interval(pages)
        yield Figure(
            f"{mode}, own pages, {look}: CER",
            error_rate(pages),
            "%",
            at_most=BARS[look] if mode == "accurate" else None,
            low=low,
            high=high,
            note=f"{len(pages)} pages, words {word_error_rate(pages):.2f} %",
        )
    pages = errors_in(written, read)
    low, high = error_interval(pages)
    note = f"{len(pages)} pages, words {word_error_rate(pages):.2f} %"
    yield Figure(
        f"{mode}, own pages, all: CER", error_rate(pages), "%", low=low, high=high, note=note
    )


def _blank(papers: Sequence[Judged], work: Work) -> Iterator[Figure]:
    blank = [paper for paper in papers if paper.blank]
    for mode in MODES:
        read = work.read("blank", blank, mode=mode)
        texts = [text for paper in blank for text in _texts(read, paper)]
        spoken = sum(bool(text.strip()) for text in texts)
        note = f"{len(texts)} blank pages"
        yield Figure(f"{mode}: blank pages with words", spoken, at_most=0, note=note)


def _first_of_its_look(paper: Judged, papers: Sequence[Judged]) -> bool:
    """The peers take long: of each type they get the first paper of each look."""
    alike = [p for p in papers if (p.look, p.paper_type) == (paper.look, paper.paper_type)]
    return not paper.blank and paper is alike[0]


def _beside(
    name: str, papers: Sequence[Judged], ours: Mapping[Path, Read], work: Work
) -> Iterator[Figure]:
    """Accurate beside the peers, look by look; no look may be worse than OCRmyPDF's."""
    peers = work.peers(name.replace(" ", "-"), papers)
    for look in sorted({paper.look for paper in papers}):
        alike = [paper for paper in papers if paper.look == look]
        rates = {
            peer: error_rate(errors_in(alike, {p.path: Read((texts[p.path.name],)) for p in alike}))
            for peer, texts in (("OCRmyPDF", peers.ocrmypdf), ("tesseract", peers.tesseract))
        }
        note = f"{len(alike)} pages; OCRmyPDF {rates['OCRmyPDF']:.2f} %, tesseract {rates['tesseract']:.2f} %"
        yield Figure(
            f"accurate beside OCRmyPDF, {name}, {look}: CER",
            error_rate(errors_in(alike, ours)),
            "%",
            at_most=round(rates["OCRmyPDF"], 2),
            note=note,
        )
    for peer, seconds in (("OCRmyPDF", peers.ocrmypdf_cpu_s), ("tesseract", peers.tesseract_cpu_s)):
        yield Figure(f"{peer}, {name}: CPU a page", seconds / len(papers), "s")


def _shared(shared: Sequence[Judged], work: Work) -> Iterator[Figure]:
    ours = {mode: work.read("shared", shared, mode=mode) for mode in MODES}
    yield from _beside("shared pages", shared, ours["accurate"], work)
    for mode in MODES:
        for name, papers in (
            ("all", shared),
            ("those nobody tuned on", [paper for paper in shared if not tuned_on(paper)]),
        ):
            pages = errors_in(papers, ours[mode])
            low, high = error_interval(pages)
            note = f"{len(pages)} pages, words {word_error_rate(pages):.2f} %"
            yield Figure(
                f"{mode}, shared pages, {name}: CER",
                error_rate(pages),
                "%",
                low=low,
                high=high,
                note=note,
            )


def _real(real: Sequence[Judged], work: Work) -> Iterator[Figure]:
    """Errors on real first pages; stamps are not in the transcriptions, so extra text is told apart."""
    peers = work.peers("real", real)
    read = {
        "OCRmyPDF": {p.path: Read((peers.ocrmypdf[p.path.name],)) for p in real},
        "tesseract": {p.path: Read((peers.tesseract[p.path.name],)) for p in real},
        **{mode: work.read("real", real, mode=mode) for mode in MODES},
    }
    scans = [paper for paper in real if paper.look == "real scan"]
    rates: dict[str, float] = {}
    for name, texts in read.items():
        pages = errors_in(scans, texts)
        rates[name] = error_rate(pages, extra_counts=False)
        each = ", ".join(
            f"{paper.path.stem} {error_rate(errors_in([paper], texts), extra_counts=False):.2f}"
            for paper in real
        )
        yield Figure(
            f"{name}, real scans: CER",
            rates[name],
            "%",
            note=f"{len(scans)} first pages, words {word_error_rate(pages):.2f} %, "
            f"extra characters {sum(page.extra for page in pages)}; {each}",
        )
    for mode, bar in _REAL_BARS.items():
        yield Figure(
            f"{mode}, real scans: share of OCRmyPDF's errors",
            100 * rates[mode] / max(rates["OCRmyPDF"], 1e-9),
            "%",
            at_most=bar,
        )
