"""What published versions ask for, and agencies' names, kept for seconds: they are asked for at every look-up.

A published version never changes once a dossier has it. What may change meanwhile is the name of a paper
type, the days of a database, or a version that nobody has used yet: an answer may be that many seconds old.
"""

from collections.abc import Collection

from accounts.models import Agency
from dossiers.models import Component, ProcedureVersion
from dossiers.selectors import components_of
from reuse.lately import Lately

_agencies: Lately[Agency] = Lately(most=5000)
_components: Lately[list[Component]] = Lately()
_versions: Lately[ProcedureVersion] = Lately()


def components_lately(version: ProcedureVersion) -> list[Component]:
    """The components as `components_of` gives them, at most `catalogue_kept` old; not to be changed."""
    if version.published_at is None:
        return components_of(version)
    key = (version.pk, version.number, version.published_at)
    return _components.get(key, lambda: components_of(version))


def version_lately(pk: int) -> ProcedureVersion:
    """The version with this row id and its procedure, at most `catalogue_kept` old; not to be changed."""
    kept = _versions.get(pk, lambda: _version(pk))
    return kept if kept.published_at is not None else _version(pk)


def agencies_lately(ids: Collection[int]) -> dict[int, Agency]:
    """The agencies with these row ids, their names at most `catalogue_kept` old; not to be changed.

    Where nothing is kept, it is asked even for none, so that every answer costs the same.
    """
    return _agencies.get_all(ids, lambda missing: Agency.objects.order_by().in_bulk([0, *missing]))


def _version(pk: int) -> ProcedureVersion:
    return ProcedureVersion.objects.select_related("procedure").get(pk=pk)
