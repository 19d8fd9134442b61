"""Components of a combined procedure: each is named by a code of its own, though its parts use the same."""

from uuid import uuid4

import pytest

from dossiers.models import CombinedPart, Component, EvidenceRequest, ProcedureVersion, Reuse
from tests.api.systems import System, told
from tests.records import make_component, make_dossier, make_paper_type, make_procedure
from tests.reuse.cases import Case, held_paper
from tests.reuse.test_command import run


@pytest.fixture
def whole(case: Case) -> ProcedureVersion:
    """Two procedures at once that each have a component TP01; what the second asks for is held too."""
    combined = make_procedure("1.009994").versions.get()
    other = make_procedure("1.009995")
    kind = make_paper_type("cccd_copy", name="Căn cước")
    make_component(other, kind, name="Căn cước")
    Component.objects.update(code="TP01")
    held_paper(case.agency, holder=case.holder, paper_type=kind)
    for position, part in enumerate((case.procedure, other), start=1):
        CombinedPart.objects.create(whole=combined, part=part.versions.get(), position=position)
    return combined


CODES = ["1.000894/TP01", "1.009995/TP01"]


def test_every_component_has_a_code_of_its_own(
    system: System, case: Case, whole: ProcedureVersion
) -> None:
    dossier = make_dossier(case.agency, procedure=whole.procedure, holder=case.holder)
    asked = told(system.get("/procedures/1.009994"))["components"]
    assert [each["code"] for each in asked] == CODES
    lines = told(system.get(f"/dossiers/{dossier.number}/checklist"))["lines"]
    assert [each["code"] for each in lines] == CODES
    checked = run("--holder", "038190000123", "--procedure", "1.009994")
    assert [each["component"] for each in checked] == CODES


def test_papers_are_asked_for_the_component_that_is_named(
    system: System, case: Case, whole: ProcedureVersion
) -> None:
    dossier = make_dossier(case.agency, procedure=whole.procedure, holder=case.holder)
    sent = {
        "dossier": dossier.number,
        "component": CODES[1],
        "purpose": "Giải quyết hồ sơ",
        "legal_basis": "Nghị định 45/2020/NĐ-CP",
        "request": "online",
    }
    answer = system.post("/evidence-requests", sent, key=uuid4().hex)
    assert answer.status_code == 201, answer.content
    assert told(answer)["component"] == CODES[1]
    made = EvidenceRequest.objects.select_related("component__version__procedure").get()
    assert made.component.procedure.code == "1.009995"
    Reuse.objects.create(
        dossier=dossier,
        component=made.component,
        mode="citizen_store",
        reference="KHO-1",
        purpose="x",
        legal_basis="x",
        officer="user:x",
    )
    [reuse] = told(system.get("/reuses"))["items"]
    assert reuse["component"] == CODES[1]
    # A bare code would mean either.
    bare = system.post("/evidence-requests", {**sent, "component": "TP01"}, key=uuid4().hex)
    assert bare.status_code == 404
