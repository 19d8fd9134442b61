"""Counts public checks for /metrics: how many and with what answer, never of which copy or by whom."""

from prometheus_client import Counter

from ingest.measures import REGISTRY

CHECKS = Counter(
    "motlan_public_checks",
    "Checks of copies by the public, by what was given (code or file) and what was told",
    ["given", "told"],
    registry=REGISTRY,
)


def count_check(given: str, told: str) -> None:
    """One check, by the code of its answer."""
    CHECKS.labels(given, told).inc()
