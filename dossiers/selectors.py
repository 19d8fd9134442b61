"""Reads over the records that more than one room needs."""

from datetime import date

from django.db.models import Q

from dossiers.models import Holder
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
