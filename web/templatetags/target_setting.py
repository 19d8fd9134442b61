"""Filters of Đặt chỉ tiêu and Chốt kỳ: percentages, gaps, names of levels."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django import template

from targets.effects import Line, Series
from targets.models import TargetSchedule
from vietnamese.dates import format_number, format_percent
from web.target_setting.words import percent_of, place_words

register = template.Library()


class Cell(NamedTuple):
    """One year of a series."""

    before: str
    after: str
    changed: bool


@register.filter
def cells(series: Series) -> list[Cell]:
    """A series year by year."""
    pairs = zip(series.before, series.after, strict=True)
    return [Cell(percent_of(then), percent_of(now), then != now) for then, now in pairs]


@register.filter
def rate(value: Decimal | None) -> str:
    """97,30 %, or n/a where nothing was due."""
    return format_percent(value)


@register.filter
def target(value: Decimal | None) -> str:
    """90 %; empty where there is none."""
    return percent_of(value)


@register.filter
def gap(line: Line) -> str:
    """How many are missing, before and after: 12 → 40 (+28)."""
    told = [_missing(line.gap_before), _missing(line.gap_after)]
    growth = f" ({line.growth:+d})".replace("-", "−") if line.growth else ""
    return f"{told[0]} → {told[1]}{growth}" if told[0] != told[1] else told[0]


@register.filter
def level_name(code: str, names: Mapping[str, str]) -> str:
    """A level by its code."""
    return names.get(code, code)


@register.filter
def where(row: TargetSchedule) -> str:
    """For whom a target holds."""
    return place_words(row.level, row.agency, row)


def _missing(papers: int | None) -> str:
    if papers is None:
        return "không so"
    return "đạt" if papers == 0 else format_number(papers)
