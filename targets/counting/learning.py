"""What a query needs to know of the catalogue and the calendar, worked out before and kept as rows."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TypeVar

from django.utils import timezone

from dossiers.models import Component, MandatoryClass, ProcedureVersion
from dossiers.selectors import office_days, shared_once
from targets.counting.dossiers import counted_dossiers
from targets.counting.kinds import type_of_scope
from targets.counting.times import LIMITED
from targets.models import AskedComponent, TimeLimit

# Below the number of values that SQLite lets one query name, several times over.
AT_ONCE = 1000
_T = TypeVar("_T", int, date)


def learn(scope: type_of_scope | None = None) -> None:
    """What the dossiers of a scope (None: all) were asked for, and when their limits end."""
    dossiers = counted_dossiers()
    if scope is not None:
        dossiers = dossiers.filter(pk__in=scope)
    _learn_asked(set(dossiers.values_list("version", flat=True).distinct()))
    limits = dossiers.filter(LIMITED).values_list("day_of_intake", "version__processing_days")
    _learn_limits(set(limits.distinct()))


def _learn_asked(versions: set[int]) -> None:
    for part in parts_of(versions):
        known: dict[int, dict[int, bool]] = {}
        rows = AskedComponent.objects.filter(version__in=part)
        for version, component, mandatory in rows.values_list("version", "component", "mandatory"):
            known.setdefault(version, {})[component] = mandatory
        asked = {each.pk: _asked(each) for each in _with_components(part)}
        changed = [pk for pk in asked if asked[pk] != known.get(pk, {})]
        AskedComponent.objects.filter(version__in=changed).delete()
        AskedComponent.objects.bulk_create(
            AskedComponent(version_id=version, component_id=component, mandatory=mandatory)
            for version in changed
            for component, mandatory in asked[version].items()
        )


def _with_components(versions: list[int]) -> Iterable[ProcedureVersion]:
    found = ProcedureVersion.objects.filter(pk__in=versions).order_by()
    return found.prefetch_related("components", "parts__part__components")


def _asked(version: ProcedureVersion) -> dict[int, bool]:
    """What the version asks for, from what was fetched with it; whether it is mandatory."""
    parts: list[Component] = []
    for each in version.parts.all():
        parts += each.part.components.all()
    once = shared_once([*version.components.all(), *parts])
    return {each.pk: each.mandatory_class != MandatoryClass.ON_REQUEST for each in once}


def _learn_limits(wanted: set[tuple[date, int]]) -> None:
    days, zone = office_days(), timezone.get_current_timezone()
    for part in parts_of({day for day, _ in wanted}):
        of_days = set(part)
        rows = TimeLimit.objects.filter(received_day__in=part)
        known = {(row.received_day, row.working_days): row.ends_at for row in rows}
        limits = {
            (day, limit): datetime.combine(days.after(day, limit), time.max, zone)
            for day, limit in wanted
            if day in of_days
        }
        TimeLimit.objects.bulk_create(
            (
                TimeLimit(received_day=key[0], working_days=key[1], ends_at=ends_at)
                for key, ends_at in limits.items()
                if known.get(key) != ends_at
            ),
            update_conflicts=True,
            unique_fields=["received_day", "working_days"],
            update_fields=["ends_at"],
        )


def parts_of(items: Iterable[_T]) -> Iterable[list[_T]]:
    """The items in their order, so many at once as one query may name."""
    rows = sorted(items)
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
