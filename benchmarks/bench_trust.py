"""Signing, verifying and the nightly check, beside plain pyHanko and `openssl speed` in the same run.

    python -m benchmarks.bench_trust [--parts signing verifying archive] [--quick]

One line a figure, with what was asked of it; all goes to benchmarks/results/<date>-trust.json and into
docs/trust.md. CPU counts of the signing process alone: the time-stamping service has one of its own.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.reading_report import Figure
from benchmarks.trust_archive import archive
from benchmarks.trust_office import Office, opened
from benchmarks.trust_report import save, write_page
from benchmarks.trust_signing import signing
from benchmarks.trust_verifying import verifying

PARTS = ("signing", "verifying", "archive")


def main() -> int:
    """Measure the parts that were asked for; 1 where one could not be measured."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--quick", action="store_true", help="a minute; nothing is saved")
    asked = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as office:
        told = _parts(office, Path(folder), quick=asked.quick)
        for part in (*asked.parts, "machine"):
            failed += not _measure(part, told[part], keep=not asked.quick)
    return 1 if failed else 0


def _parts(
    office: Office, folder: Path, *, quick: bool
) -> dict[str, Callable[[], Iterable[Figure]]]:
    return {
        "signing": partial(signing, office, seconds=2 if quick else 10),
        "verifying": partial(verifying, office, times=5 if quick else 25),
        "archive": partial(archive, folder, objects=40 if quick else 300),
        "machine": partial(machine_speed, seconds=1 if quick else 3),
    }


def _measure(part: str, figures: Callable[[], Iterable[Figure]], *, keep: bool) -> bool:
    """Measure one part and save what was measured, even where it broke off."""
    print(f"── {part} ──", flush=True)
    measured: list[Figure] = []
    whole = True
    try:
        for figure in figures():
            measured.append(figure)
            print(figure.line(), flush=True)
    except Exception as error:  # noqa: BLE001 (the other parts go on)
        traceback.print_exc()
        measured.append(Figure(f"{part} broke off", None, note=type(error).__name__))
        whole = False
    if keep:
        write_page(save(part, measured))
    return whole


def machine_speed(*, seconds: int) -> Iterator[Figure]:
    """What OpenSSL does alone: the bound of all signing and hashing here."""
    command = ["openssl", "speed", "-seconds", str(seconds), "rsa2048", "sha256"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    rsa = re.search(r"^rsa\s+2048 bits\s+\S+\s+\S+\s+([\d.]+)", told, re.MULTILINE)
    sha = re.search(r"^sha256\s.*\s([\d.]+)k\s*$", told, re.MULTILINE)
    yield Figure("openssl speed rsa2048", float(rsa[1]) if rsa else None, "signatures/CPU-s")
    yield Figure("openssl speed sha256", float(sha[1]) / 1000 if sha else None, "MB/CPU-s")


if __name__ == "__main__":
    sys.exit(main())
