"""A signature of ours that cannot be checked yet, since root or list of revocation is not loaded, waits."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from accounts.models import Agency
from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.intake import Source, open_batch, receive
from ingest.review import Review, accept
from ingest.runner import run_one
from ingest.tools import Tools
from signing.pki import DemoPki
from signing.trust import load_trust
from tests.ingest.conftest import AGENCY
from tests.records import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    code, name = next(iter(AGENCY.items()))
    return make_agency(code, name=name)


@pytest.mark.parametrize("lacking", ["root", "list"])
def test_a_paper_waits_until_trust_is_loaded(
    lacking: str, agency: Agency, tools: Tools, pki: DemoPki, draw_scan: Callable[..., Path]
) -> None:
    anchors = [] if lacking == "root" else [pki.root_pem, pki.intermediate_pem]
    trust = load_trust(anchors, crls=[] if lacking == "list" else pki.crls)
    path = draw_scan()
    batch = open_batch(agency=agency, created_by="cli:test")
    file = receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=50_000_000)
    paper = run_one(file.papers.get(), tools)
    values = dict(paper.fields.values_list("name", "value"))
    review = Review(paper_type=str(paper.paper_type_id), values=values)
    assert accept(paper.pk, review=review, by="user:clerk") == []

    paper = run_one(Paper.objects.get(), replace(tools, trust=lambda: trust))
    # A paper that is kept for long is not signed at less than B-LTA where its lists are loaded.
    waits_in = State.TO_SIGN if lacking == "root" else State.SIGNED
    assert (paper.state, paper.failure_code) == (waits_in, "signing.trust_missing")
    assert paper.not_before is not None

    Paper.objects.update(not_before=None)
    paper = run_one(Paper.objects.get(), tools)
    assert (paper.state, paper.failure_code) == (State.AVAILABLE, "")
    assert paper.renditions.filter(kind=Rendition.Kind.SIGNED).count() == 1
