"""Two workers against one, and what memory a file of 300 pages takes."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf

from benchmarks.reading_peers import motlan_pdf, stacked
from benchmarks.reading_report import Figure
from benchmarks.reading_work import Work

_PAGES, _QUICK_PAGES = 300, 40
_PICTURES = 30
MODE = "accurate"


def memory(work: Work) -> Iterator[Figure]:
    """The same long file read with one worker and with two."""
    pages = _QUICK_PAGES if work.quick else _PAGES
    source = _long_file(work, work.folder / f"long-{pages}.pdf", pages=pages)
    size_mb = source.stat().st_size / 1e6
    spent = {
        jobs: motlan_pdf(
            source, work.folder / f"long-{jobs}-out.pdf", mode=MODE, jobs=jobs, watch_memory=True
        )
        for jobs in (1, 2)
    }
    yield Figure(
        f"{pages} pages, {MODE}: 2 workers against 1",
        spent[1].wall_s / spent[2].wall_s,
        "×",
        at_least=1.85,
        note=", ".join(
            f"{jobs}: {each.wall_s:.0f} s, {60 * pages / each.wall_s:.0f} pages a minute"
            for jobs, each in spent.items()
        ),
    )
    for jobs, each in spent.items():
        name = f"{pages} pages of {size_mb:.0f} MB, {jobs} worker{'s' if jobs > 1 else ''}"
        yield Figure(f"{name}: largest process", each.peak_process_mb, "MB", at_most=700)
        note = "shared pages counted once"
        yield Figure(f"{name}: all processes", each.peak_together_mb, "MB", at_most=1000, note=note)


def _long_file(work: Work, path: Path, *, pages: int) -> Path:
    """Scanned pages in turn, every one with bytes of its own, as a scanner would write them."""
    if path.exists():
        return path
    pictures = [
        paper.path
        for paper in work.own()
        if paper.look in {"noisy", "rotated", "faded"} and len(paper.lines) == 1 and not paper.blank
    ][:_PICTURES]
    part = stacked(pictures, path.with_name("long-part.pdf"))
    with pikepdf.new() as pdf:
        while len(pdf.pages) < pages:
            with pikepdf.open(part) as again:
                pdf.pages.extend(again.pages)
        del pdf.pages[pages:]
        pdf.save(path)
    return path
