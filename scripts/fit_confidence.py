"""Fits what the confidence of a field is worth: how often a field with such evidence is exactly right.

    python scripts/fit_confidence.py --kept FOLDER [--pages FOLDER] [--judge]

Draws papers of every type in every look with seeds for tuning (odd, below 1000), a third of them with
figures filled in by hand; reads them once (readings are kept in the folder: a fit on new rules takes
seconds); proposes fields; and fits a logistic curve whose signs are given: more raw confidence never
speaks against a field, a page of poor quality and an unknown type never for it. A field of which few
were seen is held back by a prior. `--pages` adds pictures with .json truth, numbered up to 10024.
With --judge nothing is written: the figures of even seeds from 2000 on are told, and of later pages.
"""

import argparse
import json
import pickle
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.field_scores import Score, score_fields
from benchmarks.reading_pages import LOOKS, Judged, draw_paper, shared_pages, tuned_on
from config.reading_engines import engine as engine_named
from ocr.classify import raw_type
from ocr.confidence.calibrating import (
    CURVES,
    FACTORS,
    SURE,
    TYPE,
    Evidence,
    curves_for,
    evidence_of,
    shown,
)
from ocr.fields import raw_fields
from ocr.ports import FIELD_NAMES, Engine, PageReading
from ocr.reading import read_pages
from samples.by_hand import filled_by_hand
from samples.scenario import build
from samples.shelf import items

TUNED_SEEDS = range(101, 131, 2)
JUDGED_SEEDS = range(2100, 2116, 2)
_ROUNDS, _RATE = 4000, 0.03
_PRIOR, _TRUST_IN_PRIOR = (
    (1.0, 0.5, 1.5),
    2e-3,
)  # of the slopes: few drawn pages are poor or of no type
_LOWEST = -6.0
_FEWEST, _MOSTLY_RIGHT = 4, 0.8
_DOUBTED = 0.5  # wrong ones that are added to every field, at its usual raw confidence (Jeffreys)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """A proposal, what spoke for it, and whether it was right."""

    name: str
    evidence: Evidence
    right: bool
    source: str


def main() -> None:
    """Read, propose, fit and write; or judge."""
    asked = _asked()
    asked.kept.mkdir(parents=True, exist_ok=True)
    seeds = JUDGED_SEEDS if asked.judge else TUNED_SEEDS
    known = [
        each
        for paper, pages in readings(seeds, asked.pages, judge=asked.judge, kept=asked.kept)
        for each in known_of(paper, pages)
    ]
    if not asked.judge:
        write(fitted(known))
    report(known)


def readings(
    seeds: Sequence[int], folder: Path | None, *, judge: bool, kept: Path
) -> Iterator[tuple[Judged, Sequence[PageReading]]]:
    """Papers with their readings, from the kept ones where they are there."""
    engine: Engine | None = None
    for name, papers in _batches(seeds, folder, judge=judge):
        place = kept / f"{name}.pickle"
        if not place.exists():
            engine = engine or engine_named()
            with tempfile.TemporaryDirectory() as drawn:
                read = [
                    (paper, tuple(read_pages(paper.path, engine=engine)))
                    for paper in (papers or _drawn(name, Path(drawn)))
                ]
            place.write_bytes(pickle.dumps(read))
        yield from pickle.loads(place.read_bytes())  # noqa: S301 (our own file)


def _batches(
    seeds: Sequence[int], folder: Path | None, *, judge: bool
) -> Iterator[tuple[str, list[Judged]]]:
    for seed in seeds:
        yield str(seed), []
    for paper in shared_pages(folder) if folder else ():
        if paper.paper_type and tuned_on(paper) is not judge:
            yield paper.path.stem, [paper]


def _drawn(name: str, folder: Path) -> Iterator[Judged]:
    """One paper of each type; the look goes round with the seeds."""
    scenario = build(int(name))
    look = LOOKS[int(name) // 2 % len(LOOKS)]
    seen: set[str] = set()
    shelf = [item for item in items(scenario) if item.form]
    scenario.dice("fit").shuffle(shelf)
    for number, item in enumerate(shelf):
        if item.form is None or item.form.paper_type in seen:
            continue
        seen.add(item.form.paper_type)
        by_hand = number % 3 == 0
        form = filled_by_hand(item.form, dice=scenario.dice(item.stem)) if by_hand else item.form
        paper = draw_paper(folder, replace(item, form=form), scenario=scenario, look=look)
        yield replace(paper, by_hand=("number", "issued_on") if by_hand else ())


def known_of(paper: Judged, pages: Sequence[PageReading]) -> Iterator[Known]:
    """Every proposal of a paper whose truth is known, and its type."""
    kind = raw_type(pages)
    fields = raw_fields(pages, kind.code)
    whole = re.match(r"\d{5}_", paper.path.stem) is None  # shared pages tell of some fields only
    truth = {**(dict.fromkeys(FIELD_NAMES, "") if whole else {}), **paper.fields}
    source = f"{'own' if whole else 'shared'} {paper.look}"
    for name, score in score_fields(truth, fields).items():
        if name in fields:
            evidence = evidence_of(fields[name], pages, paper_type=kind.code)
            yield Known(name, evidence, score is Score.RIGHT, source)
    if kind.code != "unknown":
        yield Known(TYPE, Evidence(kind.confidence), kind.code == paper.paper_type, source)


def fitted(known: Sequence[Known]) -> dict[str, dict[str, float]]:
    """The curves: an own height for each, slopes that all share."""
    groups = _groups([each for each in known if not each.evidence.by_hand])
    names = sorted(groups)
    rows, truth, weight = [], [], []
    for name in names:
        mine = groups[name]
        usual = float(np.median([each.evidence.raw for each in mine]))
        rows += [_row(name, each.evidence, names) for each in mine]
        truth += [float(each.right) for each in mine]
        weight += [1.0] * len(mine)
        rows.append(_row(name, Evidence(usual), names))
        truth.append(0.0)
        weight.append(_DOUBTED)
    found = _descended(np.array(rows), np.array(truth), np.array(weight), len(names))
    slopes = dict(zip(FACTORS, found[len(names) :], strict=True))
    return {
        "slopes": {name: round(float(each), 3) for name, each in slopes.items()},
        "heights": {name: round(float(found[at]), 3) for at, name in enumerate(names)},
    }


def _groups(known: Sequence[Known]) -> dict[str, list[Known]]:
    """Proposals by curve: where it was found; of its type where that one is mostly wrong."""
    of_type: dict[str, list[Known]] = defaultdict(list)
    for each in known:
        of_type[curves_for(each.name, each.evidence)[0]].append(each)
    groups: dict[str, list[Known]] = defaultdict(list)
    for each in known:
        close, by_place, alone = curves_for(each.name, each.evidence)
        mine = of_type[close]
        if len(mine) >= _FEWEST and sum(e.right for e in mine) < _MOSTLY_RIGHT * len(mine):
            groups[close].append(each)
        else:
            groups[by_place if each.evidence.place else alone].append(each)
    return groups


def _row(name: str, evidence: Evidence, names: Sequence[str]) -> list[float]:
    return [float(name == each) for each in names] + list(evidence.factors)


def _descended(table: Numbers, truth: Numbers, weight: Numbers, free: int) -> Numbers:
    """Least log loss with Adam; slopes are never negative."""
    found = np.append(np.zeros(free), _PRIOR)
    prior, trust = found.copy(), np.append(np.zeros(free), [_TRUST_IN_PRIOR] * len(_PRIOR))
    momentum, size = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, _ROUNDS + 1):
        wrong = (1 / (1 + np.exp(-(table @ found))) - truth) * weight
        gradient = table.T @ wrong / weight.sum() + trust * (found - prior)
        momentum = 0.9 * momentum + 0.1 * gradient
        size = 0.99 * size + 0.01 * gradient**2
        pace = np.sqrt(size / (1 - 0.99**step)) + 1e-9
        found = found - _RATE * (momentum / (1 - 0.9**step)) / pace
        found[:free], found[free:] = np.maximum(_LOWEST, found[:free]), np.maximum(0, found[free:])
    return found


def write(curves: dict[str, dict[str, float]]) -> None:
    """Replace the curves that reading uses."""
    CURVES.write_text(json.dumps(curves, indent=1) + "\n", encoding="utf-8")


def report(known: Sequence[Known]) -> None:
    """Say how many of each field are shown as sure, and how many of those are right."""
    by_name: dict[str, list[Known]] = defaultdict(list)
    for each in known:
        by_name[each.name].append(each)
        by_name["all " + each.source].append(each)
        by_name["all"].append(each)
    for name, mine in sorted(by_name.items()):
        sure = [e for e in mine if shown(e.name, e.evidence) >= SURE]
        right, sure_right = (sum(e.right for e in some) for some in (mine, sure))
        sys.stdout.write(
            f"{name:<22} right {right} of {len(mine)}; sure {len(sure)}, right {sure_right}\n"
        )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kept", type=Path, required=True, help="folder that keeps readings")
    parser.add_argument("--pages", type=Path, help="folder of pictures with .json truth")
    parser.add_argument("--judge", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
