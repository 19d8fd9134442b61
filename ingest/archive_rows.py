"""Which objects the rows name, and what each must be: read in small batches, in the order of their ids."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import IssuedForm, Paper, ReceivedFile, Rendition
from dossiers.states import State
from ingest.steps.verify import retain_until

AT_ONCE = 200
# From here on the walk has put its objects under retention.
RETAINED = frozenset({State.AVAILABLE, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Named:
    """One object as a row names it."""

    row: Model
    label: str  # for a person; no name of a person or a file is in it
    agency: Agency
    papers: tuple[Paper, ...]  # whose object it is: none, one, or all papers of a file
    key: str
    sha256: str
    size_bytes: int
    until: datetime | None = None  # how long it must be held at least; None: not under retention
    on_hold: bool = False  # under a legal hold, which the store knows of

    @property
    def table(self) -> str:
        """The name of the row's model, as events have it."""
        return str(self.row._meta.model_name)  # noqa: SLF001 - Django's documented Meta API


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model that name objects."""

    rows: Callable[[], QuerySet[Any]]
    of_agency: str  # how its rows lead to their agency's path
    named: Callable[[Any], Named]


def count(agency: Agency | None) -> int:
    """How many objects there are to look at."""
    return sum(_of(table, agency).count() for table in TABLES)


def batch(table: int, *, after: int, agency: Agency | None) -> list[Named]:
    """The next objects of a table of TABLES; an empty list at its end."""
    chosen = TABLES[table]
    rows = _of(chosen, agency).filter(pk__gt=after).order_by("pk")
    return [chosen.named(row) for row in rows[:AT_ONCE]]


def again(row: Model) -> Named | None:
    """The same object as its row names it now; None where no row names it any more."""
    for table in TABLES:
        rows = table.rows()
        if rows.model is type(row):
            found = rows.filter(pk=row.pk).first()
            return None if found is None else table.named(found)
    raise TypeError(f"{type(row).__name__} names no object")


def _of(table: Table, agency: Agency | None) -> QuerySet[Any]:
    rows = table.rows()
    if agency is None:
        return rows
    return rows.filter(**{f"{table.of_agency}__path__startswith": agency.path})


def _files() -> QuerySet[ReceivedFile]:
    rows = ReceivedFile.objects.exclude(key="").filter(disposed_at=None).select_related("agency")
    return rows.prefetch_related("papers__paper_type", "papers__agency", "papers__legal_holds")


def _file(row: ReceivedFile) -> Named:
    papers = tuple(row.papers.all())
    return Named(
        row=row,
        label="Tệp gốc như khi nhận",
        agency=row.agency,
        papers=papers,
        key=row.key,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        until=max(_ends(papers), default=None),
        on_hold=_is_on_hold(papers),
    )


def _renditions() -> QuerySet[Rendition]:
    # A file's own row stands for the original of each of its papers, as long as they say the same.
    file = "paper__received_file__"
    same = Q(
        kind=Rendition.Kind.ORIGINAL,
        key=F(f"{file}key"),
        sha256=F(f"{file}sha256"),
        size_bytes=F(f"{file}size_bytes"),
    )
    rows = Rendition.objects.filter(disposed_at=None).exclude(same)
    rows = rows.select_related("paper__agency", "paper__paper_type", "paper__received_file")
    return rows.prefetch_related("paper__legal_holds")


def _rendition(row: Rendition) -> Named:
    return Named(
        row=row,
        label=f"{row.get_kind_display()}, bản {row.version}",
        agency=row.paper.agency,
        papers=(row.paper,),
        key=row.key,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        until=max(_ends((row.paper,)), default=None),
        on_hold=_is_on_hold((row.paper,)),
    )


def _forms() -> QuerySet[IssuedForm]:
    return IssuedForm.objects.exclude(key="").select_related("agency")


def _form(row: IssuedForm) -> Named:
    return Named(
        row=row,
        label=row.get_kind_display(),
        agency=row.agency,
        papers=(),
        key=row.key,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
    )


def _ends(papers: tuple[Paper, ...]) -> Iterator[datetime]:
    """The ends of retention that are not over; what is over needs no lock."""
    now = timezone.now()
    for paper in papers:
        if paper.state in RETAINED and (until := retain_until(paper)) > now:
            yield until


def _is_on_hold(papers: tuple[Paper, ...]) -> bool:
    """A hold that the store was not told of yet is for who tells it (ingest/holding.py)."""
    holds = (hold for paper in papers for hold in paper.legal_holds.all())
    return any(hold.in_store and hold.lifted_at is None for hold in holds)


TABLES = (
    Table(_files, "agency", _file),
    Table(_renditions, "paper__agency", _rendition),
    Table(_forms, "agency", _form),
)
