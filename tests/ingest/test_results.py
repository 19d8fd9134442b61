"""A paper of a dossier is a component or a result: of its procedure, or of one that a combined procedure does."""

import pytest

from dossiers.models import CombinedPart
from ingest.steps.propose import place_in_dossier
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_paper,
    make_paper_type,
    make_procedure,
)

pytestmark = pytest.mark.django_db


def test_the_results_of_the_parts_are_results_unless_they_are_asked_for() -> None:
    agency, permit = make_agency(), make_paper_type("giay_phep_xd")
    whole = make_procedure(result_type=permit)
    plan = make_procedure(result_type=make_paper_type("quyet_dinh"))
    design = make_procedure(result_type=make_paper_type("thong_bao"))
    asked = make_component(plan, make_paper_type("thong_bao"))
    for position, part in enumerate((plan, design), start=1):
        versions = {"whole": whole.versions.get(), "part": part.versions.get()}
        CombinedPart.objects.create(position=position, **versions)
    dossier = make_dossier(agency, procedure=whole)
    placed = []
    for code in ("giay_phep_xd", "quyet_dinh", "thong_bao", "cong_van"):
        paper = make_paper(agency, dossier=dossier, paper_type=make_paper_type(code))
        place_in_dossier(paper)
        placed.append((paper.is_result, paper.component))
    assert placed == [(True, None), (True, None), (False, asked), (False, None)]
