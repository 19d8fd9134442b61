"""Reads over the records that more than one room needs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from dossiers.models import (
    AcceptedData,
    AcceptedPaper,
    Component,
    DayOff,
    Dossier,
    Event,
    ProcedureVersion,
    SupplementItem,
)
from vietnamese.working_days import WorkingDays


def components_of(version: ProcedureVersion) -> list[Component]:
    """What a version asks for, in the order of the catalogue, with accepted papers and data at hand.

    A combined procedure asks for what its parts ask for; what they share (`shared_key`) it asks for once.
    """
    parts = version.parts.order_by("position", "id")  # by its own columns: no joins to sort by
    whole = [version.pk, *parts.values_list("part", flat=True)]
    place = {pk: number for number, pk in enumerate(whole)}
    accepted = AcceptedPaper.objects.select_related("paper_type")
    data = AcceptedData.objects.select_related("source")
    found = (
        Component.objects.filter(version__in=whole)
        .select_related("version__procedure")
        .prefetch_related(
            # As their models are ordered, and what they name in the same query.
            Prefetch("accepted", accepted.order_by("alternative", "paper_type__name")),
            Prefetch("accepted_data", data.order_by("source__name")),
        )
        .order_by()
    )
    in_order = sorted(found, key=lambda each: (place[each.version_id], each.code))
    return shared_once(in_order) if len(whole) > 1 else in_order


def shared_once(components: Iterable[Component]) -> list[Component]:
    """The components in their order, of those with the same `shared_key` the first."""
    first: dict[str, Component] = {}
    for each in components:
        first.setdefault(each.shared_key or f"\0{each.pk}", each)
    return list(first.values())


def names_components(dossier: Dossier) -> bool:
    """Whether something was done with components of the dossier's version, which then has to stay."""
    asked = SupplementItem.objects.filter(form__dossier=dossier, component__isnull=False)
    done = (dossier.reuses, dossier.paper_refusals, dossier.paper_requests, asked)
    papers = dossier.papers.filter(component__isnull=False)
    return papers.exists() or any(each.exists() for each in done)


def events_of(dossier: Dossier) -> QuerySet[Event]:
    """What was recorded of a dossier; where a part of a large file wrote it, that part's event."""
    parts = [*dossier.earlier_imports.values_list("part", flat=True)]
    if dossier.imported_in_id is not None:
        parts.append(dossier.imported_in_id)
    own = Q(object_type="dossier", object_id=dossier.pk)
    return Event.objects.filter(own | Q(object_type="importpart", object_id__in=parts))


def office_days() -> WorkingDays:
    """The calendar with the holidays and the days made up that are recorded."""
    days: dict[str, set[date]] = {kind: set() for kind in DayOff.Kind.values}
    for day, kind in DayOff.objects.values_list("day", "kind"):
        days[kind].add(day)
    return WorkingDays(off=days[DayOff.Kind.OFF], made_up=days[DayOff.Kind.MAKE_UP])
