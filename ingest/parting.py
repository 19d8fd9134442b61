"""Gives runs of pages of a received file to papers. The file stays as it came.

No row is ever removed: a paper whose pages went to others is DISSOLVED, so that its events, and the files
that were told to be the same, still lead somewhere; it comes back when a paper begins with its first page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from dossiers import events
from dossiers.models import Dossier, PageText, Paper, PaperType, ReceivedFile, Rendition, Splitting
from dossiers.states import State, check_move
from ocr.splitting import PaperPages

DOSSIER_UNKNOWN, TYPE_UNKNOWN = "split.dossier_unknown", "split.type_unknown"
WARNINGS = frozenset({DOSSIER_UNKNOWN, TYPE_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers and codes on separator sheets stand for; what is not there leads nowhere."""

    dossiers: Mapping[str, Dossier]
    paper_types: Mapping[str, PaperType]

    @classmethod
    def on(cls, wanted: Sequence[PaperPages], *, dossiers: QuerySet[Dossier]) -> "Names":
        """Look them up, the dossiers among those that may be named here."""
        numbers = {each.dossier_number for each in wanted if each.dossier_number}
        codes = {each.paper_type for each in wanted if each.paper_type}
        return cls(
            {row.number: row for row in dossiers.filter(number__in=numbers).distinct()},
            PaperType.objects.in_bulk(codes),
        )

    def warnings(self, wanted: Sequence[PaperPages]) -> list[str]:
        """The codes of what leads nowhere; a dossier of others is told as one that there is not."""
        found = set()
        for each in wanted:
            if each.dossier_number and each.dossier_number not in self.dossiers:
                found.add(DOSSIER_UNKNOWN)
            if each.paper_type and each.paper_type not in self.paper_types:
                found.add(TYPE_UNKNOWN)
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Parting:
    """Which row takes which pages, found before anything is changed."""

    taken: tuple[tuple[PaperPages, Paper | None], ...]
    left_over: tuple[Paper, ...]

    @property
    def changed(self) -> list[tuple[PaperPages, Paper | None]]:
        """The pages whose paper is new, has others now, or waited for this."""
        return [(pages, row) for pages, row in self.taken if row is None or _changes(row, pages)]

    @property
    def touched(self) -> list[Paper]:
        """The rows there are that would change."""
        return [row for _, row in self.changed if row is not None] + list(self.left_over)


def parting(rows: Sequence[Paper], wanted: Sequence[PaperPages]) -> Parting:
    """Match pages with rows: by the first page, else a row that shares a page and would have none left.

    So a paper keeps its row when a boundary of it is moved.
    """
    by_first = {row.first_page: row for row in rows}
    firsts = {each.first for each in wanted}
    free = [row for row in rows if row.state != State.DISSOLVED and row.first_page not in firsts]
    taken: list[tuple[PaperPages, Paper | None]] = []
    for pages in wanted:
        row = by_first.get(pages.first) or next((r for r in free if _shares(r, pages)), None)
        if row in free:
            free.remove(row)
        taken.append((pages, row))
    return Parting(tuple(taken), tuple(free))


def write(found: Parting, file: ReceivedFile, *, names: Names, by: str) -> list[Paper]:
    """Write the rows inside the caller's transaction, which holds their locks; the papers that changed, in order.

    States are the caller's to move, but that new rows begin PREPARED and left over ones are DISSOLVED.

    Args:
        found: of rows that the caller has locked.
        by: whose act it is.
    """
    like = next(row for row in (*(row for _, row in found.taken), *found.left_over) if row)
    changed = [
        (pages, row or Paper(received_file=file, agency=file.agency, state=State.PREPARED))
        for pages, row in found.changed
    ]
    for row in found.left_over:
        _dissolve(row)
    # Rows that there are give up their first pages before new ones take them.
    for pages, row in sorted(changed, key=lambda each: each[1].pk is None):
        _give(row, pages, file, names)
    papers = [row for _, row in changed]
    _move_texts([*papers, *found.left_over])
    for row in papers:
        _copy_original(like, row)
    _record(found, changed, file, by=by)
    return papers


def set_state(row: Paper, state: State) -> None:
    """Move the row; what it had failed with is over. The caller saves it.

    Raises:
        WrongMove: the table has no such move.
    """
    if row.state != state:
        check_move(row.state, state)
    row.state, row.state_since = state, timezone.now()
    row.failure_code = row.failure_detail = row.failed_from = ""
    row.attempts, row.not_before = 0, None


def note_split(file: ReceivedFile, state: Splitting, *, by: str, warnings: Sequence[str]) -> None:
    """Note on the file who parted it, and what its sheets named in vain."""
    file.split_state, file.split_by, file.split_at = state, by, timezone.now()
    file.warnings = [*(code for code in file.warnings if code not in WARNINGS), *warnings]
    file.save(update_fields=["split", "split_state", "split_by", "split_at", "warnings"])


def _changes(row: Paper, pages: PaperPages) -> bool:
    ranges = (row.first_page, row.last_page) != (pages.first, pages.last)
    return ranges or row.state in {State.TO_SPLIT, State.DISSOLVED}


def _shares(row: Paper, pages: PaperPages) -> bool:
    last = row.last_page or pages.last
    return row.first_page <= pages.last and pages.first <= last


def _give(row: Paper, pages: PaperPages, file: ReceivedFile, names: Names) -> None:
    """The row as a paper of which nothing is known but its pages and what a sheet says."""
    row.first_page, row.last_page = pages.first, pages.last
    number = pages.dossier_number
    # A number that leads nowhere is not replaced by a guess: the clerk names the dossier.
    row.dossier = names.dossiers.get(number) if number else file.batch.dossier
    row.paper_type = names.paper_types.get(pages.paper_type or "")
    _forget(row)
    row.save()


def _forget(row: Paper) -> None:
    """Drop what was proposed from other pages."""
    row.component = row.holder = row.type_confidence = None
    row.is_result = False
    row.title = row.number = row.number_key = row.issuer = ""
    row.issued_on = row.valid_from = row.valid_to = None
    row.version += 1
    if row.pk is not None:
        row.fields.all().delete()


def _dissolve(row: Paper) -> None:
    row.dossier = row.paper_type = None
    _forget(row)
    set_state(row, State.DISSOLVED)
    row.save()


def _move_texts(rows: Sequence[Paper]) -> None:
    """What was read of a page goes where the page went; a page of no paper is read again when it comes back."""
    ids = [row.pk for row in rows]
    live = [row for row in rows if row.state != State.DISSOLVED]
    for row in live:
        own = PageText.objects.filter(number__range=(row.first_page, row.last_page))
        own.filter(paper__in=ids).exclude(paper=row).update(paper=row)
    for row in rows:
        texts = PageText.objects.filter(paper=row)
        if row in live:
            texts = texts.exclude(number__range=(row.first_page, row.last_page))
        texts.delete()


def _copy_original(like: Paper, row: Paper) -> None:
    """Every paper of a file names its bytes, and what was said of their signatures."""
    held = Rendition.objects.filter(paper=like, kind=Rendition.Kind.ORIGINAL).first()
    if held is None or row.renditions.exists():
        return
    held.pk, held.paper, held._state.adding = None, row, True  # noqa: SLF001 - Django's way to copy a row
    held.save()
    verdict = like.verifications.first()
    if verdict is not None:
        verdict.pk, verdict.paper, verdict._state.adding = None, row, True  # noqa: SLF001 - as above
        verdict.save()


def _record(
    found: Parting, changed: Sequence[tuple[PaperPages, Paper]], file: ReceivedFile, *, by: str
) -> None:
    for pages, row in changed:
        facts = {
            "file": file.pk,
            "first": pages.first,
            "last": pages.last,
            "dossier": row.dossier_id,
            "type": row.paper_type_id,
            "reason": pages.reason,
        }
        events.record(agency=file.agency, actor=by, verb="paper.split", about=row, facts=facts)
    for row in found.left_over:
        facts = {"file": file.pk}
        events.record(agency=file.agency, actor=by, verb="paper.dissolved", about=row, facts=facts)
