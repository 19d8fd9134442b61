"""Reading the project's own sample pages: Motlan beside the plain tesseract command, same pages, same run.

Figures: CPU seconds a page (user + system, children included) and character error rate against the truth.
Compare them as a ratio: absolute times are the machine's.
"""

import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from config import wiring
from ocr.documents import Limits
from ocr.reading import read_page
from samples.draw import draw_samples
from samples.model import SampleFile
from tests.ocr.cer import character_error_rate

SEED = 7  # not the seed of the demo, so that nothing is judged on what it was looked at with
PAGES = 12


def main() -> None:
    """Draw, read twice, print."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        samples = draw_samples(Path(folder), seed=SEED, sign=None)
        scans = Path(folder) / "scans"
        files = [
            each
            for each in samples.files
            if each.name.endswith((".jpg", ".png")) and _readable(each)
        ]
        chosen = files[:PAGES]
        engine, limits = wiring.engine(), Limits()

        def motlan(path: Path) -> str:
            return read_page(path, 1, engine=engine, limits=limits).text

        ours = _measure(motlan, chosen, scans)
        peer = _measure(_tesseract, chosen, scans)
    for name, (seconds, errors) in (("motlan read", ours), ("tesseract -l vie", peer)):
        print(f"{name}: {seconds:.2f} CPU s a page, CER {errors:.2f} % over {len(chosen)} pages")
    print(
        f"ratio: {ours[0] / peer[0]:.2f} of the time, {ours[1] / max(peer[1], 0.01):.2f} of the errors"
    )


def _readable(sample: SampleFile) -> bool:
    return sample.outcome == "paper" and len(sample.pages) == 1 and not sample.pages[0].blank


def _measure(
    read: Callable[[Path], str], files: Sequence[SampleFile], scans: Path
) -> tuple[float, float]:
    """CPU seconds and percent errors, each a mean over the pages."""
    read(scans / files[0].name)  # loading the engine is not counted
    before = _cpu_s()
    texts = [read(scans / each.name) for each in files]
    seconds = (_cpu_s() - before) / len(files)
    truths = ["\n".join(each.pages[0].lines) for each in files]
    rates = [character_error_rate(truth, text) for truth, text in zip(truths, texts, strict=True)]
    return seconds, 100 * sum(rates) / len(rates)


def _tesseract(path: Path) -> str:
    command = ["tesseract", str(path), "-", "-l", "vie", "--psm", "3"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


def _cpu_s() -> float:
    usages = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
