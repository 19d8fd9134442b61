"""What a draft would change and whom that concerns, and the versions that there were."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.utils import timezone

from dossiers.models import Dossier, Procedure, ProcedureVersion
from dossiers.procedures.content import Content, begin, content_of, published_versions
from dossiers.procedures.publishing import version_on, wholes_of
from web.catalogue.changes import Change, changes
from web.catalogue.combined import combined
from web.catalogue.lines import lines_of


@dataclass(frozen=True, slots=True)
class Period:
    """A published version, its last day, and whether it holds today, is still to come, or is past."""

    version: ProcedureVersion
    last_day: date | None
    when: str


def preview_of(draft: ProcedureVersion) -> dict[str, Any]:
    """The draft beside the version in force: what differs, how many open dossiers keep that, who follows."""
    procedure, today = draft.procedure, timezone.localdate()
    published = published_versions(procedure)
    version = version_on(published, today)
    open_ones = Dossier.objects.filter(procedure=procedure, finished_at=None)
    return {
        "procedure": procedure,
        "draft": draft,
        "version": version,
        "lines": lines_of(draft),
        "combined": combined(draft),
        "changes": changes(content_of(version) if version else Content(), content_of(draft)),
        "open_dossiers": open_ones.count() if version else 0,
        "followers": list(wholes_of(procedure).order_by("code")),
        "to_come": [each for each in published if (each.valid_from or today) > today],
    }


def periods(procedure: Procedure) -> list[Period]:
    """The published versions with the number of their dossiers, the newest first."""
    found = procedure.versions.published().annotate(dossier_count=Count("dossiers"))
    in_order = sorted(found, key=begin)
    now = version_on(in_order, timezone.localdate())
    lasts = [
        following.valid_from - timedelta(days=1) if following.valid_from else None
        for _, following in pairwise(in_order)
    ]
    place = in_order.index(now) if now else 0
    words = ["past"] * place + ["now"] + ["to_come"] * len(in_order)
    rows = zip(in_order, [*lasts, None], words, strict=False)
    return [Period(version, last, when) for version, last, when in rows][::-1]


def changes_since(version: ProcedureVersion) -> list[Change] | None:
    """What a published version changed in the one before it; None for the first."""
    published = published_versions(version.procedure)
    place = [each.pk for each in published].index(version.pk)
    if place == 0:
        return None
    return changes(content_of(published[place - 1]), content_of(published[place]))
