"""Reads over the records that more than one room needs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from dossiers.models import Component, Holder, ProcedureVersion
from vietnamese.names import MatchLevel, names_match
from vietnamese.person_id import parse_person_id


def holder_for(*, personal_id: str, name: str, birth_date: date | None = None) -> Holder | None:
    """The one holder that id and name agree on; None when there is none, several, or any doubt.

    No match and several matches are answered alike, so that nobody learns who is on record.
    """
    parsed = parse_person_id(personal_id)
    if parsed is None or not name.strip():
        return None
    candidates = Holder.objects.filter(
        Q(personal_id=parsed.digits) | Q(old_personal_id=parsed.digits)
    )
    certain = [
        each
        for each in candidates[:3]
        if names_match(each.name, name) is not MatchLevel.NO
        and not (birth_date and each.birth_date and birth_date != each.birth_date)
    ]
    return certain[0] if len(certain) == 1 else None


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
