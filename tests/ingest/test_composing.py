"""The copy of one paper of several in a file, and of one that arrived signed."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import Agency
from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.intake import Source, open_batch, receive
from ingest.steps.compose import compose
from ingest.steps.read import read
from ingest.tools import Tools
from tests.records import make_agency

pytestmark = pytest.mark.django_db
OWN = "{urn:motlan:ns:digitized-copy:1#}"


@pytest.fixture
def agency() -> Agency:
    return make_agency("H90.01")


@pytest.fixture
def paper(agency: Agency, tools: Tools, draw_scan: Callable[..., Path], tmp_path: Path) -> Paper:
    """The second and third of four pages of a file, read."""
    pages = [Image.open(draw_scan(f"{seed}.jpg", seed=seed)) for seed in range(4)]
    path = tmp_path / "bon-trang.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=200)
    batch = open_batch(agency=agency, created_by="cli:test")
    receive(Source(path, path.parent), batch=batch, store=tools.store, max_bytes=10**9)
    paper = Paper.objects.get()
    paper.first_page, paper.last_page = 2, 3
    read(paper, tools).save(paper)
    return paper


def copy_of(paper: Paper, tools: Tools) -> Rendition:
    done = compose(paper, tools)
    done.save(paper)
    return paper.renditions.exclude(kind=Rendition.Kind.ORIGINAL).get()


def test_a_paper_of_a_stack_gets_a_copy_of_its_own_pages(paper: Paper, tools: Tools) -> None:
    copy = copy_of(paper, tools)
    data = tools.store.open(copy.key)
    assert copy.pages == 2
    with pymupdf.open(stream=data.read()) as document:  # type: ignore[no-untyped-call]
        assert [("QUYẾT ĐỊNH" in page.get_text()) for page in document] == [True, True]
    with (
        pikepdf.open(tools.store.open(copy.key)) as pdf,
        pikepdf.open(tools.store.open(paper.received_file.key)) as whole,
        pdf.open_metadata() as xmp,
    ):
        assert xmp[OWN + "sourcePages"] == "2-3"
        assert xmp[OWN + "sourceSha256"] == paper.received_file.sha256
        for page, source in zip(pdf.pages, list(whole.pages)[1:3], strict=True):
            (scan,) = source.Resources.XObject.values()
            assert page.Resources.XObject.Im0.read_raw_bytes() == scan.read_raw_bytes()


def test_a_paper_that_arrived_signed_keeps_its_bytes_beside_a_copy_without_signature(
    paper: Paper, tools: Tools
) -> None:
    before = tools.store.open(paper.received_file.key).read()
    paper.arrived_signed = True
    done = compose(paper, tools)
    done.save(paper)
    assert done.state == State.SIGNED
    copy = paper.renditions.get(kind=Rendition.Kind.SEARCHABLE)
    assert tools.store.open(paper.received_file.key).read() == before
    with pikepdf.open(tools.store.open(copy.key)) as pdf:
        assert "không có chữ ký" in str(pdf.docinfo["/Title"])


def test_the_same_paper_gives_the_same_copy(paper: Paper, tools: Tools) -> None:
    paper.accepted_at = timezone.now()
    for _ in range(2):
        compose(paper, tools).save(paper)
    copies = paper.renditions.filter(kind=Rendition.Kind.COMPOSED)
    assert [copy.version for copy in copies.order_by("version")] == [1, 2]
    assert len({copy.key for copy in copies}) == 1
