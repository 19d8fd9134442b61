"""Counts the acts of this room, for /metrics; docs/metrics.md names the figure. Labels are codes, never ids."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from prometheus_client import CollectorRegistry, Counter

from reuse.answers import Refused

P = ParamSpec("P")
T = TypeVar("T")

REGISTRY = CollectorRegistry()
ACTS = Counter(
    "motlan_reuse_acts",
    "Acts of reuse, by what was asked and what came of it: done, or the code of the refusal",
    ["act", "outcome"],
    registry=REGISTRY,
)


def counted(act: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Count each call of a service once it has ended; what broke off is counted by its error elsewhere."""

    def decorate(service: Callable[P, T]) -> Callable[P, T]:
        @wraps(service)
        def counting(*args: P.args, **kwargs: P.kwargs) -> T:
            answer = service(*args, **kwargs)
            ACTS.labels(act, answer.code if isinstance(answer, Refused) else "done").inc()
            return answer

        return counting

    return decorate
