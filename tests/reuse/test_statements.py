"""SQL that is kept: made once for each key, bounded, with its holes filled by name."""

import pytest
from django.core.exceptions import EmptyResultSet
from django.db.models.expressions import RawSQL

from dossiers.models import Paper
from reuse.statements import Hole, KeptStatements, Statement


def test_one_key_is_compiled_once_and_the_table_is_bounded() -> None:
    kept = KeptStatements(most=2)
    made: list[int] = []

    def compiled(key: int) -> Statement:
        made.append(key)
        return Statement(f"SELECT {key}", ())

    for key in (1, 1, 2, 1, 3, 3):
        assert kept.get(key, lambda key=key: compiled(key)).sql == f"SELECT {key}"  # type: ignore[misc]
        assert len(kept) <= 2
    assert made == [1, 2, 3]


def test_holes_are_filled_by_name_wherever_they_stand() -> None:
    asked = Paper.objects.filter(pk__in=RawSQL("%s, %s", (Hole("a"), Hole("b"))), number="7")
    statement = Statement.of(asked)
    filled = statement.filled({"a": 1, "b": 2})
    assert filled == [{Hole("a"): 1, Hole("b"): 2}.get(each, each) for each in statement.params]
    assert not any(isinstance(each, Hole) for each in filled)
    assert {1, 2, "7"} <= set(filled)


def test_what_finds_nothing_is_not_kept() -> None:
    kept = KeptStatements()
    with pytest.raises(EmptyResultSet):
        kept.get("nobody", lambda: Statement.of(Paper.objects.none()))
    assert len(kept) == 0
