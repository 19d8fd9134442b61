"""The one matching of persons and organisations: by number, with name and birth. Never a guess.

No match, several matches and any doubt give the same answer after the same queries, so that nobody
learns who is on record. A name or number of before leads to the holder of today.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from dossiers.models import FormerIdentity, Holder
from vietnamese.names import MatchLevel, names_match
from vietnamese.person_id import Disagreement, Sex, disagreements, parse_person_id
from vietnamese.tax_code import parse_tax_code
from vietnamese.text import fold

type_of_birth = date | int  # a day, or the year alone where no more is known

# Every holder who has or had the number, a row for each name of before; each part by an index of its own. It is
# asked at every look-up of a person, and to have it built anew each time would cost more than the answer.
# The plus keeps SQLite from beginning at the index of holders that were not merged: all of them.
_NUMBERED = """
WITH borne(holder) AS (
    SELECT id FROM dossiers_holder WHERE personal_id = %(number)s
    UNION SELECT id FROM dossiers_holder WHERE old_personal_id = %(number)s
    UNION SELECT id FROM dossiers_holder WHERE tax_code = %(number)s
    UNION SELECT holder_id FROM dossiers_formeridentity WHERE number = %(number)s
)
SELECT dossiers_holder.*, called.name AS former_name
FROM dossiers_holder
LEFT JOIN dossiers_formeridentity AS called ON called.holder_id = dossiers_holder.id AND called.name <> ''
WHERE dossiers_holder.id IN (SELECT holder FROM borne) AND +dossiers_holder.merged_into_id IS NULL
ORDER BY dossiers_holder.id
"""

DOUBTS = {
    Disagreement.BIRTH_YEAR: "holder.birth_year_differs",
    Disagreement.SEX: "holder.sex_differs",
}


def determine(
    *, number: str, name: str | None, birth: type_of_birth | None = None
) -> Holder | None:
    """The one holder that number, name and birth agree on; None for nobody, several, or any doubt.

    Args:
        number: personal id, old id or tax code; what is none of these finds nobody.
        name: of today or of before; None when the asker has only the number. An empty name is a doubt.
        birth: compared where both sides know it.
    """
    certain = [
        each
        for each, names in _numbered(number).items()
        if (name is None or agrees_by_name(names, name)) and _born_so(each, birth)
    ]
    return certain[0] if len(certain) == 1 else None


def determine_named(*, name: str, birth: type_of_birth) -> Holder | None:
    """The one holder with this name, of today or of before, born then; None for several and for nobody."""
    folded = fold(name.strip())
    # Ids first: on PostgreSQL an OR over two tables would read all of both.
    before = FormerIdentity.objects.filter(name_folded=folded).exclude(name="")
    ids = {0, *before.values_list("holder", flat=True)}
    born = Q(birth_date=birth) if isinstance(birth, date) else Q(birth_date__year=birth)
    match = Q(name_folded=folded) | Q(pk__in=ids)
    rows = list(Holder.objects.current().filter(match, born)[:2]) if folded else []
    return rows[0] if len(rows) == 1 else None


def numbered(number: str) -> list[Holder]:
    """Every holder who has or had this number, by row id; a wrong number finds nobody."""
    return list(_numbered(number))


def is_number(text: str) -> bool:
    """Whether the text can be a personal id, an old id or a tax code at all."""
    return _canonical(text) is not None


def doubts_about(
    number: str, *, birth: type_of_birth | None = None, sex: str = ""
) -> tuple[str, ...]:
    """What the number says otherwise than the form beside it, as codes; a person has to confirm them.

    Args:
        sex: one of vietnamese.person_id.Sex, empty when the form does not tell it.
    """
    parsed = parse_person_id(number)
    if parsed is None:
        return ()
    day = date(birth, 1, 1) if isinstance(birth, int) and 1 <= birth <= 9999 else birth
    born = day if isinstance(day, date) else None
    told = Sex(sex) if sex in set(Sex) else None
    return tuple(DOUBTS[each] for each in disagreements(parsed, birth_date=born, sex=told))


def agrees_by_name(names: Collection[str], name: str) -> bool:
    """Whether the name is one of these, but for case, accents and the way of writing."""
    return any(names_match(each, name) is not MatchLevel.NO for each in names)


def names_of(holder: Holder) -> list[str]:
    """What the holder is called, and was called before."""
    before = FormerIdentity.objects.filter(holder=holder).exclude(name="")
    return [holder.name, *before.values_list("name", flat=True)]


def _numbered(number: str) -> dict[Holder, list[str]]:
    """Every holder who has or had this number, by row id, with the names of today and of before.

    One query, also for a number that is none: every answer costs the same.
    """
    called: dict[Holder, list[str]] = {}
    for each in Holder.objects.raw(_NUMBERED, {"number": _canonical(number)}):
        names = called.setdefault(each, [each.name])
        if former := each.former_name:  # type: ignore[attr-defined]  # a column of the statement
            names.append(former)
    return called


def _canonical(text: str) -> str | None:
    """The number as records keep it; None is equal to nothing in SQL, so that what is no number finds nobody."""
    person, tax = parse_person_id(text), parse_tax_code(text)
    return person.digits if person else tax.code if tax else None


def _born_so(holder: Holder, birth: type_of_birth | None) -> bool:
    """Whether the birth is the holder's; what one side does not know is no difference."""
    if birth is None:
        return True
    if holder.birth_date is None:
        return not doubts_about(holder.personal_id or "", birth=birth)
    return birth == (holder.birth_date if isinstance(birth, date) else holder.birth_date.year)
