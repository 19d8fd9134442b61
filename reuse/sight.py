"""What somebody may be told to exist of a holder's papers, and which of them they may see.

The condition is a queryset, as everywhere, compiled once for everybody with the same roles.
"""

import json
from collections import namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.models import Role
from accounts.selectors import agency_ids_of, sight_of, type_of_user
from dossiers.models import Component, Holder, Paper, PaperQuerySet
from dossiers.states import UNREVIEWED, State
from reuse.facts import Judged, with_newest_verdict
from reuse.statements import Hole, KeptStatements, Statement

# What only the pipeline reads; a Paper without it asks for it when somebody does.
WORK = (
    *(
        "state_since",
        "number_key",
        "type_confidence",
        "indexed_version",
        "lease_owner",
        "lease_until",
    ),
    *("attempts", "not_before", "failed_from", "failure_code", "failure_detail"),
)
COLUMNS = tuple(each.attname for each in Paper._meta.concrete_fields if each.name not in WORK)  # noqa: SLF001
VERDICT = ("verdict_outcome", "verdict_signatures", "verdict_at")
Row = namedtuple("Row", [*COLUMNS, *VERDICT])  # type: ignore[misc] # noqa: PYI024 - the model has the fields
# Papers of the holder that fit; papers linked to nobody that came for this holder's dossiers, or on which a number of
# theirs was read. Each part begins at an index with one value, whatever the size of the tables; the plus keeps
# SQLite from beginning at the index of all papers without a holder.
CANDIDATES = """
SELECT id FROM dossiers_paper WHERE holder_id = %s
    AND (%s LIKE '%%|' || paper_type_id || '|%%' OR %s LIKE '%%|' || component_id || '|%%')
UNION SELECT paper.id FROM dossiers_dossier dossier
    JOIN dossiers_paper paper ON paper.dossier_id = dossier.id
    WHERE dossier.holder_id = %s AND +paper.holder_id IS NULL AND paper.component_id IS NOT NULL
UNION SELECT paper.id FROM (
        SELECT CAST(%s AS text) AS number UNION SELECT CAST(%s AS text) UNION SELECT CAST(%s AS text)
        UNION SELECT number FROM dossiers_formeridentity WHERE holder_id = %s
    ) known
    JOIN dossiers_field field ON field.value = known.number AND field.name IN ('personal_id', 'tax_code')
    JOIN dossiers_paper paper ON paper.id = field.paper_id
    WHERE known.number <> '' AND +paper.holder_id IS NULL
"""

HOLES = tuple(
    Hole(each)
    for each in (
        *("holder", "types", "components"),
        *("holder", "personal_id", "old_personal_id", "tax_code", "holder"),
    )
)


class Candidate(Judged, Protocol):
    """A row of the papers with its newest verdict; `paper_of` makes a Paper of it."""

    agency_id: int
    component_id: int | None


_statements = KeptStatements()


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees.

    Args:
        known: the papers that they may be told to exist.
        seen: those of them that they may see; None where that is all of them.
        viewer: an officer, whose roles say it instead: what they may see, and that papers of their agencies
            wait for review.
    """

    known: PaperQuerySet | None = None
    seen: PaperQuerySet | None = None
    viewer: type_of_user | None = None

    def candidates(self, holder: Holder, components: Iterable[Component]) -> list[Candidate]:
        """Papers that may matter to these components for this holder, as far as they may be told to exist.

        Each with its newest verdict at hand, by row id. One query.

        Args:
            components: with what they accept at hand.
        """
        asked = list(components)
        told: dict[str, str | int] = {
            "holder": holder.pk,
            "personal_id": holder.personal_id or "",
            "old_personal_id": holder.old_personal_id,
            "tax_code": holder.tax_code,
            "types": _marked(each.paper_type_id for row in asked for each in row.accepted.all()),
            "components": _marked(str(row.pk) for row in asked),
        }
        try:
            statement = self._statement()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(told))
            rows: list[Any] = [Row._make(_with_verdict(row)) for row in cursor.fetchall()]
        return rows

    def shown(self, candidates: Iterable[Candidate]) -> set[int]:
        """Row ids of those candidates that may be seen, not only told to exist."""
        if self.viewer is not None:
            staff = agency_ids_of(self.viewer, Role.Kind.CLERK, Role.Kind.AUDITOR)
            # What `known_to` adds to what may be seen waits for review, and of that clerks see their own.
            return {
                each.id
                for each in candidates
                if each.state not in UNREVIEWED or each.agency_id in staff
            }
        ids = {each.id for each in candidates}
        if self.seen is None:
            return ids
        return set(self.seen.filter(pk__in=ids).order_by().values_list("pk", flat=True))

    def _statement(self) -> Statement:
        if self.viewer is None:
            return _compile(self.known if self.known is not None else Paper.objects.none())
        viewer = self.viewer
        return _statements.get(sight_of(viewer), lambda: _compile(Paper.objects.known_to(viewer)))


def paper_of(row: Candidate) -> Paper:
    """The paper."""
    found: Any = row
    values = [_moment(each) for each in found[: len(COLUMNS)]]
    return Paper.from_db(connection.alias, COLUMNS, values)


def _marked(words: Iterable[str]) -> str:
    """The words between strokes: a list of any length in one hole. What fits is looked at exactly afterwards."""
    return f"|{'|'.join(dict.fromkeys(words))}|"


def _compile(known: PaperQuerySet) -> Statement:
    asked = with_newest_verdict(
        # Nothing of the text is from outside; what is comes into the holes, bound.
        known.filter(pk__in=RawSQL(CANDIDATES, HOLES), paper_type__isnull=False)  # noqa: S611
    )
    return Statement.of(asked.exclude(state=State.RETURNED).order_by("pk").defer(*WORK))


def _with_verdict(row: Sequence[Any]) -> list[Any]:
    """The row, its verdict in Python's terms: plain SQL gives JSON as text, and SQLite no zone."""
    *rest, signatures, at = row
    return [
        *rest,
        json.loads(signatures) if isinstance(signatures, str) else signatures,
        _moment(at),
    ]


def _moment(value: Any) -> Any:
    """Moments are kept in UTC; all else as it is."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
