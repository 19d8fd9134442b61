"""The papers of the person with an id, as far as somebody may see them, in one statement.

The condition is a queryset, as everywhere, compiled once for everybody who sees the same. The
answer is the one that `find` would give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Model
from django.db.models.expressions import RawSQL

from accounts.models import Agency, User
from accounts.selectors import sight_of
from dossiers.models import Holder, Paper, PaperType
from dossiers.states import READABLE
from reuse.finding import EXACT_SCORE, FETCH_AT_LEAST, Fact, Found, Results, Wanted, narrow
from reuse.statements import Hole, KeptStatements, Statement

# Of a paper, and beside it of its type and agency: what lists show.
COLUMNS = (
    "title", "number", "issued_on", "issuer", "state", "accepted_at", "valid_from", "valid_to", "revoked_at",
    "replaced_by", "withdrawn_reason", "paper_type", "agency", "holder",
)  # fmt: skip
BESIDE = {
    "type_name": F("paper_type__name"),
    "type_validity": F("paper_type__validity"),
    "agency_name": F("agency__name"),
}

T = TypeVar("T", bound=Model)
_statements = KeptStatements()


def papers_of_person(
    wanted: Wanted, *, bearers: Sequence[Holder], user: User, day: date
) -> Results:
    """The newest first; facts of at most as many as `find` would tell of.

    Args:
        bearers: who has or had the id; the query of `wanted` is not looked at.
        day: validity is told for this day.
    """
    most = max(FETCH_AT_LEAST, wanted.limit)
    # Asked also where nobody bears it, so that an answer tells nothing by the time it takes.
    people = {each.pk: each for each in bearers}
    told = {_bearer(at): pk for at, pk in enumerate(people or (0,))}
    try:
        asked = replace(wanted, query="", facts_on=day)
        statement = _statement(asked, user, most=most, bearers=len(told))
    except EmptyResultSet:
        return Results(())
    rows: list[Any] = list(Paper.objects.raw(statement.sql, statement.filled(told)))
    return Results(
        found=tuple(Found(_whole(each, people), EXACT_SCORE, "") for each in rows[: wanted.limit]),
        facts=tuple(
            Fact(
                each.paper_type_id,
                each.type_name,
                each.agency_id,
                each.agency_name,
                each.issued_on,
                bool(each.holds),
            )
            for each in rows
        ),
        facts_are_all=len(rows) < most,
    )


def _bearer(at: int) -> str:
    return f"bearer {at}"


def _statement(wanted: Wanted, user: User, *, most: int, bearers: int) -> Statement:
    # An agency is compared by its row id, and its place in the tree may change.
    key = (sight_of(user), wanted, wanted.agency and wanted.agency.path, bearers)
    return _statements.get(key, lambda: _compile(wanted, user, most=most, bearers=bearers))


def _compile(wanted: Wanted, user: User, *, most: int, bearers: int) -> Statement:
    seen = narrow(wanted, Paper.objects.visible_to(user).filter(state__in=READABLE))
    # Nothing of the text is from outside; what is comes into the holes, bound.
    holes = tuple(Hole(_bearer(at)) for at in range(bearers))
    people = RawSQL(", ".join(["%s"] * bearers), holes)  # noqa: S611
    assert wanted.facts_on is not None  # noqa: S101 - narrows for the type checker
    told = seen.filter(holder__in=people).with_validity_on(wanted.facts_on)
    told = told.annotate(**BESIDE).only(*COLUMNS)
    return Statement.of(told.order_by(F("issued_on").desc(nulls_last=True), "-id")[:most])


def _whole(row: Any, people: Mapping[int, Holder]) -> Paper:
    """The paper with what stands beside it, so that nothing of a list has to be asked for again."""
    paper: Paper = row
    paper.holder = people[row.holder_id]
    paper.agency = _part_of(Agency, id=row.agency_id, name=row.agency_name)
    if row.paper_type_id:
        validity = row.type_validity
        paper.paper_type = _part_of(
            PaperType, code=row.paper_type_id, name=row.type_name, validity=validity
        )
    return paper


def _part_of(model: type[T], **known: object) -> T:
    """A row of which these columns are known; any other is asked for when it is looked at."""
    names = [each.attname for each in model._meta.concrete_fields if each.attname in known]  # noqa: SLF001
    return model.from_db(None, names, [known[name] for name in names])
