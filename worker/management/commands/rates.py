"""`motlan rates --year Y`: rates against target, with numerator and denominator, by agency and level."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Agency, Level, Role
from accounts.selectors import agencies_of
from targets.indicators import as_markdown, is_known
from targets.rollup import follow
from targets.selectors import Rate, rates_of
from vietnamese.dates import format_date, format_number, format_percent
from worker.command import RecordsCommand, agency_named, user_named, wrong_use

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Command(RecordsCommand):
    help = "Tỷ lệ số hóa, tái sử dụng và đúng hạn so với chỉ tiêu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--year", type=int, metavar="Y", help="năm")
        what.add_argument(
            "--definitions", action="store_true", help="chỉ số nào đếm gì (bảng Markdown)"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="DATE", help="tính đến ngày này"
        )
        parser.add_argument(
            "--level", metavar="L", help="ministry, province, district hoặc commune"
        )
        parser.add_argument("--agency", metavar="CODE", help="cơ quan, kể cả cấp dưới")
        parser.add_argument(
            "--indicator", action="append", metavar="M1…M10", help="chỉ số; viết nhiều lần được"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["definitions"]:
            self.say(as_markdown().rstrip("\n"))
        else:
            self._tell(options)

    def _tell(self, options: dict[str, Any]) -> None:
        year, level, indicators = options["year"], options["level"], options["indicator"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            wrong_use("targets.wrong_year", str(year))
        if level and not Level.objects.filter(code=level).exists():
            wrong_use("agency.unknown_level", level)
        for each in indicators or ():
            if not is_known(each):
                wrong_use("targets.unknown_indicator", each)
        agencies = self._agencies(options["agency"], options["as_user"])
        as_of = options["as_of"] or min(timezone.localdate(), date(year, 12, 31))
        follow()
        found = rates_of(agencies, year=year, as_of=as_of, level=level, indicators=indicators)
        if options["json"]:
            for rate in found:
                self.put(rate_object(rate))
        else:
            self._table(found, year, as_of)

    def _agencies(self, code: str | None, as_user: str | None) -> list[Agency]:
        user = user_named(as_user)
        seen = Agency.objects.select_related("level")
        if user is not None:
            kinds = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)
            seen = seen.filter(pk__in=agencies_of(user, *kinds).values("pk"))
        if code is None:
            return list(seen.order_by("path"))
        # An agency that is there but not theirs is answered as one that is not there.
        found = seen.filter(pk=agency_named(code).pk).first()
        return [found or wrong_use("agency.unknown", code)]

    def _table(self, found: list[Rate], year: int, as_of: date) -> None:
        self.say(f"Năm {year}, tính đến {format_date(as_of)}")
        names = dict(Level.objects.values_list("code", "name"))
        heading = None
        for rate in found:
            level = names[rate.level] if rate.level else "Mọi cấp"
            if (rate.agency, level) != heading:
                heading = (rate.agency, level)
                self.say(f"\n{rate.agency.code} {rate.agency.name} · {level}")
            share = f"{format_number(rate.numerator)}/{format_number(rate.denominator)}"
            told = f"  {rate.indicator:<4}{format_percent(rate.value):>10}  {share:>13}  {rate.indicator.label}"
            self.say(told + _against_target(rate))


def _against_target(rate: Rate) -> str:
    if rate.target is None:
        return ""
    gap = f", còn thiếu {format_number(rate.gap_papers)}" if rate.gap_papers else ""
    return f" (chỉ tiêu {format_percent(rate.target)}{gap})"


def rate_object(rate: Rate) -> dict[str, Any]:
    """The object of docs/interfaces.md; figures in percent and points as numbers with two decimals."""
    return {
        "year": rate.year,
        "as_of": rate.as_of.isoformat(),
        "agency": rate.agency.code,
        "level": rate.level,
        "indicator": rate.indicator.value,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": None if rate.value is None else float(rate.value),
        "target": None if rate.target is None else float(rate.target),
        "gap_points": None if rate.gap_points is None else float(rate.gap_points),
        "gap_papers": rate.gap_papers,
    }
