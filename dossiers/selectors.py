"""Reads over the records that more than one room needs."""

from collections.abc import Iterable

from dossiers.models import Component, ProcedureVersion


def components_of(version: ProcedureVersion) -> list[Component]:
    """What a version asks for, in the order of the catalogue, with accepted papers and data at hand.

    A combined procedure asks for what its parts ask for; what they share (`shared_key`) it asks for once.
    """
    whole = [version.pk, *version.parts.values_list("part", flat=True)]
    place = {pk: number for number, pk in enumerate(whole)}
    found = (
        Component.objects.filter(version__in=whole)
        .select_related("version__procedure")
        .prefetch_related("accepted__paper_type", "accepted_data__source")
    )
    in_order = sorted(found, key=lambda each: (place[each.version_id], each.code))
    return shared_once(in_order) if len(whole) > 1 else in_order


def shared_once(components: Iterable[Component]) -> list[Component]:
    """The components in their order, of those with the same `shared_key` the first."""
    first: dict[str, Component] = {}
    for each in components:
        first.setdefault(each.shared_key or f"\0{each.pk}", each)
    return list(first.values())
