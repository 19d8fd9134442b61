"""The figures of /metrics: this process's own counts, and the state of the whole service from the records.

docs/metrics.md names them all; a test compares. No label holds a name, a number or an id of a person.
"""

import logging
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib.metadata import version

from django.conf import settings
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from config import wiring
from counter.watch import late_without_apology
from dossiers.models import Dossier, Paper, PaperQuerySet
from ingest.archive_figures import archive_state
from ingest.figures import INDEX, failures, papers_by_state, waiting
from ingest.heartbeats import Kind, alive
from ingest.log.anchoring import waiting as anchors_waiting
from ingest.measures import REGISTRY
from ingest.renewing import due as due_for_renewal
from reuse import measures
from targets.lag import events_behind
from targets.recounting import last_recount
from web.health.asking import Question
from web.health.certificates import certificates
from web.health.probes import report

log = logging.getLogger(__name__)

WITHIN_S = 4.0
# Counting millions of papers takes a second; who gathers figures comes every 15 s or so.
FRESH_S = 10.0


def gauge(
    name: str, told: str, labels: Iterable[str] = (), rows: Iterable[tuple[list[str], float]] = ()
) -> GaugeMetricFamily:
    """One figure with a row for each set of labels."""
    family = GaugeMetricFamily(f"motlan_{name}", told, labels=list(labels))
    for values, value in rows:
        family.add_metric(values, value)
    return family


def of_records() -> list[GaugeMetricFamily]:
    """What the records say, by a handful of queries."""
    return [*_of_papers(Paper.objects.all()), *_of_work(), *_of_archive()]


def _of_papers(papers: PaperQuerySet) -> list[GaugeMetricFamily]:
    states, due, failed = papers_by_state(papers), waiting(papers), failures(papers)
    (index,) = (each for each in due if each.queue == INDEX)
    return [
        gauge(
            "papers",
            "Papers, by state",
            ["state"],
            [([state.value], count) for state, count in states.items()],
        ),
        gauge(
            "due_papers",
            "Papers that a worker could take up now: counter, backlog",
            ["queue"],
            [([each.queue], each.papers) for each in due if each is not index],
        ),
        gauge(
            "due_oldest_seconds",
            "How long the first of them has waited",
            ["queue"],
            [([each.queue], each.oldest.total_seconds()) for each in due if each is not index],
        ),
        gauge(
            "failures",
            "Papers that met an error: stopped (a person has to act) or retried",
            ["code", "outcome"],
            [
                row
                for each in failed
                for row in (
                    ([each.code, "stopped"], each.stopped),
                    ([each.code, "retried"], each.retried),
                )
            ],
        ),
        gauge("index_lag_papers", "Papers not yet written to the index", rows=[([], index.papers)]),
        gauge(
            "index_lag_seconds",
            "How long the first of them has waited, at most",
            rows=[([], index.oldest.total_seconds())],
        ),
    ]


def _of_work() -> list[GaugeMetricFamily]:
    return [
        gauge(
            "rates_lag_events",
            "Events that the rates have not counted yet",
            rows=[([], events_behind())],
        ),
        *_of_recount(),
        gauge(
            "log_unanchored_events",
            "Events of the log that no anchor holds yet",
            rows=[([], anchors_waiting().events)],
        ),
        gauge(
            "late_dossiers",
            "Dossiers past the day that their applicant was told, without an apology",
            rows=[([], late_without_apology(Dossier.objects.all(), now=timezone.now()).count())],
        ),
        gauge(
            "renewals_due",
            "Signed copies whose proofs end within the days in which they are renewed",
            rows=[([], _copies_to_renew())],
        ),
        gauge(
            "processes",
            "Processes at work: worker, indexer",
            ["kind"],
            [([kind.value], len(alive(kind))) for kind in Kind],
        ),
    ]


def _of_recount() -> list[GaugeMetricFamily]:
    last = last_recount()
    wrong = 0 if last is None or last.rebuilt else last.differences
    return [
        gauge(
            "rates_differences",
            "Rows and sums of the rates that the last full count found to differ",
            rows=[([], wrong)],
        ),
        gauge(
            "rates_recounted_seconds",
            "When the rates were compared with a full count, in seconds since 1970",
            rows=[([], last.at.timestamp())] if last else [],
        ),
    ]


def _copies_to_renew() -> int:
    within = timedelta(days=settings.MOTLAN_RENEW_WITHIN_DAYS)
    return due_for_renewal(before=timezone.now() + within).count()


def _of_archive() -> list[GaugeMetricFamily]:
    state = archive_state()
    last = state.last
    ended: list[tuple[list[str], float]] = []
    if last and last.ended_at:
        ended.append(([], last.ended_at.timestamp()))
    return [
        gauge(
            "archive_ended_seconds",
            "When the last check of the archive ended, in seconds since 1970",
            rows=ended,
        ),
        gauge(
            "archive_objects",
            "Objects that the last check looked at",
            rows=[([], last.objects_checked)] if last else [],
        ),
        gauge(
            "archive_findings",
            "Objects that are not as the records say, and that nothing was done about",
            ["code"],
            [([code], count) for code, count in state.findings.items()],
        ),
        gauge(
            "archive_running",
            "Whether a check of the archive is under way",
            rows=[([], float(state.running))],
        ),
    ]


def of_health() -> list[GaugeMetricFamily]:
    """What the looks at each part found."""
    parts = report().findings
    return [
        gauge(
            "health",
            "State of each part: 0 good, 1 attention, 2 degraded, 3 down",
            ["part"],
            [([each.part.key], float(each.word)) for each in parts],
        )
    ]


def of_keys() -> list[GaugeMetricFamily]:
    """Days until the certificates of the agencies' keys end."""
    days = [(each.agency.code, each.days_left) for each in certificates()]
    return [
        gauge(
            "certificate_days_left",
            "Whole days until the certificate of an agency's key ends; below 0: it has ended",
            ["agency"],
            [([code], left) for code, left in days if left is not None],
        )
    ]


def of_machine() -> list[GaugeMetricFamily]:
    """This machine and this program."""
    return [
        gauge(
            "disk_free_bytes",
            "Room on the disk of MOTLAN_HOME",
            rows=[([], shutil.disk_usage(wiring.home()).free)],
        ),
        gauge("info", "Version of the program", ["version"], [([version("motlan")], 1)]),
    ]


RECORDS: Question[list[GaugeMetricFamily]] = Question(of_records, fresh_s=FRESH_S)


class State(Collector):
    """The state of the service; what cannot be known now is left out, and `motlan_health` tells why."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Families of gauges, read at most every FRESH_S."""
        yield from of_machine()
        yield from of_health()
        try:
            yield from RECORDS.answer(until=time.monotonic() + WITHIN_S)
            yield from of_keys()
        except TimeoutError:
            log.warning("the figures of the records are left out: no answer")


def exposition() -> bytes:
    """All figures, in the text format of Prometheus."""
    state = CollectorRegistry(auto_describe=False)
    state.register(State())
    mine = (REGISTRY, measures.REGISTRY, state)
    return b"".join(generate_latest(each) for each in mine)
