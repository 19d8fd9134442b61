"""Writes the figures of the newest results into docs/reading.md: `python -m benchmarks.reading_docs`."""

import json
import re
import sys
from pathlib import Path

from benchmarks.reading_report import PARTS, Figure

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reading.md"
RESULTS = ROOT / "benchmarks" / "results"
_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_NONE = "No results file lies in the repository yet."


def main() -> int:
    """Write the block anew."""
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), RESULTS), encoding="utf-8")
    return 0


def with_figures(text: str, results: Path) -> str:
    """The page with the figures that something was asked of, as the newest results tell them."""
    block = "\n".join(_lines(results))
    return _BLOCK.sub(lambda found: f"{found[1]}\n{block}\n\n{found[2]}", text)


def _lines(results: Path) -> list[str]:
    files = sorted(results.glob("????-??-??-reading.json"))
    if not files:
        return [_NONE]
    held = json.loads(files[-1].read_text(encoding="utf-8"))
    machine, table = held["machine"], files[-1].with_suffix(".md").name
    about = (
        f"Measured on {held['date']} on {machine['cores']} cores of {machine['cpu']}; all figures with "
        f"seeds and versions in [{table}](../benchmarks/results/{table})."
    )
    lines = [
        about,
        "",
        "| figure | measured | asked | |",
        "|---|---|---|---|",
    ]
    for part in PARTS:
        for row in held["parts"].get(part, {"figures": []})["figures"]:
            figure = Figure(**{key: row[key] for key in Figure.__slots__})
            if figure.bar:
                lines.append(
                    f"| {figure.name} | {figure.shown} | {figure.bar} | {figure.verdict} |"
                )
    return lines


if __name__ == "__main__":
    sys.exit(main())
