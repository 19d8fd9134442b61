"""That the period is closed, under which hash, and which figures of the agency have changed since."""

from collections.abc import Iterator

from django.utils import timezone

from targets.closed_content import Cell, cells, read
from targets.closing import closing_of
from targets.models import Indicator, PeriodClosing
from targets.periods import Period
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject
from vietnamese.dates import format_date, format_number

NOT_DUE = "không phát sinh"
COLUMNS = (
    Column("Chỉ số"),
    Column("Cấp"),
    Column("Khi chốt"),
    Column("Tỷ lệ khi chốt", Unit.PERCENT, none=NOT_DUE),
    Column("Hiện nay"),
    Column("Tỷ lệ hiện nay", Unit.PERCENT, none=NOT_DUE),
)


def closing_over(subject: Subject) -> PeriodClosing | None:
    """The closing that froze the period: the agency's own, or one of an agency above, or of a longer period."""
    return closing_of(subject.agency, subject.period.days)


def closing_mark(subject: Subject, closing: PeriodClosing) -> str:
    """When it was closed, as part of what, and the hash by which the closing is known."""
    day = format_date(timezone.localdate(closing.closed_at))
    closed = Period(closing.begin, closing.end)
    whole = "" if closed == subject.period.days else f" cùng {closed.name}"
    whole += "" if closing.agency_id == subject.agency.pk else f" của {closing.agency}"
    return f"Kỳ này đã chốt{whole}, lần {closing.version} ngày {day}, mã SHA-256: {closing.sha256}."


def changes_section(subject: Subject, closing: PeriodClosing) -> Section | None:
    """The rates that are no longer as they were closed; None where all are, or another period was closed."""
    if Period(closing.begin, closing.end) != subject.period.days:
        return None
    rows = tuple(_changed(subject, closing))
    if not rows:
        return None
    day = format_date(timezone.localdate(closing.closed_at))
    count = format_number(len(rows))
    return Section(
        "changes",
        "Thay đổi sau khi chốt kỳ",
        (Table("changes", "Thay đổi sau khi chốt kỳ", COLUMNS, rows),),
        differences=(f"{count} tỷ lệ đã khác so với số liệu chốt ngày {day}.",),
        notes=("Các bảng khác của báo cáo là số liệu hiện nay.",),
    )


def _changed(subject: Subject, closing: PeriodClosing) -> Iterator[type_of_row]:
    frozen = cells(read(closing.content))
    for rate in subject.rates:
        # An indicator that the program has learnt to count since then was not closed.
        before = frozen.get((subject.agency.code, rate.level, Indicator(rate.indicator).value))
        now = Cell(rate.numerator, rate.denominator, rate.value, rate.target)
        if before is not None and _counts(before) != _counts(now):
            level = subject.level_names[rate.level] if rate.level else "Mọi cấp"
            name = f"{rate.indicator.value} {rate.indicator.label}"
            yield (name, level, _share(before), before.value, _share(now), now.value)


def _counts(cell: Cell) -> tuple[int, int]:
    return cell.numerator, cell.denominator


def _share(cell: Cell) -> str:
    return f"{format_number(cell.numerator)}/{format_number(cell.denominator)}"
