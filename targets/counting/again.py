"""Counts records again: what they added is taken back, and what they add now is added."""

from collections.abc import Iterable, Mapping

from targets.counting import owner_sets, writing
from targets.counting.grains import add_differences, note, sum_everything
from targets.counting.kinds import DOSSIER, KINDS, Kind, type_of_scope
from targets.counting.learning import learn
from targets.counting.spread import grouped
from targets.models import CountedDossier

# Which records to count again, by kind. A record that is gone only takes its share along.
type_of_touched = Mapping[str, Iterable[type_of_scope]]


def count_again(touched: type_of_touched) -> None:
    """Count these records again and put the differences into the sums, in the caller's transaction."""
    people: set[owner_sets.type_of_owner] = set()
    for name, scopes in touched.items():
        for scope in scopes:
            people |= _replace(KINDS[name], scope)
    add_differences()
    owner_sets.look_again(people)


def _replace(kind: Kind, scope: type_of_scope) -> set[owner_sets.type_of_owner]:
    """Make the rows of a scope anew; the owners of whom something may have changed."""
    rows = kind.counted(scope)
    if kind is DOSSIER:
        learn(scope)
    people = _owners(kind, scope)
    note([grouped(spread, rows, sign=-1) for spread in kind.spread])
    rows.delete()
    writing.insert(kind.rows, kind.names, kind.definition(scope))
    note([grouped(spread, rows, sign=1) for spread in kind.spread])
    return people | _owners(kind, scope)


def _owners(kind: Kind, scope: type_of_scope) -> set[owner_sets.type_of_owner]:
    if kind is not DOSSIER:
        return set()
    return owner_sets.owners(CountedDossier.objects.filter(pk__in=scope))


def count_everything() -> None:
    """Make every row and every sum anew from the records, in the caller's transaction."""
    learn()
    for kind in KINDS.values():
        kind.counted().delete()
        writing.insert(kind.rows, kind.names, kind.definition())
    sum_everything()
    owner_sets.make_all()
