"""One indicator of one agency: the rate, its year by months, where it is heading, who makes it, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Agency
from dossiers.models import Procedure
from targets.indicators import INDICATORS, Definition
from targets.models import Indicator
from targets.selectors import Forecast, MonthRate, by_procedure, forecast_from, trend
from vietnamese.dates import format_number, format_percent
from web.charts.trend import Month, Outlook, TrendChart
from web.targets.lines import Line
from web.targets.place import Place
from web.targets.row_list import (
    NOT_BY_ROWS,
    OF_PAPERS,
    WITHOUT_PROCEDURE,
    default_side,
    side_names,
)
from web.targets.standing import DEPTHS, Order, Standing, ranked_below, standing_of

MOST_PROCEDURES = 30


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month as the table beside the chart tells it."""

    number: int
    begun: bool
    parts: str
    single: str
    cumulative: str

    @classmethod
    def of(cls, month: MonthRate) -> "MonthLine":
        """A month to come has nothing to tell; one in which nothing was due is n/a."""
        single, so_far = month.rate_of_month, month.cumulative
        return cls(
            number=month.month.begin.month,
            begun=so_far is not None,
            parts=f"{format_number(single.numerator)} / {format_number(single.denominator)}"
            if single
            else "chưa đến",
            single=format_percent(single.value) if single else "",
            cumulative=format_percent(so_far.value) if so_far else "",
        )


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One procedure's rate; None: papers that belong to no dossier."""

    procedure: Procedure | None
    line: Line

    @property
    def code(self) -> str:
        """How an address names it."""
        return self.procedure.code if self.procedure else WITHOUT_PROCEDURE

    @property
    def missing(self) -> int:
        """How many of the denominator the numerator lacks; of what should be few, how many there are."""
        rate = self.line.rate
        few = self.line.definition.lower_is_better
        return rate.numerator if few else rate.denominator - rate.numerator


@dataclass(frozen=True, slots=True)
class Whole:
    """What the months of a year are counted of, whatever part of it the page tells.

    A month stands in the trend as the agency answers for it at the year's end: where it took over an agency in
    the middle of the year, the months before hold that agency's figures too.
    """

    level: str | None
    taken_over: Sequence[Agency]

    @classmethod
    def of(cls, place: Place) -> "Whole":
        """The level that the months tell, and what they hold that the page's period does not."""
        choice, agency = place.choice, place.agency
        if choice.period == choice.year_period:
            return cls(place.level_code, ())
        until = min(choice.today, choice.year_period.end)
        tree = place.reading.on(until).tree
        within = tree.under(agency)
        levels = tree.levels_in(within, begin=choice.year_period.begin, end=until)
        levels |= {agency.level_id}
        sole = levels.pop() if len(levels) == 1 else None
        known = {each.pk for each in place.taken_over}
        more = [each for each in tree.taken_over(agency) if each.pk not in known]
        return cls(place.level.code if place.level else sole, more)


@dataclass(frozen=True, slots=True)
class Detail:
    """One page."""

    place: Place
    definition: Definition
    line: Line
    months: Sequence[MonthRate]
    taken_over: Sequence[Agency]  # what the months hold beside what the rate of the period does
    outlook: Forecast | None
    standing: Standing
    procedures: Sequence[ProcedureLine]

    @property
    def indicator(self) -> Indicator:
        """Which one."""
        return self.definition.code

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to list behind the number."""
        return self.line.rate.denominator > 0

    @property
    def row_name(self) -> str:
        """What is listed."""
        return "giấy tờ" if self.indicator in OF_PAPERS else "hồ sơ"

    @property
    def sides(self) -> list[tuple[str, str]]:
        """The two sides of the rate whose rows may be listed, the numerator first: part of the address, name."""
        names = side_names(self.definition)
        return [(side, f"{names[side][0].lower()}{names[side][1:]}") for side in ("duoc", "thieu")]

    @property
    def side_to_mend(self) -> str:
        """The side that the last column of the procedures counts."""
        return default_side(self.definition)

    @property
    def not_by_rows(self) -> str:
        """Why the rows are not exactly what the number counts; empty where they are."""
        return NOT_BY_ROWS.get(self.indicator, "")

    @property
    def missing_name(self) -> str:
        """What the last column of the procedures counts."""
        return "Số bị tính" if self.definition.lower_is_better else "Chưa được tính"

    @property
    def beside(self) -> str:
        """The goal of another text for the year, where it is not the target itself; empty without one."""
        goal = self.place.reading.goals.targets.beside(self.indicator, self.place.choice.year)
        return "" if goal is None else format_percent(goal)

    @property
    def no_target(self) -> str:
        """Why the rate is held against nothing; empty where it has a target."""
        if self.line.target:
            return ""
        targets, place = self.place.reading.goals.targets, self.place
        year = place.choice.year
        levels = [] if place.level else [each.code for each in place.levels]
        if any(
            targets.of(self.indicator, each, year, agency=place.agency) is not None
            for each in levels
        ):
            return "Chỉ tiêu đặt cho từng cấp: chọn một cấp để so với chỉ tiêu."
        return f"Năm {year} chưa đặt chỉ tiêu cho chỉ số này ở đây; tỷ lệ vẫn được đếm."

    @property
    def procedures_told(self) -> str:
        """How the table of procedures counts where it does not count as the rate does; else empty."""
        if not self.definition.counts_owners:
            return ""
        return "Đếm theo hồ sơ (M6d), vì một người có thể nộp hồ sơ của nhiều thủ tục."

    @property
    def trend_title(self) -> str:
        """The chart's name."""
        return f"{self.definition.label}, {self.place.agency}, năm {self.place.choice.year}"

    @property
    def month_lines(self) -> list[MonthLine]:
        """The table of the same values."""
        return [MonthLine.of(each) for each in self.months]

    @property
    def outlook_lines(self) -> list[tuple[str, str]]:
        """Where the year is heading, how that was found, and what the target still asks for."""
        seen = self.outlook
        if seen is None:
            return []
        bounds = f"{format_percent(seen.low)} đến {format_percent(seen.high)}"
        told = [
            ("Dự báo cuối năm", f"{format_percent(seen.value)} (khoảng {bounds})"),
            ("Cách tính", seen.method),
        ]
        if seen.on_pace is not None:
            pace = (
                "Kịp chỉ tiêu nếu giữ nhịp này"
                if seen.on_pace
                else "Không kịp chỉ tiêu theo nhịp này"
            )
            told.insert(0, ("Nhịp độ", pace))
        if seen.needed_per_month_points and seen.needed_per_month_items:
            points = format_number(seen.needed_per_month_points)
            items = format_number(seen.needed_per_month_items)
            unit = self.definition.words.unit
            told.append(
                ("Để đạt chỉ tiêu", f"mỗi tháng còn lại thêm {points} điểm, {items} {unit}")
            )
        return told

    @property
    def no_outlook(self) -> str:
        """Why there is no forecast."""
        if self.place.choice.year_is_over:
            return "Năm đã kết thúc, không còn gì để dự báo."
        return "Chưa đủ tháng có số liệu trong năm để dự báo."

    @property
    def chart(self) -> TrendChart:
        """The year as lines."""
        seen = self.outlook
        return TrendChart(
            months=[
                Month(
                    number=each.month.begin.month,
                    begun=each.cumulative is not None,
                    single=each.rate_of_month.value if each.rate_of_month else None,
                    cumulative=each.cumulative.value if each.cumulative else None,
                )
                for each in self.months
            ],
            target=self.line.rate.target,
            outlook=Outlook(seen.value, seen.low, seen.high) if seen else None,
        )


def detail_of(place: Place, indicator: Indicator, order: Order) -> Detail:
    """The page of an indicator at a place."""
    choice, level = place.choice, place.level_code
    year = Whole.of(place)
    found = ranked_below(place, indicator, depth=DEPTHS[order.depth][0])
    months = trend(
        place.agency,
        indicator=indicator,
        year=choice.year,
        as_of=place.of_year,
        level=year.level,
    )
    procedures = by_procedure(
        place.agency,
        indicator=indicator,
        period=choice.period,
        as_of=place.reading,
        level=level,
    )
    return Detail(
        place=place,
        definition=INDICATORS[indicator],
        line=found.own,
        months=months,
        taken_over=year.taken_over,
        outlook=None if choice.year_is_over else forecast_from(months),
        standing=standing_of(place, found, order),
        procedures=[
            ProcedureLine(each.procedure, Line(each.rate)) for each in procedures[:MOST_PROCEDURES]
        ],
    )
