"""The agencies as they stand on a day, where the days of those that end and begin do not meet."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Agency
from dossiers.models import Channel, Medium, Transfer
from targets.models import Indicator
from targets.periods import Period
from targets.rollup import follow
from targets.selectors import Tree, heat, ranking, rates_of
from tests.records import make_agency
from tests.targets.world import BY, World, at

pytestmark = pytest.mark.django_db
ADD_UP = ("M2", "M3", "M4", "M5", "M7", "M8", "M9f")
DAYS = [date(2025, month, day) for month, day in ((3, 3), (6, 30), (7, 1), (7, 5), (8, 1), (11, 3))]
some_day = st.sampled_from(DAYS)
# Parent, first day, last day, successor: each of an agency of the province, by its number.
some_agency = st.tuples(
    st.integers(-1, 5), st.none() | some_day, st.none() | some_day, st.none() | st.integers(0, 5)
)


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


def figures_of(agencies: list[Agency], day: date) -> dict[str, tuple[int, int]]:
    """Numerator and denominator by indicator, all levels together, added up."""
    found = dict.fromkeys(ADD_UP, (0, 0))
    for agency in agencies:
        whole = {}
        for each in rates_of([agency], year=2025, as_of=day, indicators=ADD_UP):
            # All levels together come first, where there are several.
            whole.setdefault(str(each.indicator), (each.numerator, each.denominator))
        for code, (numerator, denominator) in whole.items():
            found[code] = (found[code][0] + numerator, found[code][1] + denominator)
    return found


def test_who_begins_later_and_has_figures_already_has_a_line() -> None:
    """Dossiers of before the merger, imported under the name of who took over."""
    world = World()
    day, begins = date(2025, 6, 30), date(2025, 7, 1)
    heir = make_agency("H80.9", parent=world.province, valid_from=begins)
    empty = make_agency("H80.8", parent=world.province, valid_from=begins)
    world.dossier(heir, date(2025, 3, 3), channel=Channel.ONLINE)
    world.dossier(world.commune, date(2025, 3, 3))
    world.dossier(empty, date(2025, 7, 3))
    follow()
    parts = Tree(day).children(world.province)
    assert heir in parts
    assert empty not in parts
    assert heir not in Tree(date(2025, 3, 2)).children(world.province)
    assert figures_of(parts, day) == figures_of([world.province], day)
    asked = {"indicator": Indicator.M7, "as_of": day}
    ranked = ranking(world.province, period=Period.year(2025), **asked)
    assert [each.agency for each in ranked][:2] == [heir, world.commune]
    assert heir in [row.agency for row in heat(world.province, year=2025, **asked)]


def test_in_a_ring_of_successors_everybody_stands_for_themselves() -> None:
    world = World()
    ended = {"parent": world.province, "valid_to": date(2024, 12, 31)}
    one, other, third = (make_agency(f"H80.9{number}", **ended) for number in range(3))
    for agency, successor in ((one, other), (other, one), (third, one)):
        agency.successor = successor
        agency.save()
        world.dossier(agency, date(2024, 3, 3))
    follow()
    day = date(2025, 6, 30)
    parts = Tree(day).children(world.province)
    assert {one, other, third} <= set(parts)
    assert figures_of(parts, day) == figures_of([world.province], day)


class PartsTest(TestCase):
    """Agencies that begin, end and are taken over in the year, whenever their records are of."""

    @given(
        agencies=st.lists(some_agency, min_size=1, max_size=6),
        records=st.lists(st.tuples(st.integers(0, 5), some_day, st.integers(0, 3)), max_size=10),
        day=some_day,
    )
    @settings(
        max_examples=25,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def test_the_parts_make_up_the_whole(
        self,
        agencies: list[tuple[int, date | None, date | None, int | None]],
        records: list[tuple[int, date, int]],
        day: date,
    ) -> None:
        world = World()
        made = self.made(world.province, agencies)
        for which, on, number in records:
            self.record(world, made[which % len(made)], on, number)
        follow()
        parts = Tree(day).children(world.province)
        assert figures_of(parts, day) == figures_of([world.province], day)

    def made(
        self,
        province: Agency,
        agencies: list[tuple[int, date | None, date | None, int | None]],
    ) -> list[Agency]:
        made: list[Agency] = []
        for number, (parent, begins, ends, _) in enumerate(agencies):
            above = made[parent] if 0 <= parent < len(made) else province
            dates = {"valid_from": begins, "valid_to": ends}
            if begins and ends and ends < begins:
                dates = {"valid_from": ends, "valid_to": begins}
            made.append(make_agency(f"H80.9{number}", parent=above, **dates))
        for agency, (*_, successor) in zip(made, agencies, strict=True):
            if agency.valid_to and successor is not None and successor < len(made):
                agency.successor = made[successor] if made[successor] != agency else None
                agency.save()
        return made

    def record(self, world: World, agency: Agency, on: date, number: int) -> None:
        channel = Channel.ONLINE if number % 2 else Channel.COUNTER
        done = {"status": 9, "finished_at": at(on, 5), "due_at": at(on, 4 + number)}
        dossier = world.dossier(agency, on, channel=channel, **done)
        world.paper(dossier, agency, accepted_at=at(on))
        if number:
            world.paper(dossier, agency, accepted_at=at(on), is_result=True)
            Transfer.objects.create(
                dossier=dossier,
                sender=agency,
                receiver=agency,
                medium=Medium.ELECTRONIC if number > 1 else Medium.PAPER,
                sent_at=at(on),
                by=BY,
            )
        world.tell("dossier.recorded", dossier, agency)
