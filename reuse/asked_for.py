"""What a published version asks for, kept in the process for seconds: it is asked at every look-up.

A published version never changes once a dossier has it. What may change meanwhile is the name of a paper
type, the days of a database, or a version that nobody has used yet: an answer may be that many seconds old.
"""

import time

from dossiers.models import Component, ProcedureVersion
from dossiers.selectors import components_of
from reuse.rules import rules

MOST_KEPT = 500

_kept: dict[tuple[object, ...], tuple[float, list[Component]]] = {}


def components_lately(version: ProcedureVersion) -> list[Component]:
    """The components as `components_of` gives them, at most `catalogue_kept` old; not to be changed."""
    lasts_s = rules().catalogue_kept.total_seconds()
    if not lasts_s or version.published_at is None:
        return components_of(version)
    key, now = (version.pk, version.number, version.published_at), time.monotonic()
    until, components = _kept.get(key, (0.0, []))
    if until <= now:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        components = components_of(version)
        _kept[key] = (now + lasts_s, components)
    return components
