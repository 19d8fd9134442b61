"""Ids and numbers are answered from the records while the search server is away."""

import time

import pytest

from dossiers.models import Paper
from reuse.finding import Wanted, find
from search.adapters.elasticsearch_index import ElasticsearchIndex
from search.adapters.elasticsearch_server import ElasticsearchServer
from tests.records import make_agency, make_paper
from tests.services.loopback import free_port
from vietnamese.document_number import fold_number

pytestmark = [pytest.mark.django_db, pytest.mark.service]


@pytest.mark.parametrize(
    ("query", "seen"), [("115/NQ-CP", True), ("nguyễn văn an", False)], ids=["number", "words"]
)
def test_numbers_are_found_and_the_reason_is_told(query: str, seen: bool) -> None:
    paper = make_paper(
        make_agency(), number="115/NQ-CP", number_key=fold_number("115/NQ-CP"), title="Nghị quyết"
    )
    away = ElasticsearchServer(url=f"http://127.0.0.1:{free_port()}", index="motlan")
    began = time.monotonic()
    results = find(Wanted(query), papers=Paper.objects.all(), index=ElasticsearchIndex(away))
    assert [each.paper for each in results.found] == ([paper] if seen else [])
    assert results.code == "search.unreachable"
    assert time.monotonic() - began < 10
