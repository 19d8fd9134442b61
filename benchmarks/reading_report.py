"""Figures of the reading benchmark, one line each, and the results file that its parts fill together."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

PARTS = ("speed", "accuracy", "fields", "memory")
_VIETNAM = timezone(timedelta(hours=7))
_PACKAGES = ("onnxruntime", "trueocr", "tesserocr", "opencv-python-headless", "pymupdf", "ocrmypdf")
_TITLES = {
    "speed": "Speed on 21 real pages, from file to searchable PDF/A",
    "accuracy": "Character errors",
    "fields": "Types, fields and confidence",
    "memory": "Workers and memory",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    `bar` is what it has to reach: at least, or at most. `value` is None where nothing could be
    measured, with the reason as note. `low` and `high` are a 95 % interval.
    """

    name: str
    value: float | None
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def bar(self) -> str:
        """What it has to reach, in words; empty where nothing was asked."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}".strip()
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}".strip()
        return ""

    @property
    def verdict(self) -> str:
        """Whether the bar is reached; empty without a bar."""
        if not self.bar:
            return ""
        if self.value is None:
            return "not measured"
        # What is printed is judged: 0.799 and 0.80 are the same figure to two digits.
        shown = float(_number(self.value))
        high_enough = self.at_least is None or shown >= self.at_least
        low_enough = self.at_most is None or shown <= self.at_most
        return "reached" if high_enough and low_enough else "NOT reached"

    @property
    def shown(self) -> str:
        """The number with its unit and interval."""
        if self.value is None:
            return "–"
        text = f"{_number(self.value)} {self.unit}".strip()
        if self.low is not None and self.high is not None:
            text += f" ({_number(self.low)} to {_number(self.high)})"
        return text

    def line(self) -> str:
        """The figure as it is printed."""
        told = f"{self.name}: {self.shown}"
        if self.bar:
            told += f" [{self.bar}: {self.verdict}]"
        return f"{told} – {self.note}" if self.note else told


def save(
    folder: Path, part: str, figures: Sequence[Figure], *, settings: Mapping[str, Any]
) -> Path:
    """Put the figures of one part into today's results, beside the other parts; returns the table's path.

    A quick run has a file of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kind = "reading-quick" if settings.get("quick") else "reading"
    path = folder / f"{_today().isoformat()}-{kind}.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}
    held.update(date=_today().isoformat(), machine=machine(), versions=versions())
    held["parts"][part] = {
        "at": datetime.now(_VIETNAM).isoformat(timespec="minutes"),
        "commit": _commit(),
        **settings,
        "figures": [
            {**asdict(figure), "bar": figure.bar, "verdict": figure.verdict} for figure in figures
        ],
    }
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    table = path.with_suffix(".md")
    table.write_text("\n".join(_table(held)) + "\n", encoding="utf-8")
    return table


def machine() -> dict[str, object]:
    """The machine without its name."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = {line.split(":", 1)[1].strip() for line in told.splitlines() if "model name" in line}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "cpu": ", ".join(sorted(models)) or platform.machine(),
        "memory_gib": round(memory / 1024**3, 1),
    }


def versions() -> dict[str, str]:
    """What was measured with."""
    told = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    lines = (told.stdout or told.stderr).splitlines()
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PACKAGES},
        "tesseract": lines[0].removeprefix("tesseract ") if lines else "missing",
    }


def _table(held: Mapping[str, Any]) -> Iterable[str]:
    about = held["machine"]
    yield f"# Reading, measured on {held['date']}"
    yield ""
    yield (
        f"{about['cores']} cores of {about['cpu']}, {about['memory_gib']} GiB. "
        + ", ".join(f"{name} {version}" for name, version in held["versions"].items())
        + ". Made by `make bench-reading`; 95 % intervals in brackets."
    )
    for part in PARTS:
        if part not in held["parts"]:
            continue
        told = held["parts"][part]
        names = {key: told[key] for key in told if key not in {"figures", "at", "commit"}}
        yield ""
        yield f"## {_TITLES[part]}"
        yield ""
        yield f"{told['at']}, commit {told['commit']}" + "".join(
            f", {key} {value}" for key, value in names.items()
        )
        yield ""
        yield "| figure | measured | asked | | |"
        yield "|---|---|---|---|---|"
        for row in told["figures"]:
            figure = Figure(**{key: row[key] for key in Figure.__slots__})
            cells = (figure.name, figure.shown, figure.bar, figure.verdict, figure.note)
            yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _number(value: float) -> str:
    """Three digits that count, no more than two after the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.{1 if abs(value) >= 20 else 2}f}"


def _today() -> date:
    return datetime.now(_VIETNAM).date()


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout.strip() or "unknown"
