"""Targets in words: for whom, by which rule, how much."""

from decimal import Decimal

from accounts.models import Agency, Level
from targets.models import TargetSchedule
from targets.readings import FLOW_BASE, STEP_KIND, Readings
from vietnamese.dates import format_number


def plain(value: Decimal | int | str) -> str:
    """97,5 or 90: no zeros that say nothing."""
    found = Decimal(str(value))
    whole = found.to_integral_value()
    return format_number(int(whole)) if found == whole else format_number(found.normalize())


def percent_of(value: Decimal | None) -> str:
    """90 %; empty where there is no target."""
    return "" if value is None else f"{plain(value)} %"


def place_words(level: Level | None, agency: Agency | None, row: TargetSchedule | None) -> str:
    """For whom a target holds."""
    parts = [str(level) if level else "Mọi cấp"]
    if agency is not None:
        below = row is None or row.whole_subtree
        parts.append(f"{agency}{' và cơ quan trực thuộc' if below else ''}")
    return ", ".join(parts)


def formula(row: TargetSchedule, readings: Readings | None) -> str:
    """The rule of a row in words, as the texts are read."""
    read = readings if readings is not None and row.variant else Readings()
    from_zero = row.indicator == "M4" and read.of(FLOW_BASE) == "B"
    parts = [f"{plain(0 if from_zero else row.base)} %"]
    if row.step and row.first_step:
        how = (
            f"nhân {plain(1 + row.step / 100)}"
            if read.of(STEP_KIND) == "B"
            else f"tăng {plain(row.step)} điểm"
        )
        parts.append(f"mỗi năm {how} từ {row.first_step}")
        parts.append(f"đến {plain(row.cap)} %")
    own = (
        []
        if from_zero
        else [f"{year}: {plain(value)} %" for year, value in sorted(row.values.items())]
    )
    return ", ".join([*parts, *own])
