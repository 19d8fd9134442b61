"""The shades of a heat table: against the target where there is one, and none for who has none beside them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Agency
from targets.models import Indicator
from targets.periods import Period
from targets.selectors import Rate
from web.targets.heat_table import Cell

AGENCY = Agency(code="H80.3", name="Xã Suối")
RATE = Rate(
    year=2024,
    as_of=date(2024, 6, 30),
    agency=AGENCY,
    level="commune",
    indicator=Indicator.M10R,
    numerator=1,
    denominator=20,
    value=Decimal("5.00"),
    target=Decimal("3.00"),
    gap_points=Decimal("2.00"),
    gap_papers=1,
    period=Period.month(2024, 6),
)


@pytest.mark.parametrize(("gap", "shade"), [("0.00", "1"), ("2.00", "2"), ("10.01", "3")])
def test_what_should_be_low_and_is_too_high_is_not_shaded_as_reached(gap: str, shade: str) -> None:
    rate = replace(RATE, gap_points=Decimal(gap))
    assert Cell(6, rate, by_target=True).shade == shade


def test_who_has_no_target_beside_others_that_do_has_no_shade() -> None:
    rate = replace(RATE, target=None, gap_points=None, gap_papers=None)
    assert Cell(6, rate, by_target=True).shade == "bare"
    assert Cell(6, rate, by_target=False).shade == "1"
    assert Cell(6, replace(rate, value=None), by_target=True).shade == "undue"
    assert Cell(6, None, by_target=True).shade == "to-come"
