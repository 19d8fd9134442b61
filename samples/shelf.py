"""Which papers lie on the shelf: every file of the set, in the order of its name."""

from samples import shelf_people, shelf_works
from samples.item import Item
from samples.scenario import Scenario

_PARTS = (
    shelf_people.births,
    shelf_people.marriages,
    shelf_people.decisions,
    shelf_people.residences,
    shelf_people.backlog,
    shelf_works.businesses,
    shelf_works.enclosures,
    shelf_works.buildings,
    shelf_works.trouble,
)


def items(scenario: Scenario) -> tuple[Item, ...]:
    """Return every file of the set."""
    return tuple(sorted((item for part in _PARTS for item in part(scenario)), key=_stem))


def _stem(item: Item) -> str:
    return item.stem
