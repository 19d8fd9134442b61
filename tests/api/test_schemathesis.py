"""Schemathesis calls the running API by its own description: it finds no fault of ours, and no answer outside it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from config import wiring
from dossiers.models import Paper, Rendition
from tests.api.systems import ROOT, System, make_system, told
from tests.api.test_evidence import PATH, wanted
from tests.records import make_component, make_dossier, make_paper_type, vouch_for
from tests.reuse.cases import Case, held_paper, make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service, pytest.mark.slow]

HERE = Path(__file__).parent
SECONDS = 400
EXAMPLES = 10


def test_it_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    case = make_case()
    system = make_system(case.agency, "officer", "clerk")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--no-color", "--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"{live_server.url}{ROOT}/openapi.json"),
            *("--header", f"Authorization: Bearer {system.secret}"),
            *("--checks", "all", "--generation-deterministic"),
            *("--max-examples", str(EXAMPLES)),
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(HERE.parents[1]),
            "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks",
            "MOTLAN_TEST_KNOWN": json.dumps(what_exists(case, system)),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]


def what_exists(case: Case, system: System) -> dict[str, Any]:
    """A dossier with four components: one open, one previewed, two whose papers were accepted."""
    number = case.dossier.number
    open_one = ask(system, case)
    previewed = ask(system, another_component(case))
    system.get(f"{PATH}/{previewed['id']}/preview")
    # The first one is taken back before long: its id is the first number that anybody tries.
    used = accept(system, another_component(case))
    accepted = accept(system, another_component(case))
    paper = accepted["papers"][0]["id"]
    fresh = make_dossier(case.agency, procedure=case.procedure, holder=case.holder)
    holder = {"number": case.holder.personal_id, "name": case.holder.name}
    agency = case.agency.code
    of_paper = {"path": {"evidence_id": accepted["id"], "paper_id": paper}}
    return {
        "get_procedure": {"path": {"code": case.procedure.code}},
        "check": {"body": {"holder": holder, "procedure": case.procedure.code}},
        "open_dossier": {
            "body": {
                "procedure": case.procedure.code,
                "applicant": holder,
                "place_of_intake": agency,
                "deciding_agency": agency,
                "place_of_support": None,
            }
        },
        "get_dossier": {"path": {"number": number}},
        "get_checklist": {"path": {"number": number}},
        "list_reuses": {"query": {"dossier": number}},
        "get_reuse": {"path": {"reuse_id": used["reuses"][0]}},
        "settle_alarm": {"path": {"reuse_id": used["reuses"][0]}},
        "search_papers": {"body": {"holder": holder}},
        "get_paper": {"path": {"paper_id": paper}},
        "get_verification": {"path": {"paper_id": paper}},
        "request_evidence": {
            "body": {"dossier": fresh.number, "component": case.component.code, "exception": None}
        },
        "get_evidence_request": {"path": {"evidence_id": open_one["id"]}},
        "preview_evidence": {"path": {"evidence_id": open_one["id"]}},
        "get_evidence_page": {"path": {**of_paper["path"], "number": 1}},
        "get_evidence_file": of_paper,
        "get_evidence_link": of_paper,
        "accept_evidence": {"path": {"evidence_id": open_one["id"]}},
        "refuse_evidence": {"path": {"evidence_id": previewed["id"]}},
    }


def ask(system: System, case: Case) -> dict[str, Any]:
    sign(case.paper)
    return dict(told(system.post(PATH, wanted(case), key=uuid4().hex)))


def accept(system: System, case: Case) -> dict[str, Any]:
    request = ask(system, case)
    system.get(f"{PATH}/{request['id']}/preview")
    answer = system.post(f"{PATH}/{request['id']}/accept", key=uuid4().hex)
    return dict(told(answer))


def another_component(case: Case) -> Case:
    """The same dossier, and one more component with a paper that is held for it."""
    kind = make_paper_type(f"loai_{uuid4().hex[:6]}", name="Giấy khác")
    case.component = make_component(case.procedure, kind)
    case.paper = held_paper(case.agency, holder=case.holder, paper_type=kind)
    return case


def sign(paper: Paper) -> None:
    """Bytes in the store of the tests: a picture as original, a signed copy."""
    made = io.BytesIO()
    Image.new("RGB", (60 + paper.pk, 80), "white").save(made, "PNG")  # each file is kept once
    original = wiring.store().put(io.BytesIO(made.getvalue()), media_type="image/png")
    file = paper.received_file
    file.key, file.sha256 = original.key, original.sha256
    file.save()
    signed = wiring.store().put(io.BytesIO(b"%PDF-1.7 signed"), media_type="application/pdf")
    vouch_for(
        Rendition.objects.create(
            paper=paper,
            kind=Rendition.Kind.SIGNED,
            key=signed.key,
            sha256=signed.sha256,
            size_bytes=signed.size_bytes,
            media_type="application/pdf",
        )
    )
