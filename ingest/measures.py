"""What this process counts: steps, their times, errors by code, requests. docs/metrics.md names them all.

Each process counts for itself and gives out its own figures; who gathers them adds them up. Labels
are states, codes and names of routes: never an id, a name or an address of a paper.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

STEP_SECONDS = Histogram(
    "motlan_step_seconds",
    "Time of one step of a paper, by the state that it started from",
    ["state"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600),
    registry=REGISTRY,
)
STEPS = Counter(
    "motlan_steps",
    "Steps done, by the state that they started from and what came of them: done, retry or failed",
    ["state", "outcome"],
    registry=REGISTRY,
)
ERRORS = Counter(
    "motlan_errors",
    "Errors met, by code; one that is tried again counts each time",
    ["code"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "motlan_request_seconds",
    "Time until the answer of a request began, by name of the route, method and class of the status",
    ["route", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)


@contextmanager
def step_timed(state: str) -> Iterator[None]:
    """Time one step, however it ends."""
    began = time.monotonic()
    try:
        yield
    finally:
        STEP_SECONDS.labels(state).observe(time.monotonic() - began)


def count_step(state: str, outcome: str) -> None:
    """One step that was done, waits for a retry, or failed."""
    STEPS.labels(state, outcome).inc()


def count_error(code: str) -> None:
    """One error by its stable code."""
    ERRORS.labels(code).inc()
