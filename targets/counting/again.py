"""Counts records again: what they added is taken back, and what they add now is added."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, QuerySet, Value

from targets.counting import owner_sets, writing
from targets.counting.grains import add_differences, note, sum_everything
from targets.counting.kinds import DOSSIER, KINDS, Kind, touched, type_of_scope
from targets.counting.learning import learn
from targets.counting.spread import added
from targets.counting.writing import Statement
from targets.models import Touched

# Which records to count again, by kind. A record that is gone only takes its share along.
type_of_touched = Mapping[str, Iterable[type_of_scope]]


def count_again(scopes: type_of_touched) -> None:
    """Count these records again and put the differences into the sums, in the caller's transaction."""
    kinds = [KINDS[name] for name, some in scopes.items() if _mark(name, some)]
    if not kinds:
        return
    people = _count_dossiers_again() if DOSSIER in kinds else set()
    for kind in kinds:
        if kind is not DOSSIER:
            _replace(kind)
    add_differences()
    owner_sets.look_again(people)
    Touched.objects.all().delete()


def _mark(name: str, scopes: Iterable[type_of_scope]) -> bool:
    """Note which records are touched; whether any is."""
    marked = 0
    for scope in scopes:
        if isinstance(scope, QuerySet):
            kind = Value(name, output_field=CharField())
            named = scope.annotate(of_kind=kind).values_list("of_kind", "pk")
            marked += writing.insert(Touched, ["kind", "record"], named).run()
        else:
            rows = Touched.objects.bulk_create(Touched(kind=name, record=pk) for pk in scope)
            marked += len(rows)
    return marked > 0


def _count_dossiers_again() -> set[owner_sets.type_of_owner]:
    """The owners of whom something may have changed."""
    learn(touched(DOSSIER.name))
    before = owner_sets.owners(DOSSIER.touched_rows())
    _replace(DOSSIER)
    return before | owner_sets.owners(DOSSIER.touched_rows())


def _replace(kind: Kind) -> None:
    """Make the rows of what is touched anew."""
    for statement in _steps(kind.name, connection.vendor):
        statement.run()


@cache
def _steps(name: str, _vendor: str) -> tuple[Statement, ...]:
    kind = KINDS[name]
    rows = kind.touched_rows()
    return (
        note([added(spread, rows, sign=-1) for spread in kind.spread]),
        writing.delete(rows),
        writing.insert(kind.rows, kind.names, kind.definition(touched(name))),
        note([added(spread, rows, sign=1) for spread in kind.spread]),
    )


def count_everything(finders: Sequence[BaseDatabaseWrapper] = ()) -> None:
    """Make every row and every sum anew from the records, in the caller's transaction.

    Args:
        finders: connections on which what the records count as is found.
    """
    for kind in KINDS.values():
        kind.counted().delete()
        writing.insert_all(kind.rows, kind.names, kind.all_in_order(), finders=finders)
    sum_everything()
    owner_sets.make_all()
