"""What went wrong, for whom it may concern: failed papers, papers waiting to be tried again, refused files."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from dossiers.models import Paper, ReceivedFile
from dossiers.states import State
from ingest.pipeline import MACHINE_STATES
from web.access import clerk_papers


@dataclass(frozen=True, slots=True)
class Concern:
    """The failures that one person may see; `as_clerk` opens the papers themselves, else facts only."""

    user: User

    @property
    def clerk_agencies(self) -> QuerySet[Agency]:
        """Where the person is a clerk: there they see names of files and open originals."""
        return agencies_of(self.user, Role.Kind.CLERK)

    @property
    def agencies(self) -> QuerySet[Agency]:
        """Where the person answers for failures, as a clerk or as an administrator."""
        return agencies_of(self.user, Role.Kind.CLERK, Role.Kind.ADMINISTRATOR)

    def papers(self) -> QuerySet[Paper]:
        """Papers of these agencies. An administrator gets no content of them, see `clerk_ids`."""
        return Paper.objects.filter(agency__in=self.agencies)

    def failed(self) -> QuerySet[Paper]:
        """Papers that stopped."""
        return self.papers().filter(state=State.FAILED).select_related("received_file", "agency")

    def waiting(self) -> QuerySet[Paper]:
        """Papers that met an error which passes by itself; the runner tries them again."""
        stopped = self.papers().filter(state__in=MACHINE_STATES).exclude(failure_code="")
        return stopped.select_related("received_file", "agency")

    def refused(self) -> QuerySet[ReceivedFile]:
        """Files that were not taken in."""
        refused = ReceivedFile.objects.filter(
            agency__in=self.agencies, outcome=ReceivedFile.Outcome.REFUSED
        )
        return refused.select_related("agency", "batch")

    def open_to(self, papers: list[Paper]) -> set[int]:
        """The ids among these whose file name and original the person may see."""
        ids = [paper.pk for paper in papers]
        return set(clerk_papers(self.user).filter(pk__in=ids).values_list("pk", flat=True))

    def names_open_to(self, files: list[ReceivedFile]) -> set[int]:
        """The ids among these files whose names the person may see."""
        own = ReceivedFile.objects.filter(
            pk__in=[file.pk for file in files], agency__in=self.clerk_agencies
        )
        return set(own.values_list("pk", flat=True))
