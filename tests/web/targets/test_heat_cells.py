"""The shades of a heat table: against the target where there is one, and none for who has none beside them."""

from decimal import Decimal

import pytest

from targets.models import Indicator
from web.targets.heat_table import Cell, shade_of

LOW = Indicator.M10R  # less of it is better


@pytest.mark.parametrize(("gap", "shade"), [("0.00", "1"), ("2.00", "2"), ("10.01", "3")])
def test_what_should_be_low_and_is_too_high_is_not_shaded_as_reached(gap: str, shade: str) -> None:
    assert shade_of(LOW, Decimal("5.00"), Decimal(gap), by_target=True) == shade


def test_who_has_no_target_beside_others_that_do_has_no_shade() -> None:
    assert shade_of(LOW, Decimal("5.00"), None, by_target=True) == "bare"
    assert shade_of(LOW, Decimal("5.00"), None, by_target=False) == "1"
    assert shade_of(Indicator.M1, Decimal("5.00"), None, by_target=False) == "4"
    assert shade_of(LOW, None, None, by_target=True) == "undue"


def test_a_cell_says_its_figure_and_what_it_is_made_of() -> None:
    assert Cell(6, (3, 7), Decimal("42.86"), "2").drawn == (
        '<td class="num heat-2" title="Tháng 6: 42,86 % (3 / 7)">42,86</td>'
    )
    assert "n/a (0 / 0)" in Cell(6, (0, 0), None, "undue").drawn
    assert "chưa đến" in Cell(7, None, None, "to-come").drawn
