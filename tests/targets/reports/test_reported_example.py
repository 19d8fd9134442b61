"""The example of docs for figures that others have reported."""

from pathlib import Path

import pytest

from dossiers.imports.run import import_file
from targets.models import ReportedFigures
from targets.reports.reported_import import REPORTED_FIGURES
from tests.records import make_agency

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "reported_figures.csv"


@pytest.mark.django_db
def test_the_example_goes_in_and_a_second_run_changes_nothing() -> None:
    for code in ("H90", "H90.30"):
        make_agency(code)
    first = import_file(REPORTED_FIGURES, EXAMPLE, by="cli:thu", dry_run=False)
    assert (first.created, first.problems, first.warnings) == (2, [], [])
    again = import_file(REPORTED_FIGURES, EXAMPLE, by="cli:thu", dry_run=False)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert ReportedFigures.objects.filter(carried_over=None).count() == 1
