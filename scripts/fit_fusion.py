"""Fits the weights of the fusion of two readings, and counts what their agreement is worth.

    python scripts/fit_fusion.py [--seeds 1 3 5 7 9] [--pages FOLDER]

Reads papers of every type drawn from the given seeds with both readers; each seed has one look of the
benchmark's (clean, noisy, phone, rotated, faded, and again). Odd seeds below 1000 are for tuning, even
ones from 2000 on for judging. Pictures in FOLDER that have a .txt of their lines beside them are read
too. Each place where the two are not surely of one mind gets its truth from the line of the page that
is most like it. The weights make the truth most probable among the candidates
and errors few (a softmax over the candidates, log loss and expected edits together, gradient descent
with a little decay).
"""

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.reading_pages import LOOKS, draw_paper
from config import places
from ocr.adapters.onnx.line_finder import LineFinder
from ocr.adapters.onnx.making import LinesEngines
from ocr.adapters.onnx.tesseract_graph import onnx_model
from ocr.documents import Limits, load_page
from ocr.fusion.aligning import Place, edit_path
from ocr.fusion.candidates import Seen, candidates, seen_at
from ocr.fusion.choosing import WEIGHTS, first_guess, is_settled, neighbours_of
from ocr.fusion.features import NAMES, Neighbours, features
from ocr.fusion.reader import SURE_ALONE, FusedReader
from ocr.fusion.syllable_pairs import SyllablePairs
from ocr.pages import prepare
from samples.scenario import build
from samples.shelf import items
from vietnamese.text import fold, nfc

Numbers = NDArray[np.float64]

SURE = 0.9
AGREED_AT_MOST, DOUBTED_AT_MOST = 0.98, 0.94
_LIKELIEST_LINES = 4
_LIKE_ENOUGH = 0.75
_MOST_EDITS = 4.0
_STEPS, _RATE, _DECAY, _SHARE_OF_EDITS = 600, 0.05, 1e-3, 0.3
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Known:
    """A place whose truth is known."""

    seen: Seen
    neighbours: Neighbours
    truth: str


def main() -> None:
    """Read, label, fit, write."""
    asked = _asked()
    engines = LinesEngines(models=places.MODELS, convert=onnx_model)
    engine, finder = engines.of("P"), LineFinder()
    # All is read twice here: what the second alone looks at holds too few places to fit on.
    reader = FusedReader(engines.reader("P"), engines.reader("F"), sure_alone=math.inf)
    known: list[Known] = []
    for file, number, truth in chain(pictures(asked.pages), pages(asked.seeds)):
        prepared = prepare(load_page(file, number, limits=Limits()), engine=engine)
        if not prepared.blank:
            lines = reader.places_on(prepared.grey, finder.find(prepared.grey))
            known += known_places(lines, truth=[tidy(line) for line in truth if line.strip()])
    sure = [each for each in known if each.seen.first_sure >= SURE_ALONE / 100]
    agreed = [each for each in known if is_settled(each.seen, sure=SURE)]
    open_ = [each for each in known if not is_settled(each.seen, sure=SURE)]
    weights = fitted(open_, SyllablePairs.load())
    write(weights, settled=_right(agreed), unchecked=_right(sure))
    sys.stdout.write(
        f"{len(open_)} places fitted; right {_right(agreed):.4f} of {len(agreed)} settled words, "
        f"{_right(sure):.4f} of {len(sure)} that the first was sure of\n"
    )


def _right(known: Sequence[Known]) -> float:
    return sum(tidy(each.seen.first) == each.truth for each in known) / max(1, len(known))


def pictures(folder: Path | None) -> Iterator[tuple[Path, int, Sequence[str]]]:
    """Pictures of one page with the lines that stand on it."""
    for picture in sorted(folder.glob("*.jpg")) if folder else ():
        truth = picture.with_suffix(".txt").read_text(encoding="utf-8")
        yield picture, 1, truth.splitlines()


def pages(seeds: Sequence[int]) -> Iterator[tuple[Path, int, Sequence[str]]]:
    """File and number of each page with the lines that stand on it: a paper of each type from each seed."""
    for seed in seeds:
        scenario, look = build(seed), LOOKS[seed // 2 % len(LOOKS)]
        shelf = [(item.form.paper_type, item) for item in items(scenario) if item.form is not None]
        with tempfile.TemporaryDirectory() as drawn:
            for name in sorted({paper_type for paper_type, _ in shelf}):
                found = [item for paper_type, item in shelf if paper_type == name]
                item = scenario.dice(f"judged {name}").choice(found)
                paper = draw_paper(Path(drawn), item, scenario=scenario, look=look)
                for number, lines in enumerate(paper.lines, start=1):
                    yield paper.path, number, lines


def tidy(text: str) -> str:
    """NFC with plain quotes and dashes, as errors are counted."""
    return nfc(text).translate(_QUOTES)


def known_places(lines: Sequence[Sequence[Place]], *, truth: Sequence[str]) -> Iterator[Known]:
    """The places of two readings whose truth can be told."""
    everything = fold(" ".join(truth))
    for line_places in lines:
        line = [seen_at(place) for place in line_places]
        guesses = [first_guess(seen) for seen in line]
        told = truths(guesses, truth)
        for seen, right, neighbours in zip(line, told, neighbours_of(guesses), strict=True):
            alone = not seen.first or not seen.second
            if right is not None:
                yield Known(seen, neighbours, right)
            elif alone and fold(tidy(seen.first + seen.second)) not in everything:
                yield Known(seen, neighbours, "")  # dirt that one of them took for print


def truths(guesses: Sequence[str], lines: Sequence[str]) -> list[str | None]:
    """What of the likeliest line stands at each guess; None where that cannot be told."""
    unknown: list[str | None] = [None] * len(guesses)
    read = fold(tidy(" ".join(guess for guess in guesses if guess)))
    words = Counter(read.split())
    shared = [(sum((words & Counter(fold(line).split())).values()), line) for line in lines]
    likely = [line for _, line in sorted(shared, key=lambda each: -each[0])[:_LIKELIEST_LINES]]
    paths = [(edit_path(read, fold(line)), line) for line in likely]
    if not paths:
        return unknown
    path, line = max(paths, key=lambda each: len(each[0]))
    if not path or len(path) < _LIKE_ENOUGH * len(read):
        return unknown
    told, at = [], 0
    for guess in guesses:
        right = _between(at, at + len(guess), path=path, line=line, length=len(read))
        near = right and len(edit_path(fold(tidy(guess)), fold(right))) * 2 >= len(guess)
        told.append(right if guess and near else None)
        at += len(guess) + 1 if guess else 0
    return told


def _between(
    start: int, end: int, *, path: Sequence[tuple[int, int]], line: str, length: int
) -> str | None:
    """The part of the true line that stands between two places of the read one, in whole words."""
    at = dict(path)
    first = at.get(start, at[start - 1] + 1 if start - 1 in at else None)
    last = at[end - 1] + 1 if end - 1 in at else at.get(end)
    if first is None and start == 0:
        first = path[0][1] - path[0][0]
    if last is None and end >= length:
        last = path[-1][1] + length - path[-1][0]
    if first is None or last is None or not 0 <= first < last <= len(line):
        return None
    whole = (not first or line[first - 1] == " ") and (last == len(line) or line[last] == " ")
    return line[first:last].strip() if whole else None


def fitted(known: Sequence[Known], pairs: SyllablePairs) -> Numbers:
    """The weights that make the truth most probable."""
    rows: list[tuple[float, ...]] = []
    errors: list[float] = []
    groups: list[int] = []
    for number, each in enumerate(known):
        offered = candidates(each.seen, pairs)
        counted = [_errors(tidy(text), each.truth) for text in offered]
        rows += [features(text, each.seen, each.neighbours, pairs=pairs) for text in offered]
        errors += [min(count - min(counted), _MOST_EDITS) for count in counted]
        groups += [number] * len(offered)
    table = np.array(rows)
    spread = table.std(axis=0) + 1e-3
    weights = _descended(table / spread, np.array(errors), np.array(groups))
    return np.asarray(weights / spread)


def _errors(text: str, truth: str) -> float:
    return float(max(len(text), len(truth)) - len(edit_path(text, truth)))


def _descended(table: Numbers, errors: Numbers, groups: NDArray[np.int_]) -> Numbers:
    """Gradient descent with momentum and a step of its own for each weight (Adam)."""
    count = int(groups[-1]) + 1
    best = (errors == 0).astype(np.float64)
    weights, momentum, size = (np.zeros(table.shape[1]) for _ in range(3))
    for step in range(1, _STEPS + 1):
        share = _softmax(table @ weights, groups, count)
        expected = np.bincount(groups, share * errors, count)
        right = np.maximum(np.bincount(groups, share * best, count), 1e-9)
        slope = share - share * best / right[groups]
        slope += _SHARE_OF_EDITS * share * (errors - expected[groups])
        gradient = table.T @ slope / count + _DECAY * weights
        momentum = 0.9 * momentum + 0.1 * gradient
        size = 0.99 * size + 0.01 * gradient**2
        pace = np.sqrt(size / (1 - 0.99**step)) + 1e-8
        weights = weights - _RATE * (momentum / (1 - 0.9**step)) / pace
    return weights


def _softmax(scores: Numbers, groups: NDArray[np.int_], count: int) -> Numbers:
    highest = np.full(count, -np.inf)
    np.maximum.at(highest, groups, scores)
    powers = np.exp(scores - highest[groups])
    return np.asarray(powers / np.bincount(groups, powers, count)[groups])


def write(weights: Numbers, *, settled: float, unchecked: float) -> None:
    """Replace the weights that reading uses."""
    held = {
        "weights": {name: round(float(each), 4) for name, each in zip(NAMES, weights, strict=True)},
        "sure": SURE,
        "settled": round(settled, 4),
        "unchecked": round(unchecked, 4),
        "agreed_at_most": AGREED_AT_MOST,
        "doubted_at_most": DOUBTED_AT_MOST,
    }
    WEIGHTS.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 3, 5, 7, 9])
    parser.add_argument("--pages", type=Path, help="folder of pictures with .txt of their lines")
    return parser.parse_args()


if __name__ == "__main__":
    main()
