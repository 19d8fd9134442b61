"""Transfers and pauses of dossiers, as another system tells of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from dossiers import events
from dossiers.imports.agencies import agencies_by_code
from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import Dossier, Medium, Pause, Transfer
from dossiers.ratings import FINISHED
from vietnamese.dossier_number import parse_dossier_number

TRANSFERS_REQUIRED = ("dossier_number", "from_agency", "to_agency", "medium", "sent_at")
TRANSFERS_OPTIONAL = ("received_at",)
TRANSFERS_KEY = ("dossier_number", "sent_at", "from_agency", "to_agency")
PAUSES_REQUIRED = ("dossier_number", "asked_at", "moves_due")
PAUSES_OPTIONAL = ("completed_at",)
PAUSES_KEY = ("dossier_number", "asked_at")
AT_ONCE = 500  # values of one query; SQLite bounds them


def load_transfers(rows: Sequence[Row], work: Import) -> None:
    """Create or update transfers by dossier, moment and the two agencies."""
    dossiers, agencies = dossiers_named(rows), agencies_by_code()
    saved = {
        (each.dossier_id, each.sent_at, each.sender_id, each.receiver_id): each
        for part in in_parts(dossiers.values())
        for each in Transfer.objects.filter(dossier__in=part)
    }
    touched: Counter[Dossier] = Counter()
    for row in rows:
        cells = Cells(row, work)
        dossier = dossier_of(cells, dossiers)
        sender = cells.known("from_agency", agencies, code="agency.unknown")
        receiver = cells.known("to_agency", agencies, code="agency.unknown")
        medium = cells.one_of("medium", Medium.values)
        sent, received = span(cells, "sent_at", "received_at")
        if not cells.ok or dossier is None or sender is None or receiver is None or sent is None:
            continue
        same = {"dossier": dossier, "sender": sender, "receiver": receiver, "sent_at": sent}
        key = (dossier.pk, sent, sender.pk, receiver.pk)
        values = {"medium": medium, "received_at": received}
        saved[key], changed = work.write(saved.get(key), Transfer(**same, by=work.by), values)
        touched[dossier] += changed
    tell(touched, work, verb="dossier.transfers_recorded")


def load_pauses(rows: Sequence[Row], work: Import) -> None:
    """Create or update pauses by dossier and the moment of the request; those of the counter stay its own."""
    dossiers = dossiers_named(rows)
    saved: dict[int, dict[datetime, Pause]] = {each.pk: {} for each in dossiers.values()}
    for part in in_parts(dossiers.values()):
        for each in Pause.objects.filter(dossier__in=part):
            saved[each.dossier_id][each.asked_at] = each
    touched: Counter[Dossier] = Counter()
    # The earlier first, whatever the order of the rows: an end makes room for the next that is open.
    for cells, dossier, asked, completed in sorted(
        _pauses(rows, dossiers, work), key=lambda each: each[2]
    ):
        moves = cells.yes_no("moves_due", default=True)
        known = saved[dossier.pk]
        _check_pause(cells, dossier, known, (asked, completed))
        if not cells.ok:
            continue
        new = Pause(dossier=dossier, asked_at=asked)
        values = {"completed_at": completed, "moves_due": moves}
        known[asked], changed = work.write(known.get(asked), new, values)
        touched[dossier] += changed
    tell(touched, work, verb="dossier.pauses_recorded")


def _pauses(
    rows: Sequence[Row], dossiers: Mapping[str, Dossier], work: Import
) -> list[tuple[Cells, Dossier, datetime, datetime | None]]:
    """The rows that name a dossier and have their moments right."""
    found = []
    for row in rows:
        cells = Cells(row, work)
        dossier = dossier_of(cells, dossiers)
        asked, completed = span(cells, "asked_at", "completed_at")
        cells.text("moves_due", most=10, required=True)
        if cells.ok and dossier is not None and asked is not None:
            found.append((cells, dossier, asked, completed))
    return found


def _check_pause(
    cells: Cells,
    dossier: Dossier,
    known: Mapping[datetime, Pause],
    span: tuple[datetime, datetime | None],
) -> None:
    asked, completed = span
    before = known.get(asked)
    if before is not None and before.form_id is not None:
        cells.wrong("pause.of_the_counter", "asked_at")
    if completed is None and dossier.status in FINISHED:
        cells.wrong("pause.finished", "completed_at")
    others = [each for moment, each in known.items() if moment != asked]
    if completed is None and any(each.completed_at is None for each in others):
        cells.wrong("pause.two_open", "completed_at")


def dossiers_named(rows: Iterable[Row]) -> dict[str, Dossier]:
    """The dossiers that the rows name, with their deciding agencies, by number."""
    parsed = (parse_dossier_number(row.cells["dossier_number"]) for row in rows)
    numbers = sorted({each.number for each in parsed if each})
    known = Dossier.objects.select_related("deciding_agency")
    return known.in_bulk(numbers, field_name="number")


def in_parts(dossiers: Iterable[Dossier]) -> Iterator[list[int]]:
    """Row ids, so many at once that a query on any database takes them."""
    ids = sorted(each.pk for each in dossiers)
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def dossier_of(cells: Cells, dossiers: Mapping[str, Dossier]) -> Dossier | None:
    """The dossier of the row, as its number is spelled canonically."""
    text = cells.text("dossier_number", most=60, required=True)
    parsed = parse_dossier_number(text)
    if text and parsed is None:
        cells.wrong("dossier.malformed", "dossier_number")
    elif parsed is not None and parsed.number not in dossiers:
        cells.wrong("dossier.unknown", "dossier_number")
    return dossiers.get(parsed.number) if parsed else None


def span(cells: Cells, begin: str, end: str = "") -> tuple[datetime | None, datetime | None]:
    """Two moments that are past; the first is needed, the second not before it."""
    first = cells.moment(begin, required=True)
    last = cells.moment(end) if end else None
    now = timezone.now()
    for column, moment in ((begin, first), (end, last)):
        if moment is not None and moment > now:
            cells.wrong("cell.in_the_future", column)
    if first and last and last < first:
        cells.wrong("cell.ends_before_it_begins", end)
    return first, last


def tell(touched: Mapping[Dossier, int], work: Import, *, verb: str) -> None:
    """One event for each dossier that got something new; from it the rates are counted again."""
    if work.problems:
        return
    for dossier, count in touched.items():
        if count:
            facts = {"status": dossier.status, "rows": count}
            agency = dossier.deciding_agency
            events.record(agency=agency, actor=work.by, verb=verb, about=dossier, facts=facts)
