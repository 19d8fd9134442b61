"""One office of `bench_reuse`: its records are made, its pages and API are served, and it is asked."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import province as records
from benchmarks.reuse_asking import KINDS, Case, Inside, OverHttp, cases_of, served
from benchmarks.reuse_peers import PEERS

WARM_UP = 150  # until each of the forty procedures was asked for


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms"


def main(database: str, papers: int, each: int) -> None:
    """Fill, serve, ask, print."""
    began = time.perf_counter()
    province = records.fill(papers)
    print(f"{database}: {papers} papers made in {time.perf_counter() - began:.0f} s", flush=True)
    cases = cases_of(province, WARM_UP + each)
    found: dict[str, Figures] = {}
    with served() as port:
        inside = Inside(province)
        for kind, ask in KINDS.items():
            found[kind] = measure(partial(ask, OverHttp(port, province)), cases)
            told = _queries(partial(ask, inside), cases)
            print(f"{database}, {kind}: {found[kind]}; {told}", flush=True)
    ours = next(iter(found.values()))
    for name, peer in PEERS.items():
        figures = measure(partial(peer, province.officer), cases)
        ratio = ours.p95 / figures.p95
        print(f"{database}, {name}, without HTTP: {figures}; ratio of p95 {ratio:.2f}", flush=True)


def measure(ask: Callable[[Case], object], cases: Sequence[Case]) -> Figures:
    """The first WARM_UP are not counted; all others are asked for the first time."""
    times = []
    for case in cases:
        began = time.perf_counter()
        ask(case)
        times.append(1_000 * (time.perf_counter() - began))
    counted = times[WARM_UP:]
    return Figures(statistics.median(counted), statistics.quantiles(counted, n=20)[-1])


def _queries(ask: Callable[[Case], object], cases: Sequence[Case]) -> str:
    """The queries of one request for each size of holder."""
    told = []
    for size in records.SHARES:
        case = next(each for each in cases if each.papers == size)
        ask(case)  # once before: some facts are asked for once a process or session
        with CaptureQueriesContext(connection) as queries:
            ask(case)
        told.append(f"{len(queries)} for {size}")
    return f"queries: {', '.join(told)} papers of the holder"
