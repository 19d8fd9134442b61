"""Writes the catalogue as one file."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Model

from dossiers.catalogue_file.schema import FORMAT, VERSION, DatedPart, PaperTypePart
from dossiers.models import DataSource, LawfulException, PaperType, Procedure, ProcedureVersion
from dossiers.procedures.content import begin, content_of, with_versions


def catalogue() -> dict[str, Any]:
    """All that is published, with the history of each procedure; drafts stay at home."""
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "paper_types": _rows(PaperType, PaperTypePart.model_fields),
        "data_sources": _rows(DataSource, DatedPart.model_fields),
        "lawful_exceptions": _rows(LawfulException, DatedPart.model_fields),
        "procedures": list(_procedures()),
    }


def _rows(model: type[Model], columns: Any) -> list[dict[str, Any]]:
    found = model._default_manager.order_by("pk").values(*columns)  # noqa: SLF001 - any model's own
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _procedures() -> Iterator[dict[str, Any]]:
    found = Procedure.objects.order_by("code").prefetch_related(with_versions())
    for procedure in found.iterator(chunk_size=500):
        versions = sorted(procedure.versions.all(), key=begin)
        if versions:
            yield {
                "code": procedure.code,
                "name": procedure.name,
                "level": procedure.level_id,
                "sector": procedure.sector,
                "result_paper_type": procedure.result_type_id,
                "versions": [_version(each) for each in versions],
            }


def _version(version: ProcedureVersion) -> dict[str, Any]:
    said = asdict(content_of(version))
    for component in said["components"]:
        for accepted in component["accepted"]:
            accepted["copy_kind"] = accepted["copy_kind"] or None
    return {
        "valid_from": _plain(version.valid_from),
        "note": version.note,
        "combines": said.pop("parts"),
        **said,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
