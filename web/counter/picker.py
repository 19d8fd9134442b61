"""Procedures to choose from, found by any words of code, name or sector, with or without accents."""

from dataclasses import dataclass

from django.utils import timezone

from dossiers.models import Procedure, ProcedureVersion
from vietnamese.text import fold

MOST = 25


@dataclass(frozen=True, slots=True)
class Offered:
    """One procedure, with its time limit as it is posted."""

    procedure: Procedure
    version: ProcedureVersion
    limit: str


def offered(words: str) -> list[Offered]:
    """Procedures with a version today that hold every word; the first of the catalogue without words.

    A province has some two thousand: their names are read and compared here, since the database cannot
    compare without accents.
    """
    versions = ProcedureVersion.objects.in_force(timezone.localdate())
    asked = fold(words).split()
    rows = versions.order_by("procedure__code").values_list(
        "pk", "procedure__code", "procedure__name", "procedure__sector"
    )
    found = [pk for pk, *texts in rows if all(each in fold(" ".join(texts)) for each in asked)][
        :MOST
    ]
    shown = versions.filter(pk__in=found).select_related("procedure__level")
    return [
        Offered(each.procedure, each, posted_limit(each))
        for each in shown.order_by("procedure__code")
    ]


def posted_limit(version: ProcedureVersion | None) -> str:
    """The time limit in words."""
    if version is None or version.processing_days is None:
        return "Hẹn trả theo từng hồ sơ"
    if version.processing_days == 0:
        return "Trả ngay trong ngày"
    return f"{version.processing_days} ngày làm việc"
