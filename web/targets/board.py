"""Everything the page Chỉ tiêu shows, from one reading of the leaves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Agency, Level
from targets.models import Indicator
from targets.selectors import Rate, Tree, rates_of
from vietnamese.dates import format_number, format_percent
from web.targets.forms import Choice

# indicator → what the numerator counts, what the denominator counts, the unit of the gap
WORDS: dict[Indicator, tuple[str, str, str]] = {
    Indicator.M1: (
        "kết quả còn hiệu lực đã có bản số hóa được đối soát",
        "kết quả còn hiệu lực: bản giấy chưa số hóa đã kiểm đếm, và kết quả đã vào sổ",
        "giấy tờ",
    ),
    Indicator.M2: (
        "hồ sơ đã số hóa thành phần và kết quả (nếu thủ tục trả giấy tờ)",
        "hồ sơ tiếp nhận trong năm",
        "hồ sơ",
    ),
    Indicator.M2S: (
        "hồ sơ có đủ thành phần thuộc năm nhóm bắt buộc, đã đối soát",
        "hồ sơ tiếp nhận trong năm",
        "hồ sơ",
    ),
    Indicator.M4: (
        "giấy tờ số hóa có chữ ký số hợp lệ, đã lưu mã kiểm tra và gắn với chủ",
        "giấy tờ số hóa được đối soát trong năm",
        "giấy tờ",
    ),
    Indicator.M5: (
        "hồ sơ có ít nhất một thành phần được tái sử dụng",
        "hồ sơ tiếp nhận trong năm",
        "hồ sơ",
    ),
    Indicator.M5C: (
        "thành phần được tái sử dụng",
        "thành phần phải nộp của hồ sơ tiếp nhận trong năm",
        "thành phần",
    ),
    Indicator.M7: ("hồ sơ nộp trực tuyến", "hồ sơ tiếp nhận trong năm", "hồ sơ"),
    Indicator.M9: (
        "hồ sơ giải quyết đúng hạn",
        "hồ sơ đã giải quyết xong, đúng hạn và quá hạn",
        "hồ sơ",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rate as it is drawn and told."""

    rate: Rate
    place: int | None = None  # in the ranking, from 1; None where nothing was due

    @property
    def width(self) -> str:
        """Width of the bar on a scale of 0 to 100, as SVG reads numbers."""
        return f"{min(self.rate.value or Decimal(0), Decimal(100)):.2f}"

    @property
    def mark(self) -> str:
        """Where the target stands on the same scale; empty without a target."""
        # Half a unit inside the edge, so that the mark of 100 % is drawn whole.
        target = self.rate.target
        return "" if target is None else f"{min(target, Decimal('99.5')):.2f}"

    @property
    def reached(self) -> bool:
        """Whether there is a target and it is reached."""
        return self.rate.gap_papers == 0

    @property
    def value(self) -> str:
        """97,30 %, or n/a where nothing was due."""
        return format_percent(self.rate.value)

    @property
    def target(self) -> str:
        """The target in percent; empty where there is none."""
        return "" if self.rate.target is None else format_percent(self.rate.target)

    @property
    def gap(self) -> str:
        """How much is missing, in points and in papers; empty where nothing is."""
        if not self.rate.gap_papers or self.rate.gap_points is None:
            return ""
        points = format_number(self.rate.gap_points)
        unit = WORDS[self.rate.indicator][2]
        return f"Còn thiếu {points} điểm, {format_number(self.rate.gap_papers)} {unit}"

    @property
    def words(self) -> tuple[str, str, str]:
        """What numerator, denominator and gap count."""
        return WORDS[self.rate.indicator]


@dataclass(frozen=True, slots=True)
class Board:
    """One page: the agency with its indicators, and the agencies below it for the chosen one."""

    choice: Choice
    agency: Agency
    above: list[Agency]
    taken_over: list[Agency]
    levels: list[Level]
    level: Level | None
    lines: list[Line]
    ranking: list[Line]
    chosen: Line

    @property
    def is_empty(self) -> bool:
        """Nothing was due in any indicator."""
        return not any(line.rate.denominator for line in self.lines)

    @property
    def as_of(self) -> date:
        """The last day that is counted."""
        return self.choice.as_of


def board_of(choice: Choice, *, visible: QuerySet[Agency]) -> Board:
    """The page of an agency that the person may see.

    Raises:
        Http404: no such agency, or none of theirs.
    """
    seen = visible.select_related("level").order_by("path")
    agency = seen.filter(code=choice.agency).first() if choice.agency else seen.first()
    if agency is None:
        raise Http404
    tree = Tree(choice.as_of)
    below = tree.children(agency)
    found = rates_of([agency, *below], year=choice.year, as_of=choice.as_of)
    own = [rate for rate in found if rate.agency == agency]
    held = list(dict.fromkeys(rate.level for rate in own if rate.level))
    level = choice.level if choice.level in held else None
    lines = [Line(rate) for rate in _at(own, level)]
    levels = Level.objects.in_bulk(held)
    return Board(
        choice=choice,
        agency=agency,
        above=[each for each in seen if agency.path.startswith(each.path) and each != agency],
        taken_over=tree.taken_over(agency),
        levels=[levels[each] for each in held],
        level=levels[level] if level else None,
        lines=lines,
        ranking=_ranked(found, below, level, choice.indicator),
        chosen=next(line for line in lines if line.rate.indicator == choice.indicator),
    )


def _at(rates: list[Rate], level: str | None) -> list[Rate]:
    """The rates at a level; of all levels together, or of the only one there is."""
    first = rates[0].level if rates else None
    return [rate for rate in rates if rate.level == (level or first)]


def _ranked(
    found: list[Rate], below: list[Agency], level: str | None, indicator: Indicator
) -> list[Line]:
    """The agencies below, best first, equals in one place; those where nothing was due last."""
    rates = [
        rate
        for agency in below
        for rate in _at([each for each in found if each.agency == agency], level)
        if rate.indicator == indicator
    ]
    rates.sort(key=lambda rate: (rate.value is None, -(rate.value or 0), rate.agency.path))
    values = [rate.value for rate in rates]
    return [
        Line(rate, place=None if rate.value is None else values.index(rate.value) + 1)
        for rate in rates
    ]
