"""What the parts of the reading benchmark share: its pages, what was read of them, and what may be kept."""

import json
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.reading_pages import Judged, own_papers, real_papers, shared_pages
from benchmarks.reading_peers import (
    Read,
    beginning,
    motlan_read,
    ocrmypdf,
    rendered,
    stacked,
    tesseract,
)
from ocr.documents import page_info

REPEATS, QUICK_REPEATS = 4, 1
_STACK = 6  # pages that OCRmyPDF is given at a time: two such runs fill two cores
_QUICK_SHARED = 8


@dataclass(frozen=True, slots=True)
class Peers:
    """What the peers read of single pages, by file name, and their CPU seconds for all of them."""

    ocrmypdf: dict[str, str]
    tesseract: dict[str, str]
    ocrmypdf_cpu_s: float
    tesseract_cpu_s: float


@dataclass(slots=True)
class Work:
    """One run.

    `folder` takes what is made on the way; when it outlives the run, drawn pages and what peers read
    are not made anew. What Motlan reads is always read anew. `data` holds the shared pages and real
    papers, None where there are none.
    """

    folder: Path
    data: Path | None
    quick: bool
    _read: dict[tuple[str, str], dict[Path, Read]] = field(default_factory=dict)

    def own(self) -> list[Judged]:
        """The project's own papers."""
        repeats = QUICK_REPEATS if self.quick else REPEATS
        folder = self.folder / f"own-{repeats}"
        told = self.kept(
            folder.name, lambda: [_told(each) for each in own_papers(folder, repeats=repeats)]
        )
        papers = [_judged(each) for each in told]
        if self.quick:  # a few of each look
            random.Random(0).shuffle(papers)  # noqa: S311 (a choice of pages, not a secret)
            return papers[: len(papers) // 2]
        return papers

    def shared(self) -> list[Judged]:
        """The shared generated pages; none where there is no such folder."""
        papers = shared_pages(self.data / "pages") if self.data else []
        if self.quick:
            random.Random(0).shuffle(papers)  # noqa: S311 (a choice of pages, not a secret)
            return papers[:_QUICK_SHARED]
        return papers

    def real(self) -> list[Judged]:
        """First pages of the real papers, as one-page files; a born-digital one as a picture of itself."""
        if self.data is None:
            return []
        folder = self.folder / "real"
        folder.mkdir(parents=True, exist_ok=True)
        return [_first_page(each, folder) for each in real_papers(self.data / "real")]

    def read(self, name: str, papers: Sequence[Judged], *, mode: str) -> dict[Path, Read]:
        """What Motlan reads of these papers, read once a run."""
        if (name, mode) not in self._read:
            out = self.folder / f"{name}-{mode}.jsonl"
            files = [paper.path for paper in papers]
            self._read[name, mode], _ = motlan_read(files, out, mode=mode, jobs=2)
        return self._read[name, mode]

    def peers(self, name: str, papers: Sequence[Judged]) -> Peers:
        """What OCRmyPDF and tesseract read of papers of one page."""
        folder = self.folder / f"peers-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        files = [paper.path for paper in papers]
        return Peers(**self.kept(f"peers-{name}-{len(files)}", lambda: _peers(files, folder)))

    def kept(self, name: str, measure: Callable[[], Any]) -> Any:
        """What was measured before into the same folder, else measured now."""
        path = self.folder / f"{name}.json"
        if not path.exists():
            made = measure()
            path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))


def _peers(files: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Two programs at a time; CPU seconds do not suffer from that."""
    pictures = [file for file in files if file.suffix != ".pdf"]
    stacks = [pictures[at : at + _STACK] for at in range(0, len(pictures), _STACK)]
    documents = [
        (stacked(stack, folder / f"stack-{at}.pdf"), stack) for at, stack in enumerate(stacks)
    ] + [(file, [file]) for file in files if file.suffix == ".pdf"]
    with ThreadPoolExecutor(max_workers=2) as programs:
        searchable = [
            programs.submit(ocrmypdf, source, folder / f"{source.stem}-out.pdf", jobs=1)
            for source, _ in documents
        ]
        plain = {
            file.name: programs.submit(tesseract, _picture(file, folder), folder / file.stem)
            for file in files
        }
        texts = {
            file.name: text
            for (_, stack), run in zip(documents, searchable, strict=True)
            for file, text in zip(stack, run.result()[0], strict=True)
        }
        return {
            "ocrmypdf": texts,
            "tesseract": {name: run.result()[0] for name, run in plain.items()},
            "ocrmypdf_cpu_s": sum(run.result()[1].cpu_s for run in searchable),
            "tesseract_cpu_s": sum(run.result()[1].cpu_s for run in plain.values()),
        }


def _picture(file: Path, folder: Path) -> Path:
    return rendered(file, folder)[0] if file.suffix == ".pdf" else file


def _first_page(paper: Judged, folder: Path) -> Judged:
    one = beginning(paper.path, folder / paper.path.name, pages=1)
    look = "real scan"
    if not page_info(one, 1).is_scan:
        look = "real, born digital"
        (picture,) = rendered(one, folder)
        stacked([picture], one)
    return replace(paper, path=one, look=look)


def _told(paper: Judged) -> dict[str, Any]:
    return {**asdict(paper), "path": str(paper.path)}


def _judged(told: dict[str, Any]) -> Judged:
    lines = tuple(tuple(page) for page in told["lines"])
    by_hand = tuple(told["by_hand"])
    return Judged(**{**told, "path": Path(told["path"]), "lines": lines, "by_hand": by_hand})
