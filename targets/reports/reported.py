"""Figures that others have reported: whether they add up, and what is missing, in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from targets.models import ReportedFigures
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject
from targets.selectors import percent
from vietnamese.dates import format_date, format_number, format_percent

NOT_GIVEN = "không nêu"
COLUMNS = (
    Column("Nguồn"),
    Column("Thời gian"),
    Column("Tiếp nhận trong kỳ", Unit.COUNT, none=NOT_GIVEN),
    Column("Kỳ trước chuyển sang", Unit.COUNT, none=NOT_GIVEN),
    Column("Đã giải quyết", Unit.COUNT, none=NOT_GIVEN),
    Column("Đúng hạn", Unit.COUNT, none=NOT_GIVEN),
    Column("Quá hạn", Unit.COUNT, none=NOT_GIVEN),
    Column("Đang giải quyết", Unit.COUNT, none=NOT_GIVEN),
    Column("Đúng hạn trên đã giải quyết", Unit.PERCENT, none="không tính được"),
)
CHANNELS = {"online": "trực tuyến", "counter": "trực tiếp", "post": "bưu chính"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not add up: by how much, and a sentence that says what is compared with what."""

    code: str
    amount: int
    sentence: str


def differences_of(row: ReportedFigures) -> list[Difference]:
    """What does not add up among the figures that are given; what is not given is not guessed."""
    found = (_outcomes(row), _flow(row), _channels(row), _rate(row))
    return [each for each in found if each is not None]


def finished_of(row: ReportedFigures) -> int | None:
    """How many were resolved: as told, else on time and late together."""
    if row.resolved is not None:
        return row.resolved
    if row.on_time is not None and row.late is not None:
        return row.on_time + row.late
    return None


def _outcomes(row: ReportedFigures) -> Difference | None:
    """On time and late make up what was resolved."""
    if row.resolved is None or row.on_time is None or row.late is None:
        return None
    told = row.on_time + row.late
    missing = row.resolved - told
    words = f"Đúng hạn và quá hạn cộng lại là {format_number(told)}"
    resolved = f"số đã giải quyết ({format_number(row.resolved)})"
    if missing > 0:
        return Difference(
            "outcomes",
            missing,
            f"{words}, ít hơn {resolved} {format_number(missing)} hồ sơ: báo cáo không nói "
            f"{format_number(missing)} hồ sơ này đúng hạn hay quá hạn.",
        )
    if missing < 0:
        extra = format_number(-missing)
        return Difference("outcomes", missing, f"{words}, nhiều hơn {resolved} {extra} hồ sơ.")
    return None


def _flow(row: ReportedFigures) -> Difference | None:
    """Received and carried over make up resolved and open."""
    finished = finished_of(row)
    if row.received is None or row.open is None or finished is None:
        return None
    out, carried = finished + row.open, row.carried_over
    surplus = out - row.received - (carried or 0)
    told = f"Đã giải quyết và đang giải quyết cộng lại là {format_number(out)}"
    if surplus == 0:
        return None
    if surplus > 0 and carried is None:
        return Difference(
            "carried_over",
            surplus,
            f"{told}, nhiều hơn số tiếp nhận ({format_number(row.received)}) "
            f"{format_number(surplus)} hồ sơ: phải là hồ sơ kỳ trước chuyển sang mà báo cáo không nêu.",
        )
    came = row.received + (carried or 0)
    name = "số tiếp nhận" if carried is None else "số tiếp nhận và chuyển sang"
    more = "nhiều hơn" if surplus > 0 else "ít hơn"
    tail = "" if surplus > 0 else ": không rõ kết quả của số hồ sơ này"
    return Difference(
        "flow",
        surplus,
        f"{told}, {more} {name} ({format_number(came)}) {format_number(abs(surplus))} hồ sơ{tail}.",
    )


def _channels(row: ReportedFigures) -> Difference | None:
    """The channels make up what was received."""
    given = {name: getattr(row, name) for name in CHANNELS if getattr(row, name) is not None}
    # One channel alone says nothing of the others.
    if row.received is None or len(given) < 2:
        return None
    together = sum(given.values())
    amount = row.received - together
    if amount == 0:
        return None
    names = ", ".join(CHANNELS[name] for name in given)
    more = "ít hơn" if amount > 0 else "nhiều hơn"
    return Difference(
        "channels",
        amount,
        f"Các kênh được nêu ({names}) cộng lại là {format_number(together)}, {more} số tiếp nhận "
        f"({format_number(row.received)}) {format_number(abs(amount))} hồ sơ.",
    )


def _rate(row: ReportedFigures) -> Difference | None:
    """The rate that was told is on time over resolved, or over on time and late."""
    if row.on_time_rate is None or row.on_time is None:
        return None
    bases = {row.resolved, row.on_time + row.late if row.late is not None else None} - {None}
    counted = {percent(row.on_time, base) for base in bases if base}
    if not counted or row.on_time_rate in counted:
        return None
    told = " hoặc ".join(format_percent(each) for each in sorted(filter(None, counted)))
    sentence = f"Tỷ lệ đúng hạn được nêu là {format_percent(row.on_time_rate)}; tính lại từ số liệu được {told}."
    return Difference("rate", 0, sentence)


def reported_section(subject: Subject) -> Section | None:
    """What was reported of the agency and those below it, and what does not add up in it; None without any.

    Figures belong to the period in which they end.
    """
    of_subtree = subject.reading.tree.rows_of(subject.within, column="agency")
    ending = ReportedFigures.objects.filter(
        of_subtree, end__range=(subject.period.begin, subject.period.end)
    )
    rows = ending.select_related("agency").order_by("agency__path", "begin", "end", "source")
    if not rows:
        return None
    table = Table("reported", "Số liệu được báo cáo", COLUMNS, tuple(map(_cells, rows)))
    return Section(
        "reported",
        "Số liệu do cơ quan, hệ thống khác báo cáo",
        (table,),
        differences=tuple(_sentences(rows)),
        notes=(
            "Số liệu ghi đúng như được báo cáo, không sửa; kỳ tính theo ngày cuối của số liệu.",
        ),
    )


def _cells(row: ReportedFigures) -> type_of_row:
    finished = finished_of(row)
    rate = percent(row.on_time, finished) if row.on_time is not None and finished else None
    days = f"{format_date(row.begin)} – {format_date(row.end)}"
    figures = (
        row.received,
        row.carried_over,
        row.resolved,
        row.on_time,
        row.late,
        row.open,
    )
    return (f"{row.agency}: {row.source}", days, *figures, rate)


def _sentences(rows: Iterable[ReportedFigures]) -> Iterator[str]:
    for row in rows:
        for each in differences_of(row):
            yield f"{row.agency}, {row.source}: {each.sentence}"
