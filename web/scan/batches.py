"""What the scan pages read: batches and what became of each file. Only batches of the clerk's agencies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, QuerySet, Sum

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of
from dossiers.models import Batch, Paper, ReceivedFile
from dossiers.states import State
from ingest.pipeline import MACHINE_STATES
from web.access import clerk_papers
from web.paging import KeysetPage, page_of

BATCH_ROWS = 20
FILE_ROWS = 100
MOST_STACKS = 5
UNREAD_STATES = (State.RECEIVED, State.KEPT, State.PREPARED)
_PAGES = Sum(F("last_page") - F("first_page") + 1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the files of one batch; every file is in `files`, every paper in one state."""

    files: int
    refused: int
    duplicates: int
    states: Counter[str]
    pages: int = 0  # of its papers, as far as they are counted
    pages_left: int = 0  # of those that are not read yet
    uncounted: int = 0  # papers whose pages are not counted yet
    signed_by_person: bool = False  # in the batch's agency

    @property
    def pages_read(self) -> int:
        """Pages that are read, or that nothing more is read of."""
        return self.pages - self.pages_left

    @property
    def moving(self) -> int:
        """Papers that the machine still works on."""
        return sum(self.states[state] for state in MACHINE_STATES) - self.to_sign

    @property
    def to_review(self) -> int:
        """Papers that wait for a clerk."""
        return self.states[State.TO_REVIEW]

    @property
    def to_sign(self) -> int:
        """Papers that wait until a person signs, or whose signature is being put in."""
        return self.states[State.TO_SIGN] if self.signed_by_person else 0

    @property
    def to_split(self) -> int:
        """Stacks of which a clerk says where the papers begin."""
        return self.states[State.TO_SPLIT]

    @property
    def failed(self) -> int:
        """Papers that stopped with an error, and files that were not taken."""
        return self.states[State.FAILED] + self.refused

    @property
    def available(self) -> int:
        """Papers that are in use."""
        return self.states[State.AVAILABLE]


def clerk_batches(user: User) -> QuerySet[Batch]:
    """The batches that this person may see: those of the agencies where they are a clerk."""
    mine = agencies_of(user, Role.Kind.CLERK)
    return Batch.objects.filter(agency__in=mine).select_related("agency", "dossier")


def recent_batches(
    user: User, *, after: str
) -> tuple[KeysetPage[Batch], list[tuple[Batch, Tally]]]:
    """A page of batches, the newest first, each with what became of its files."""
    page = page_of(clerk_batches(user), keys=("-id",), after=after, size=BATCH_ROWS)
    tallies = tally(page.rows)
    return page, [(batch, tallies[batch.pk]) for batch in page.rows]


def tally(batches: Iterable[Batch]) -> dict[int, Tally]:
    """Count files and papers of these batches, in two queries."""
    agencies = {batch.pk: batch.agency for batch in batches}
    ids = list(agencies)
    outcomes: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    states: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    files = ReceivedFile.objects.filter(batch__in=ids).order_by()
    for pk, outcome, count in files.values_list("batch", "outcome").annotate(Count("id")):
        outcomes[pk][outcome] = count
    pages, left, uncounted = Counter[int](), Counter[int](), Counter[int]()
    papers = Paper.objects.filter(received_file__batch__in=ids).order_by()
    rows = papers.values_list("received_file__batch", "state").annotate(
        Count("id"), Count("last_page"), counted_pages=_PAGES
    )
    for pk, state, count, counted, of_state in rows:
        states[pk][state] = count
        pages[pk] += of_state or 0
        if state in UNREAD_STATES:
            left[pk] += of_state or 0
            uncounted[pk] += count - counted
    return {
        pk: Tally(
            files=outcomes[pk].total(),
            refused=outcomes[pk][ReceivedFile.Outcome.REFUSED],
            duplicates=outcomes[pk][ReceivedFile.Outcome.DUPLICATE],
            states=states[pk],
            pages=pages[pk],
            pages_left=left[pk],
            uncounted=uncounted[pk],
            signed_by_person=agencies[pk].signs_with == Agency.SignsWith.PERSON,
        )
        for pk in ids
    }


def stacks_to_split(user: User) -> QuerySet[ReceivedFile]:
    """The files of which this clerk is to say where the papers begin, the oldest first."""
    waiting = clerk_papers(user).filter(state=State.TO_SPLIT)
    return ReceivedFile.objects.filter(pk__in=waiting.values("received_file")).order_by("id")


def files_of(batch: Batch, user: User, *, after: str) -> KeysetPage[ReceivedFile]:
    """A page of the batch's files in the order of arrival, each with its papers."""
    papers = Paper.objects.visible_to(user).select_related("paper_type").order_by("first_page")
    files = ReceivedFile.objects.filter(batch=batch).select_related("duplicate_of")
    return page_of(
        files.prefetch_related(Prefetch("papers", queryset=papers)),
        keys=("id",),
        after=after,
        size=FILE_ROWS,
    )
