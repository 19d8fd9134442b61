"""What a closing freezes, as plain JSON, and how what is known now differs from it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Agency
from targets.models import Indicator
from targets.periods import Period
from targets.selectors import Rate, figures, rates_of

FORMAT = "motlan.closing/1"
# Of a rate, as a line of the content says it; percent as text, so that no digit is lost.
COLUMNS = ("agency", "level", "indicator", "numerator", "denominator", "value", "target")
KEY = COLUMNS[:3]

type_of_content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One rate as it was or is; value and target are percent, None where there is none."""

    numerator: int
    denominator: int
    value: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One rate that is no longer as it was closed; a cell is None where the rate was or is not there."""

    agency: str  # code
    level: str | None
    indicator: str
    frozen: Cell | None
    now: Cell | None

    @property
    def parts(self) -> list[str]:
        """Which parts differ: numerator, denominator, target; the whole rate where it is new or gone."""
        if self.frozen is None or self.now is None:
            return ["whole"]
        names = ("numerator", "denominator", "target")
        return [name for name in names if getattr(self.frozen, name) != getattr(self.now, name)]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One count of the agency's dossiers that is no longer as it was closed."""

    name: str
    frozen: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that has changed."""

    figures: list[FigureDifference]
    rates: list[Difference]

    def __bool__(self) -> bool:
        return bool(self.figures or self.rates)


def content_of(agency: Agency, period: Period) -> type_of_content:
    """The figures and rates of the agency's subtree over the period, as they are known now."""
    below = Agency.objects.filter(path__startswith=agency.path).valid_on(period.end)
    agencies = [agency, *below.exclude(pk=agency.pk).order_by("path")]
    found = rates_of(agencies, period=period, as_of=period.end)
    return {
        "format": FORMAT,
        "agency": agency.code,
        "begin": period.begin.isoformat(),
        "end": period.end.isoformat(),
        "figures": _counts(agency, period),
        "rates": [_line(rate) for rate in found],
    }


def read(text: str) -> type_of_content:
    """The content of a closing."""
    found: type_of_content = json.loads(text)
    return found


def cells(content: type_of_content) -> dict[tuple[str, str | None, str], Cell]:
    """The rates of a content by agency, level and indicator."""
    return {
        (row["agency"], row["level"], row["indicator"]): Cell(
            row["numerator"],
            row["denominator"],
            _percent(row["value"]),
            _percent(row["target"]),
        )
        for row in content["rates"]
    }


def differences(frozen: type_of_content, now: type_of_content) -> Differences:
    """What is otherwise now, in the order of the newer content, what is gone last."""
    return Differences(
        figures=list(_changed_figures(frozen["figures"], now["figures"])),
        rates=list(_changed_rates(cells(frozen), cells(now))),
    )


def _changed_figures(
    before: dict[str, int | None], now: dict[str, int | None]
) -> Iterator[FigureDifference]:
    for name in [*now, *(each for each in before if each not in now)]:
        if before.get(name) != now.get(name):
            yield FigureDifference(name, before.get(name), now.get(name))


def _changed_rates(
    before: dict[tuple[str, str | None, str], Cell], now: dict[tuple[str, str | None, str], Cell]
) -> Iterator[Difference]:
    # An indicator that the program has learnt to count since then was not closed, so it has not changed.
    counted = {indicator for _, _, indicator in before}
    for key in [*now, *(each for each in before if each not in now)]:
        if key[2] in counted and before.get(key) != now.get(key):
            yield Difference(*key, frozen=before.get(key), now=now.get(key))


def _counts(agency: Agency, period: Period) -> dict[str, int | None]:
    found = asdict(figures(agency, period=period))
    return {name: value for name, value in found.items() if value is None or isinstance(value, int)}


def _line(rate: Rate) -> dict[str, Any]:
    return {
        "agency": rate.agency.code,
        "level": rate.level,
        "indicator": Indicator(rate.indicator).value,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": _text(rate.value),
        "target": _text(rate.target),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _percent(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
