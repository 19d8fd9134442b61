"""The results of the trust benchmark: a file a day, and the table in docs/trust.md."""

import json
import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.reading_report import Figure, machine

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "trust.md"
PARTS = {
    "signing": "Signing: a visible mark on a scan of 5 pages",
    "verifying": "Verifying offline",
    "archive": "The nightly check",
    "machine": "The machine in the same run",
}
_VIETNAM = timezone(timedelta(hours=7))
_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def save(part: str, figures: Sequence[Figure], *, folder: Path = RESULTS) -> Path:
    """Put the figures of one part into today's results, beside the other parts."""
    now = datetime.now(_VIETNAM)
    path = folder / f"{now.date().isoformat()}-trust.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}
    versions = {name: metadata.version(name) for name in ("pyhanko", "cryptography", "pikepdf")}
    held.update(
        date=now.date().isoformat(),
        machine=machine(),
        versions={"python": platform.python_version(), **versions},
    )
    held["parts"][part] = {
        "at": now.isoformat(timespec="minutes"),
        "load": round(os.getloadavg()[0], 1),
        "figures": [asdict(each) for each in figures],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_page(results: Path, page: Path = PAGE) -> None:
    """Put the table into the page, between its two marks."""
    held = json.loads(results.read_text(encoding="utf-8"))
    block = "\n".join(_table(held))
    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text), "utf-8")


def _table(held: dict[str, Any]) -> Iterable[str]:
    about, versions = held["machine"], held["versions"]
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    yield f"Measured on {held['date']}: {about['cores']} cores of {about['cpu']}; {told}."
    for part, title in PARTS.items():
        if part not in held["parts"]:
            continue
        load = held["parts"][part]["load"]
        yield from ("", f"**{title}** (load of the machine {load})", "")
        yield from ("| figure | measured | asked | | |", "|---|---|---|---|---|")
        for row in held["parts"][part]["figures"]:
            each = Figure(**row)
            cells = (each.name, each.shown, each.bar, each.verdict, each.note)
            yield f"| {' | '.join(cells)} |"
