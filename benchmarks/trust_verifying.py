"""CPU of one offline verification, by level; each level in a fresh process."""

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading_report import Figure
from benchmarks.trust_office import AGENCY, MARK, Office
from signing.adapters.tsa_http import HttpTimestamper
from signing.extend import extend_pdf
from signing.ports import Level
from signing.sign import sign_pdf
from signing.verify import verify_pdf

BARS: tuple[tuple[Level, float | None], ...] = (("B-B", 60), ("B-T", None), ("B-LTA", 160))


def verifying(office: Office, *, times: int) -> Iterator[Figure]:
    """Milliseconds of CPU, the median of many."""
    for level, bar in BARS:
        path = _signed(office, level)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            outcome, cpu_ms = pool.apply(_verify, (office, path, times))
        note = f"{outcome}, {path.stat().st_size / 1e6:.2f} MB, nothing fetched"
        yield Figure(f"verification of {level}", cpu_ms, "ms CPU", at_most=bar, note=note)


def _signed(office: Office, level: Level) -> Path:
    stamper = HttpTimestamper(office.authority)
    made: Level = "B-B" if level == "B-B" else "B-T"
    pdf = sign_pdf(office.scan, key=office.key(), mark=MARK, timestamper=stamper, level=made)
    if level == "B-LTA":
        pdf = extend_pdf(pdf, trust=office.trust, timestamper=stamper)
    path = office.folder / f"{level}.pdf"
    path.write_bytes(pdf)
    return path


def _verify(office: Office, path: Path, times: int) -> tuple[str, float]:
    trust, spent, outcome = office.trust, [], ""
    for _ in range(times + 2):
        began = time.process_time()
        outcome = verify_pdf(path, trust=trust, agency=AGENCY).outcome
        spent.append(1000 * (time.process_time() - began))
    return outcome, statistics.median(spent[2:])
