"""How the checks of the archive stand, by queries that stay cheap. Selectors only read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from dossiers.models import Lease
from ingest.archive import LEASE
from ingest.archive_findings import standing
from ingest.leases import is_dead
from ingest.models import ArchiveRun


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """The last check that came to its end, whether one is under way, and what is wrong now."""

    last: ArchiveRun | None
    running: bool
    findings: dict[str, int]  # by code; what was put right does not count

    @property
    def checked_at(self) -> datetime | None:
        """When the last check ended."""
        return self.last.ended_at if self.last else None


def archive_state() -> ArchiveState:
    """As it is now."""
    ended = ArchiveRun.objects.filter(ended_at__isnull=False).order_by("-ended_at").first()
    held = Lease.objects.filter(~Q(owner=""), name=LEASE, until__gt=timezone.now()).first()
    found = standing().order_by().values_list("code").annotate(Count("pk"))
    return ArchiveState(
        last=ended, running=held is not None and not is_dead(held.owner), findings=dict(found)
    )
