"""Trees: both ways to the root agree, every leaf leads there, and no other line does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log.merkle import Paths, Tree, led_to, root_of


@given(st.lists(st.text(max_size=5), min_size=1, max_size=70), st.data())
def test_every_leaf_leads_to_the_root_and_nothing_else_does(
    lines: list[str], data: st.DataObject
) -> None:
    root, paths = root_of(lines), Paths(lines)
    index = data.draw(st.integers(0, len(lines) - 1))
    path = paths.path(index)
    assert led_to(lines[index], path) == root
    assert led_to(lines[index] + "x", path) != root
    if path:
        assert led_to(lines[index], path[1:]) != root


def test_a_known_tree() -> None:
    # RFC 9162, 2.1.5: of no leaf, and of one empty leaf.
    assert Tree().root().startswith("e3b0c44298fc1c14")
    assert root_of([""]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_path_of_nonsense_is_refused() -> None:
    for path in ([("up", "00")], [("left", "no hex")]):
        with pytest.raises(ValueError, match=r"up|hexadecimal"):
            led_to("a", path)
