"""Motlan, OCRmyPDF and the plain tesseract command, each called as a user calls it."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import img2pdf  # type: ignore[import-untyped]
import pikepdf
import pymupdf

from benchmarks.reading_processes import Spent, run
from ocr.ports import FieldProposal

PROGRAMS = Path(sys.executable).parent
MODES = ("fast", "accurate")
RENDERED_DPI = 200  # what raw tesseract is given of a PDF
_A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one file: text of each page, proposed type and fields."""

    texts: tuple[str, ...]
    paper_type: str = ""
    type_confidence: float = 0.0
    fields: Mapping[str, FieldProposal] | None = None


def motlan_pdf(
    source: Path, out: Path, *, mode: str, jobs: int, watch_memory: bool = False
) -> Spent:
    """A searchable PDF/A by `motlan pdf`."""
    options = ["--mode", mode, "--jobs", str(jobs), "--json"]
    return run(
        [PROGRAMS / "motlan", "pdf", source, out, *options],
        stdout=out.with_suffix(".json"),
        watch_memory=watch_memory,
    )


def motlan_read(
    files: Sequence[Path], out: Path, *, mode: str, jobs: int
) -> tuple[dict[Path, Read], Spent]:
    """Everything that `motlan read --json` tells of the files."""
    spent = run(
        [PROGRAMS / "motlan", "read", "--json", "--mode", mode, "--jobs", str(jobs), *files],
        stdout=out,
    )
    with out.open(encoding="utf-8") as lines:
        return readings(map(json.loads, lines)), spent


def readings(pages: Iterable[Mapping[str, Any]]) -> dict[Path, Read]:
    """Objects of `motlan read --json` by file; a page that failed has no text."""
    by_file: dict[Path, list[Mapping[str, Any]]] = {}
    for page in pages:
        by_file.setdefault(Path(page["file"]), []).append(page)
    return {file: _of_one(told) for file, told in by_file.items()}


def ocrmypdf(source: Path, out: Path, *, jobs: int) -> tuple[list[str], Spent]:
    """OCRmyPDF's text of each page, and what a searchable PDF/A cost."""
    sidecar = out.with_suffix(".txt")
    options = ["-l", "vie", "--deskew", "--rotate-pages", "--output-type", "pdfa", "--quiet"]
    options += ["--invalidate-digital-signatures", "--jobs", str(jobs)]
    spent = run(
        [PROGRAMS / "ocrmypdf", *options, "--sidecar", sidecar, source, out],
        stdout=out.with_suffix(".log"),
    )
    # Every page ends with a form feed; the last one may lack it.
    return sidecar.read_text(encoding="utf-8").removesuffix("\f").split("\f"), spent


def tesseract(picture: Path, out: Path) -> tuple[str, Spent]:
    """The text that the plain command reads from a picture, and what it cost."""
    spent = run(["tesseract", picture, out, "-l", "vie", "--psm", "3"], stdout=out)
    return out.with_name(out.name + ".txt").read_text(encoding="utf-8"), spent


def stacked(pictures: Sequence[Path], out: Path) -> Path:
    """The pictures as pages of one PDF, their bytes unchanged, each on A4."""
    layout = img2pdf.get_layout_fun(_A4, auto_orient=True)
    out.write_bytes(img2pdf.convert([str(each) for each in pictures], layout_fun=layout))
    return out


def beginning(source: Path, out: Path, *, pages: int) -> Path:
    """A PDF of the first pages alone."""
    with pikepdf.open(source) as pdf:
        del pdf.pages[pages:]
        pdf.save(out)
    return out


def rendered(source: Path, folder: Path) -> list[Path]:
    """Every page of a PDF as a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    with pymupdf.open(source) as pdf:  # type: ignore[no-untyped-call]
        for number, page in enumerate(pdf, 1):
            pictures.append(folder / f"{source.stem}-{number:03d}.png")
            page.get_pixmap(dpi=RENDERED_DPI).save(pictures[-1])
    return pictures


def _of_one(pages: Sequence[Mapping[str, Any]]) -> Read:
    first = next((page for page in pages if "paper_type" in page), None)
    if first is None:
        return Read(tuple("" for _ in pages))
    fields = {
        name: FieldProposal(told["value"], told["confidence"], page["page"])
        for page in pages
        for name, told in (page.get("fields") or {}).items()
        if told is not None
    }
    return Read(
        texts=tuple(page.get("text") or "" for page in pages),
        paper_type=first["paper_type"] or "unknown",
        type_confidence=first["paper_type_confidence"] or 0.0,
        fields=fields,
    )
