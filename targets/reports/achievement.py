"""Indicators against their targets, and the agencies below beside each other."""

from collections.abc import Sequence
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
    ratios = (subject.book.ratios(agency, None, COMPARED) for agency in subject.below)
    values = [[percent(*ratio) for ratio in each] for each in ratios]
    place = _ranked_by(values)
    by, ranked = COMPARED[place], [each[place] for each in values]
    columns = (
        Column("Cơ quan"),
        Column("Hạng", Unit.COUNT, none=NOTHING),
        *(Column(f"{each.value} {each.label}", Unit.PERCENT) for each in COMPARED),
    )
    rows = [
        (agency.name, rank, *each)
        for agency, rank, each in zip(subject.below, _ranks(ranked), values, strict=True)
    ]
    # Those where nothing was due come last and have no rank.
    rows.sort(key=lambda row: (row[1] is None, row[1] or 0))
    table = Table("ranking", f"Xếp hạng theo {by.value} {by.label}", columns, tuple(rows))
    ends = _ends(list(zip(subject.below, ranked, strict=True)))
    return Section(
        "ranking", "Xếp hạng cơ quan trực thuộc", (table,), notes=(*ends, "n/a: không phát sinh.")
    )


def _ends(values: Sequence[tuple[Agency, Decimal | None]]) -> list[str]:
    """Who stands first and last, in a sentence each; nothing to tell of a few."""
    told = [(agency, value) for agency, value in values if value is not None]
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


def _ranked_by(values: Sequence[Sequence[Decimal | None]]) -> int:
    """The place of the first indicator of which there is anything to compare."""
    told = (
        place
        for place, each in enumerate(zip(*values, strict=True))
        if any(value is not None for value in each)
    )
    return next(told, 0)


def _ranks(values: Sequence[Decimal | None]) -> list[int | None]:
    """From the highest; equals have one rank, those without a value none."""
    ranks: dict[Decimal | None, int] = {}
    ordered = sorted((each for each in values if each is not None), reverse=True)
    for rank, value in enumerate(ordered, start=1):
        ranks.setdefault(value, rank)
    return [ranks.get(each) for each in values]
