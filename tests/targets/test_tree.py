"""The agencies as they stand on a day, where the days of those that end and begin do not meet."""

from datetime import date

import pytest

from targets.rollup import follow
from targets.selectors import Tree, rates_of
from tests.records import make_agency
from tests.targets.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 7, 5), date(2025, 7, 15)])
def test_whoever_takes_over_later_leaves_no_days_without_anybody(day: date) -> None:
    """The parts of the province make up the whole on every day, also between the end and the beginning."""
    world = World()
    heir = make_agency("H80.9", parent=world.province, valid_from=date(2025, 7, 15))
    world.district.successor = heir
    world.district.save()
    world.dossier(world.district, date(2025, 3, 3))
    world.dossier(world.commune, date(2025, 3, 3))
    follow()
    parts = Tree(day).children(world.province)
    assert (heir in parts) is (day >= date(2025, 7, 15))
    asked = {"year": 2025, "as_of": day, "indicators": ["M7"]}
    whole = max(each.denominator for each in rates_of([world.province], **asked))
    by_part = {each.agency: 0 for each in rates_of(parts, **asked)}
    for each in rates_of(parts, **asked):
        by_part[each.agency] = max(by_part[each.agency], each.denominator)
    assert sum(by_part.values()) == whole == 2
