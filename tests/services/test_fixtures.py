"""The order of tests and the mark of those that use the database, seen on the tests of this run."""

import itertools

import pytest

from tests.services.fixtures import _empties_the_database, _skipping, needed
from tests.services.server import Missing


@pytest.mark.django_db
def test_what_uses_the_database_is_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("records")


def test_what_does_not_is_not(request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("records")


def test_servers_come_last_and_emptied_tables_after_full_ones(
    request: pytest.FixtureRequest,
) -> None:
    order = [(_empties_the_database(item), bool(needed(item))) for item in request.session.items]
    assert all(before <= after for before, after in itertools.pairwise(order))


def test_a_missing_tool_is_the_reason_of_a_skip() -> None:
    with pytest.raises(pytest.skip.Exception, match="Go is not installed"), _skipping():
        raise Missing("Go is not installed")
