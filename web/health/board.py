"""What the page Sức khỏe shows: the whole service, and the papers and keys of the person's agencies."""

import platform
from dataclasses import dataclass
from importlib.metadata import version

import django
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from accounts.selectors import agencies_of
from dossiers.models import Paper
from dossiers.states import State
from ingest.archive_figures import ArchiveState, archive_state
from ingest.archive_findings import standing
from ingest.figures import Failure, Waiting, failures, papers_by_state, waiting
from ingest.heartbeats import SILENT
from ingest.leases import is_dead
from ingest.models import ArchiveFinding, Heartbeat
from targets.lag import events_behind
from web.health.certificates import Certificate, certificates
from web.health.findings import Report
from web.health.probes import report

QUEUES = {
    "counter": "Giấy tờ của hồ sơ đang giải quyết",
    "backlog": "Giấy tờ của kho lưu",
    "index": "Ghi vào bộ tra cứu",
}


MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Process:
    """A process that works, or that was killed in the last hour."""

    beat: Heartbeat
    alive: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The page."""

    report: Report
    states: list[tuple[State, int]]
    queues: list[tuple[str, Waiting]]
    failures: list[Failure]
    processes: list[Process]
    certificates: list[Certificate] | None  # None while they are being read
    archive: ArchiveState
    archive_findings: list[ArchiveFinding]  # newest first, of the person's agencies
    rates_behind: int
    versions: list[tuple[str, str]]


def board_of(user: User) -> Board:
    """Everything that this administrator may see; papers and keys of their own agencies only."""
    agencies = agencies_of(user, Role.Kind.ADMINISTRATOR)
    papers = Paper.objects.filter(agency__in=agencies)
    states = papers_by_state(papers)
    return Board(
        report=report(),
        states=[(state, count) for state, count in states.items() if count],
        queues=[(QUEUES[each.queue], each) for each in waiting(papers)],
        failures=failures(papers),
        processes=processes(),
        certificates=_certificates(set(agencies.values_list("pk", flat=True))),
        archive=archive_state(),
        archive_findings=list(
            standing().filter(agency__in=agencies).select_related("agency")[:MOST_FINDINGS]
        ),
        rates_behind=events_behind(),
        versions=versions(),
    )


def processes() -> list[Process]:
    """Who works, and who has fallen silent without a good-bye."""
    fresh = timezone.now() - SILENT
    return [
        Process(each, each.seen_at >= fresh and not is_dead(each.owner))
        for each in Heartbeat.objects.all()
    ]


def versions() -> list[tuple[str, str]]:
    """What runs here."""
    with connection.cursor():  # the version of a server is known once there is a connection
        found = connection.get_database_version()
    return [
        ("Motlan", version("motlan")),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (connection.display_name, ".".join(str(each) for each in found)),
    ]


def _certificates(agencies: set[int]) -> list[Certificate] | None:
    try:
        return [each for each in certificates() if each.agency.pk in agencies]
    except TimeoutError:
        return None
