"""Ids and numbers are answered from the records while the search server is away, and the reason is told."""

import time

import pytest
from django.core.management import call_command

from config import wiring
from dossiers.models import Paper
from reuse.finding import Wanted, find
from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.elasticsearch_server import ElasticsearchServer
from tests.records import make_agency, make_paper
from tests.services.loopback import free_port
from vietnamese.document_number import fold_number

pytestmark = [pytest.mark.django_db, pytest.mark.service]


def held() -> Paper:
    return make_paper(
        make_agency(), number="115/NQ-CP", number_key=fold_number("115/NQ-CP"), title="Nghị quyết"
    )


def index_away() -> ElasticsearchIndex:
    url = f"http://127.0.0.1:{free_port()}"
    return ElasticsearchIndex(ElasticsearchServer(url=url, index="motlan"))


@pytest.mark.parametrize(
    ("query", "seen"), [("115/NQ-CP", True), ("nguyễn văn an", False)], ids=["number", "words"]
)
def test_numbers_are_found_and_the_reason_is_told(query: str, seen: bool) -> None:
    paper = held()
    began = time.monotonic()
    results = find(Wanted(query), papers=Paper.objects.all(), index=index_away())
    assert [each.paper for each in results.found] == ([paper] if seen else [])
    assert results.code == "search.unreachable"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(("query", "seen"), [("115/NQ-CP", True), ("nguyễn văn an", False)])
def test_the_command_line_says_so_too(
    query: str, seen: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held()
    monkeypatch.setattr(wiring, "index", index_away)
    call_command("search", query)
    told = capsys.readouterr()
    assert "[search.unreachable]" in told.err
    assert "Chỉ tìm theo số định danh và số hiệu." in told.err
    assert ("115/NQ-CP" in told.out) == seen
    assert "Không tìm thấy" not in told.out  # it is not known
