"""Indicators against their targets, and the agencies below beside each other."""

from collections.abc import Mapping
from decimal import Decimal

from accounts.models import Agency
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject
from targets.selectors import Rate, percent
from vietnamese.dates import format_percent

NOT_DUE, NOT_SET, NOTHING = "không phát sinh", "chưa đặt", "–"
# Of all levels together: what is set for each level apart stands in the table of levels.
BY_LEVELS = "xem từng cấp"
SHARE = (
    Column("Tử số", Unit.COUNT),
    Column("Mẫu số", Unit.COUNT),
    Column("Tỷ lệ", Unit.PERCENT, none=NOT_DUE),
    Column("Chỉ tiêu", Unit.PERCENT, none=NOT_SET),
)
MISSING = Column("Còn thiếu (số lượng)", Unit.COUNT, none=NOTHING)
OVERALL = (Column("Chỉ số"), *SHARE, MISSING)
BY_LEVEL = (
    Column("Chỉ số"),
    Column("Cấp"),
    *SHARE,
    Column("Còn thiếu (điểm)", Unit.POINTS, none=NOTHING),
    MISSING,
)
HOW_TO_READ = (
    "Chỉ tiêu là mức của năm. “Không phát sinh” nghĩa là không có gì đến hạn để tính, không phải 0. "
    "Định nghĩa từng chỉ số ở trang Chỉ tiêu."
)
ENDS = 3  # so many agencies are named at either end of the ranking
# What agencies are compared by; ranked by the first of them in which anything was due.
COMPARED = (
    Indicator.M1,
    Indicator.M2,
    Indicator.M4,
    Indicator.M5,
    Indicator.M7,
    Indicator.M8,
    Indicator.M9F,
)


def achievement_section(subject: Subject) -> Section:
    """Every indicator of the subtree, all levels together, and each level apart where there are several."""
    apart = [
        rate for rate in subject.rates if rate.level and rate != subject.overall[rate.indicator]
    ]
    of_levels = {rate.indicator for rate in apart if rate.target is not None}
    rows = [_line(subject.overall[each], of_levels) for each in INDICATORS]
    tables = [Table("indicators", "Chỉ số so với chỉ tiêu", OVERALL, tuple(rows))]
    if apart:
        apart.sort(key=lambda rate: list(INDICATORS).index(rate.indicator))
        lines = tuple(_cells(rate, subject.level_names) for rate in apart)
        tables.append(Table("levels", "Chỉ số so với chỉ tiêu của từng cấp", BY_LEVEL, lines))
    return Section("indicators", "Kết quả thực hiện chỉ tiêu", tuple(tables), notes=(HOW_TO_READ,))


def ranking_section(subject: Subject) -> Section | None:
    """The agencies below, best first; None without any."""
    if not subject.below:
        return None
    values = {
        (agency.pk, indicator): percent(*ratio)
        for agency in subject.below
        for indicator, ratio in zip(
            COMPARED, subject.book.ratios(agency, None, COMPARED), strict=True
        )
    }
    by = _ranked_by(subject.below, values)
    columns = (
        Column("Cơ quan"),
        Column("Hạng", Unit.COUNT, none=NOTHING),
        *(Column(f"{each.value} {each.label}", Unit.PERCENT) for each in COMPARED),
    )
    rows = _ranked(subject.below, values, by)
    table = Table("ranking", f"Xếp hạng theo {by.value} {by.label}", columns, tuple(rows))
    ends = _ends({agency: values[agency.pk, by] for agency in subject.below})
    return Section(
        "ranking", "Xếp hạng cơ quan trực thuộc", (table,), notes=(*ends, "n/a: không phát sinh.")
    )


def _ends(values: Mapping[Agency, Decimal | None]) -> list[str]:
    """Who stands first and last, in a sentence each; nothing to tell of a few."""
    told = [(agency, value) for agency, value in values.items() if value is not None]
    if len(told) < 2 * ENDS:
        return []
    told.sort(key=lambda each: (-each[1], each[0].path))
    ends = (("Cao nhất", told[:ENDS]), ("Thấp nhất", told[: -ENDS - 1 : -1]))
    return [
        f"{word}: {', '.join(f'{agency} ({format_percent(value)})' for agency, value in those)}."
        for word, those in ends
    ]


def _line(rate: Rate, of_levels: set[Indicator]) -> type_of_row:
    name = f"{rate.indicator.value} {rate.indicator.label}"
    target = BY_LEVELS if rate.target is None and rate.indicator in of_levels else rate.target
    return (name, rate.numerator, rate.denominator, rate.value, target, rate.gap_papers)


def _cells(rate: Rate, names: dict[str, str]) -> type_of_row:
    return (
        f"{rate.indicator.value} {rate.indicator.label}",
        names[rate.level] if rate.level else "Mọi cấp",
        rate.numerator,
        rate.denominator,
        rate.value,
        rate.target,
        rate.gap_points,
        rate.gap_papers,
    )


type_of_values = dict[tuple[int, Indicator], Decimal | None]


def _ranked_by(below: tuple[Agency, ...], values: type_of_values) -> Indicator:
    told = (
        each
        for each in COMPARED
        if any(values.get((agency.pk, each)) is not None for agency in below)
    )
    return next(told, COMPARED[0])


def _ranked(below: tuple[Agency, ...], values: type_of_values, by: Indicator) -> list[type_of_row]:
    """Best first, equals in one place, those where nothing was due last and without a place."""
    told = (value for agency in below if (value := values[agency.pk, by]) is not None)
    places: dict[Decimal | None, int] = {}
    for place, value in enumerate(sorted(told, reverse=True), start=1):
        places.setdefault(value, place)
    rows = [
        (
            agency.name,
            places.get(values[agency.pk, by]),
            *(values[agency.pk, each] for each in COMPARED),
        )
        for agency in below
    ]
    return sorted(rows, key=lambda row: (row[1] is None, row[1] or 0))
