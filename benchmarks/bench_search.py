"""Searching generated papers: the embedded index and Elasticsearch, same papers, same questions, same run.

Figures: seconds to build; median and 95th percentile of a search by class of question; how often the first
hit, and one of the first ten, truly says what was asked for (R@1, R@10). Where no Elasticsearch is named in
the settings (MOTLAN_ELASTICSEARCH_URL), one is started as in the tests.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from benchmarks.papers import entry, true_paper
from benchmarks.search_queries import Question, questions
from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.elasticsearch_server import ElasticsearchServer
from search.adapters.tantivy_index import TantivyIndex
from search.ports import Filters, Index
from search.query import parse
from tests.services.elasticsearch import Elasticsearch

PAPERS_SEED = 11
TUNING_SEED = 1  # the weights were set by looking at this one
JUDGING_SEED = 2
_ROUNDS = 3
_SHOWN = 10


def main() -> None:
    """Build, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=JUDGING_SEED)
    options.add_argument("--engine", choices=["tantivy", "elasticsearch"])
    options.add_argument("--misses", action="store_true", help="print the questions that failed")
    options.add_argument("--elasticsearch", metavar="URL", help="one that runs already")
    chosen = options.parse_args()
    asked = list(questions(papers_seed=PAPERS_SEED, papers=chosen.papers, seed=chosen.seed))
    ids = ["034 204 012 345", "O34204O12345"]
    print(f"ids that go to the records: {sum(bool(parse(each).person_id) for each in ids)} of 2")
    print(f"papers: {chosen.papers}, questions: {len(asked)} of seed {chosen.seed}")
    for name in [chosen.engine] if chosen.engine else ["tantivy", "elasticsearch"]:
        with _opened(name, chosen.elasticsearch) as index:
            seconds = _build(index, chosen.papers)
            print(f"{name}, build: {seconds:.0f} s", flush=True)
            _ask(name, index, asked, misses=chosen.misses)


@contextmanager
def _opened(name: str, url: str | None) -> Iterator[Index]:
    if name == "tantivy":
        with tempfile.TemporaryDirectory() as folder:
            yield TantivyIndex(Path(folder) / "index")
    elif url:
        yield ElasticsearchIndex(ElasticsearchServer(url=url, index="motlan-bench"))
    else:
        with Elasticsearch() as running:
            yield ElasticsearchIndex(ElasticsearchServer(url=running.url, index="motlan-bench"))


def _build(index: Index, papers: int) -> float:
    began = time.perf_counter()
    index.rebuild(entry(PAPERS_SEED, number) for number in range(papers))
    return time.perf_counter() - began


def _ask(name: str, index: Index, asked: Sequence[Question], *, misses: bool) -> None:
    times: dict[str, list[float]] = defaultdict(list)
    places: dict[str, list[int | None]] = defaultdict(list)
    for number in range(_ROUNDS):
        for question in asked:
            began = time.perf_counter()
            hits = index.search(question.typed, filters=Filters(), limit=_SHOWN)
            index.snippets(question.typed, [hit.paper for hit in hits])
            if number:  # the first round warms up
                times[question.kind].append(1_000 * (time.perf_counter() - began))
                continue
            right = [question.answered_by(true_paper(PAPERS_SEED, int(hit.paper))) for hit in hits]
            places[question.kind].append(right.index(True) if True in right else None)
            if misses and places[question.kind][-1] != 0:
                print(f"  {question.kind}: {question.typed!r} {right}")
    for kind, figures in times.items():
        print(f"{name}, {kind}: {_times(figures)}, {_right(places[kind])}", flush=True)
    print(f"{name}, all: {_times([*chain(*times.values())])}, {_right([*chain(*places.values())])}")


def _times(figures: Sequence[float]) -> str:
    tail = statistics.quantiles(figures, n=20)[-1]
    return f"p50 {statistics.median(figures):.1f} ms, p95 {tail:.1f} ms"


def _right(places: Sequence[int | None]) -> str:
    first = sum(place == 0 for place in places) / len(places)
    shown = sum(place is not None for place in places) / len(places)
    return f"R@1 {first:.2f}, R@10 {shown:.2f}"


if __name__ == "__main__":
    main()
