"""Reading beside OCRmyPDF and the plain tesseract command: speed, errors, fields, confidence, memory.

    python -m benchmarks.bench_reading [--parts speed accuracy fields memory] [--quick] [--keep FOLDER]

One line a figure, with what was asked of it; everything goes to benchmarks/results/<date>-reading.json and
.md, where parts that ran apart on one day stand together, and from there into docs/reading.md. Shared pages
and real papers come from MOTLAN_SHARED or the folder `shared` beside the repository; what needs them is left
out without them.
"""

import argparse
import compileall
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks import reading_docs
from benchmarks.reading_accuracy import accuracy
from benchmarks.reading_fields import fields
from benchmarks.reading_memory import memory
from benchmarks.reading_pages import FIRST_SEED, LOOKS
from benchmarks.reading_report import PARTS, Figure, save
from benchmarks.reading_speed import speed
from benchmarks.reading_work import QUICK_REPEATS, REPEATS, Work

ROOT = Path(__file__).resolve().parents[1]
RESULTS = reading_docs.RESULTS
_PROGRAM = ("config", "ocr", "vietnamese", "worker")


def main() -> int:
    """Measure the parts that were asked for; 1 where one could not be measured."""
    asked = _asked()
    for package in _PROGRAM:  # as they are where it is installed, and as the others are here
        compileall.compile_dir(ROOT / package, quiet=1)
    data = asked.data / "data"
    failed = 0
    with _folder(asked.keep) as folder:
        work = Work(folder, data if data.is_dir() else None, quick=asked.quick)
        for part in asked.parts:
            failed += not _measure(part, work, asked.results)
    if asked.results == RESULTS and not asked.quick:
        reading_docs.main()
    return 1 if failed else 0


def _measure(part: str, work: Work, results: Path) -> bool:
    """Measure one part and save what was measured, even where it broke off."""
    print(f"── {part} ──", flush=True)
    measured: list[Figure] = []
    whole = True
    try:
        for figure in _parts(results, quick=work.quick)[part](work):
            measured.append(figure)
            print(figure.line(), flush=True)
    except Exception as error:  # noqa: BLE001 (the other parts go on)
        traceback.print_exc()
        measured.append(Figure(f"{part} broke off", None, note=f"{type(error).__name__}"))
        whole = False
    repeats = QUICK_REPEATS if work.quick else REPEATS
    last = FIRST_SEED + 2 * (repeats * len(LOOKS) - 1)
    settings = {"seeds": f"{FIRST_SEED} to {last}, even", "quick": work.quick}
    print(save(results, part, measured, settings=settings).name, flush=True)
    return whole


def _parts(results: Path, *, quick: bool) -> dict[str, Callable[[Work], Iterable[Figure]]]:
    plot = results / f"reading-{'quick-' if quick else ''}calibration.svg"
    plotted = partial(fields, plot=plot)
    return {"speed": speed, "accuracy": accuracy, "fields": plotted, "memory": memory}


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--quick", action="store_true", help="few pages, about three minutes")
    options.add_argument("--keep", type=Path, help="folder for drawn pages and what peers read")
    options.add_argument("--results", type=Path, default=RESULTS)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("MOTLAN_SHARED", ROOT.parent / "shared"))
    )
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
