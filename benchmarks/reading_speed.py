"""CPU seconds and wall time from a real scanned file to a searchable PDF/A, each program alone on the machine."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.reading_peers import MODES, beginning, motlan_pdf, ocrmypdf, rendered, tesseract
from benchmarks.reading_processes import Spent
from benchmarks.reading_report import Figure
from benchmarks.reading_work import Work

REAL_FILE = Path("real") / "qd_707_ttg.pdf"
_LESS_CPU = {"fast": 8.0, "accurate": 6.0}
_QUICK_PAGES = 4


def speed(work: Work) -> Iterator[Figure]:
    """Motlan in both modes beside OCRmyPDF and the plain tesseract command."""
    source = work.data / REAL_FILE if work.data else None
    if source is None or not source.exists():
        for mode, bar in _LESS_CPU.items():
            note = "the real file is not there"
            yield Figure(f"OCRmyPDF ÷ {mode}, CPU seconds", None, "×", at_least=bar, note=note)
        return
    folder = work.folder / ("speed-quick" if work.quick else "speed")
    if work.quick:
        folder.mkdir(parents=True, exist_ok=True)
        source = beginning(source, folder / source.name, pages=_QUICK_PAGES)
    pictures = rendered(source, folder)
    pages = len(pictures)
    peer = {jobs: _ocrmypdf(work, source, folder, jobs=jobs) for jobs in (1, 2)}
    yield Figure("OCRmyPDF, CPU a page", peer[1].cpu_s / pages, "s", note=_wall(peer, pages))
    plain = work.kept(
        f"{folder.name}-tesseract",
        lambda: sum(tesseract(each, folder / each.stem)[1].cpu_s for each in pictures),
    )
    note = f"text only, of {pages} pages rendered before"
    yield Figure("tesseract command, CPU a page", plain / pages, "s", note=note)
    for mode in MODES:
        ours = {
            jobs: motlan_pdf(source, folder / f"{mode}-{jobs}.pdf", mode=mode, jobs=jobs)
            for jobs in (1, 2)
        }
        yield Figure(f"{mode}, CPU a page", ours[1].cpu_s / pages, "s", note=_wall(ours, pages))
        yield Figure(
            f"OCRmyPDF ÷ {mode}, CPU seconds",
            peer[1].cpu_s / ours[1].cpu_s,
            "×",
            at_least=_LESS_CPU[mode],
        )
        yield Figure(f"OCRmyPDF ÷ {mode}, wall time, 2 jobs", peer[2].wall_s / ours[2].wall_s, "×")


def _ocrmypdf(work: Work, source: Path, folder: Path, *, jobs: int) -> Spent:
    out = folder / f"ocrmypdf-{jobs}.pdf"
    return Spent(
        **work.kept(
            f"{folder.name}-ocrmypdf-{jobs}", lambda: asdict(ocrmypdf(source, out, jobs=jobs)[1])
        )
    )


def _wall(spent: dict[int, Spent], pages: int) -> str:
    told = [
        f"{jobs} job{'s' if jobs > 1 else ''} {each.wall_s:.1f} s ({60 * pages / each.wall_s:.0f} pages a minute)"
        for jobs, each in spent.items()
    ]
    return "wall: " + ", ".join(told)
