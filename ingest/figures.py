"""How much work there is and how long it waits, by queries that stay cheap. Selectors only read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiers.models import Paper
from dossiers.states import State
from ingest.pipeline import MACHINE_STATES
from ingest.runner import due

# Papers of a waiting dossier come before the backlog; search is written after both.
COUNTER, BACKLOG, INDEX = "counter", "backlog", "index"
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due in one queue and not yet taken up."""

    queue: str
    papers: int
    oldest: timedelta  # how long the first of them has waited; zero when there is none


@dataclass(frozen=True, slots=True)
class Failure:
    """Papers that met an error, by its code."""

    code: str
    stopped: int  # in FAILED: a person has to act
    retried: int  # wait to be tried again


def papers_by_state(papers: QuerySet[Paper]) -> dict[State, int]:
    """Every state with the number of papers in it."""
    found = dict(papers.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state.value, 0) for state in State}


def waiting(papers: QuerySet[Paper]) -> list[Waiting]:
    """What is due at the counter, in the backlog, and to be written to the index."""
    at_counter = Q(dossier__isnull=False)
    steps = papers.filter(due())
    behind = papers.filter(indexed_version__lt=F("version"))
    return [
        _waiting(COUNTER, steps.filter(at_counter)),
        _waiting(BACKLOG, steps.exclude(at_counter)),
        _waiting(INDEX, behind),
    ]


def failures(papers: QuerySet[Paper]) -> list[Failure]:
    """Failures by code, the most frequent first."""
    stopped = Q(state=State.FAILED)
    met = papers.filter(stopped | Q(state__in=MACHINE_STATES)).exclude(failure_code="")
    rows = (
        met.order_by()
        .values_list("failure_code")
        .annotate(stopped=Count("pk", filter=stopped), retried=Count("pk", filter=~stopped))
    )
    return sorted((Failure(*row) for row in rows), key=lambda each: (-each.stopped, each.code))


def _waiting(queue: str, papers: QuerySet[Paper]) -> Waiting:
    # A paper whose error was waited out is due since then, not since it came into its state.
    since = Coalesce("not_before", "state_since")
    found = papers.order_by().aggregate(papers=Count("pk"), first=Min(since))
    first: datetime | None = found["first"]
    oldest = max(timezone.now() - first, NOTHING) if first else NOTHING
    return Waiting(queue, found["papers"], oldest)
