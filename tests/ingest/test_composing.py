"""The copy of one paper of several in a file, and of one that arrived signed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from accounts.models import Agency
from dossiers.copy_codes import grouped
from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.intake import Source, open_batch, receive
from ingest.signing import mark_lines
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


def test_a_second_run_gives_the_same_copy(paper: Paper, tools: Tools) -> None:
    paper.accepted_at = timezone.now()
    compose(paper, tools)  # as if it had ended before its row was written
    held = set(tools.store.keys())
    for _ in range(2):
        compose(paper, tools).save(paper)
    assert set(tools.store.keys()) == held
    copies = paper.renditions.filter(kind=Rendition.Kind.COMPOSED)
    assert [copy.version for copy in copies.order_by("version")] == [1, 2]
    assert len({copy.key for copy in copies}) == 1


def test_a_corrected_copy_has_a_code_of_its_own(paper: Paper, tools: Tools) -> None:
    for _ in range(2):
        paper.accepted_at = timezone.now()
        compose(paper, tools).save(paper)
    copies = paper.renditions.filter(kind=Rendition.Kind.COMPOSED).order_by("version")
    codes = [grouped(row.code) for row in paper.copy_codes.all()]
    assert len(set(codes)) == 2
    for code, copy in zip(codes, copies, strict=True):
        with (
            pikepdf.open(tools.store.open(copy.key)) as pdf,
            pdf.open_metadata() as xmp,
        ):
            assert xmp[OWN + "checkCode"] == code
            assert OWN + "checkAddress" not in xmp


def test_the_code_can_be_scanned_from_the_copy(paper: Paper, tools: Tools) -> None:
    tools = replace(tools, check_address="https://giayto.example/kiem-tra/")
    done = compose(paper, tools)
    done.save(paper)
    assert done.facts == {"code_page": 1}
    row = paper.copy_codes.get()
    assert row.page == 1
    copy = paper.renditions.get(kind=Rendition.Kind.COMPOSED)
    with pymupdf.open(stream=tools.store.open(copy.key).read()) as document:  # type: ignore[no-untyped-call]
        drawn = document[0].get_pixmap(dpi=150)
        text = document[0].get_text()
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, drawn.n)
    (found,) = zxingcpp.read_barcodes(pixels)
    assert found.text == f"https://giayto.example/kiem-tra/{row.code}/"
    assert grouped(row.code).replace("-", "") in text.replace("-", "").replace("\n", "")


def test_a_full_page_shows_its_code_in_the_mark(paper: Paper, tools: Tools) -> None:
    for row in paper.page_texts.all():  # words all over, however pale they are
        row.lines = [[["chữ", 0, 0, row.width_px, row.height_px, 99]]]
        row.save()
    done = compose(paper, tools)
    done.save(paper)
    assert done.facts == {"code_page": None}
    row = paper.copy_codes.get()
    assert mark_lines(paper)[1:] == (f"Mã kiểm tra: {grouped(row.code)}",)
    row.page = 1
    row.save()
    assert len(mark_lines(paper)) == 1


def test_a_copy_that_proves_nothing_has_no_code(paper: Paper, tools: Tools) -> None:
    paper.arrived_signed = True
    assert compose(paper, tools).facts == {}
    assert not paper.copy_codes.exists()
