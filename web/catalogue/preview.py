"""What a draft would change, and whom that concerns."""

from typing import Any

from django.utils import timezone

from dossiers.models import Dossier, ProcedureVersion
from dossiers.procedures.publishing import wholes_of
from web.catalogue.lines import lines_of


def preview_of(draft: ProcedureVersion) -> dict[str, Any]:
    """The draft beside the version in force: components, how many open dossiers keep the old one, who follows."""
    procedure = draft.procedure
    version = procedure.version_on(timezone.localdate())
    open_ones = Dossier.objects.filter(version=version, finished_at=None)
    return {
        "procedure": procedure,
        "draft": draft,
        "version": version,
        "lines": lines_of(draft),
        "open_dossiers": open_ones.count() if version else 0,
        "followers": list(wholes_of(procedure)),
    }
