"""No hot query reads a large table through: each is planned and run on a province's records."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counter.ports import Press
from counter.press import keep_all
from counter.watch import watch
from dossiers.events import record
from dossiers.identity.matching import determine, determine_named
from dossiers.models import Paper, ReceivedFile
from dossiers.states import State
from ingest import indexing
from ingest.leases import release_dead
from ingest.runner import claim
from ingest.sweeping import sweep
from printing.pdfa import html_to_pdfa
from reuse.finding import Wanted, find
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from storage.keys import key_of
from targets import rollup
from tests.api.systems import make_system
from tests.postgresql.province import LARGE, Province, make_province
from tests.records import make_user
from tests.web.citizen.doors import citizen

pytestmark = [pytest.mark.django_db, pytest.mark.service]

# A query may look at more rows than it answers with, never at a share of the table.
MOST_ROWS = 5_000


def page(address: str, who: str) -> Callable[[Province], object]:
    """A page as one of the people sees it; the braces are filled from the province."""

    def look(province: Province) -> object:
        client = Client()
        client.force_login(getattr(province, who))
        answer = client.get(address.format(p=province), follow=False)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return look


def next_page(address: str, who: str) -> Callable[[Province], object]:
    """The second page of a list."""

    def look(province: Province) -> object:
        client = Client()
        client.force_login(getattr(province, who))
        key = client.get(address).context["page"].next_key
        assert key
        return client.get(address, {"sau": key})

    return look


def search(query: str) -> Callable[[Province], object]:
    def look(province: Province) -> object:
        papers = Paper.objects.visible_to(province.officer)
        return find(Wanted(query), papers=papers, index=MemoryIndex())

    return look


def visible_by_id(province: Province) -> object:
    ids = range(province.paper.pk, province.paper.pk + 100)
    return Paper.objects.visible_to(province.officer).in_bulk(list(ids))


def review_sheet(_: Province) -> object:
    paper = Paper.objects.filter(state=State.TO_REVIEW)[0]
    client = Client()
    client.force_login(make_user("clerk", paper.agency))
    answer = client.get(f"/doi-soat/{paper.pk}/")
    assert answer.status_code == 200
    return client.get(f"/doi-soat/tiep/?sau={paper.pk}")


def citizen_page(address: str) -> Callable[[Province], object]:
    """A page of the person whom the province's paper belongs to."""

    def look(province: Province) -> object:
        answer = citizen(province.holder, province.commune).get(address.format(p=province))
        assert answer.status_code == 200
        return answer

    return look


def check_by_api(province: Province) -> object:
    sent = {**_person(province), "procedure": province.dossier.procedure.code}
    answer = make_system(province.root).post("/checks", sent)
    assert answer.status_code == 200, answer.content
    return answer


def person_by_api(province: Province) -> object:
    answer = make_system(province.root).post("/papers/search", _person(province))
    assert answer.status_code == 200, answer.content
    return answer


def _person(province: Province) -> dict[str, object]:
    holder = province.holder
    return {"holder": {"number": str(holder.personal_id), "name": holder.name}}


HOT: dict[str, Callable[[Province], object]] = {
    "claim": lambda _: claim("host/1/1"),
    "claim_by_name": lambda p: claim("host/1/1", named=p.paper.pk),
    "end_dead_leases": lambda _: release_dead(),
    "sweep": lambda _: sweep(),
    "index_due": lambda _: indexing._due(),
    "rollup_behind": lambda _: rollup.follow(),
    "event": lambda p: record(agency=p.commune, actor="worker", verb="a.b", about=p.paper),
    "file_by_sha": lambda p: ReceivedFile.objects.filter(
        agency=p.commune, sha256=key_of("a" * 64)[-64:]
    ).first(),
    "holder": lambda p: determine(number=str(p.holder.personal_id), name=p.holder.name),
    "holder_named": lambda _: determine_named(name="Không Có Ai", birth=date(1990, 5, 19)),
    "holder_page": page("/chu-giay-to/{p.holder.pk}/", "clerk"),
    "search_number": search("77/QĐ-UBND"),
    "search_person": search("079000000123"),
    "search_page": page("/tra-cuu/?q=77/QĐ-UBND&hieu_luc=het", "officer"),
    "suggestions": page("/tra-cuu/goi-y/?q=77", "officer"),
    "suggestions_of_a_commune": page("/tra-cuu/goi-y/?q=77", "clerk"),
    "work": page("/viec-cua-toi/", "handler"),
    "work_second_page": next_page("/viec-cua-toi/", "handler"),
    "work_without_due_date": page("/viec-cua-toi/?han=khong", "handler"),
    "work_of_an_agency": page("/viec-cua-toi/?pham_vi=giai-quyet", "handler"),
    "work_taken_in": page("/viec-cua-toi/?pham_vi=tiep-nhan", "handler"),
    "work_of_a_province": page("/viec-cua-toi/?pham_vi=giai-quyet", "officer"),
    "work_with_alarms": page("/viec-cua-toi/?pham_vi=giai-quyet&canh_bao=1", "officer"),
    "work_to_be_fetched": page("/viec-cua-toi/?pham_vi=giai-quyet&trang_thai=9", "officer"),
    "work_ended_in_doubt": page(
        "/viec-cua-toi/?pham_vi=giai-quyet&trang_thai=xong-nghi-ngo", "officer"
    ),
    "dossier": page("/ho-so/{p.dossier.pk}/", "officer"),
    "late": lambda _: watch(dry_run=True),
    "unprinted": lambda _: keep_all(press=Press(to_pdf=html_to_pdfa, store=MemoryStore())),
    "notifications": page("/thong-bao/?muc=tat-ca", "officer"),
    "check": check_by_api,
    "person_by_api": person_by_api,
    "visible_by_id": visible_by_id,
    "queue": page("/doi-soat/", "clerk"),
    "review_sheet": review_sheet,
    "failures": page("/loi/", "administrator"),
    "failures_waiting": page("/loi/?muc=doi", "administrator"),
    "failures_refused": page("/loi/?muc=khong-nhan", "administrator"),
    "failures_second_page": next_page("/loi/", "administrator"),
    "paper": page("/giay-to/{p.paper.pk}/", "officer"),
    "citizen": citizen_page("/cong-dan/"),
    "citizen_uses": citizen_page("/cong-dan/ai-da-dung/"),
    "citizen_paper": citizen_page("/cong-dan/giay-to/{p.paper.pk}/"),
    "citizen_dossiers": citizen_page("/cong-dan/ho-so/"),
    "batches": page("/quet/", "clerk"),
    "batch": page("/quet/lo/{p.batch.pk}/", "clerk"),
    "checklist": page("/thanh-phan-ho-so/?ho_so={p.dossier.number}", "officer"),
}


def test_no_hot_query_reads_a_large_table_through() -> None:
    province = make_province()
    told = {name: _faults_of(look, province) for name, look in HOT.items()}
    faults = [f"{name}: {fault}" for name, found in told.items() for fault in found]
    assert not faults, "\n\n".join(faults)
    # The judge itself: a query that no index serves is seen.
    assert _faults_of(lambda _: Paper.objects.filter(title__contains="abc").count(), province)


def _faults_of(look: Callable[[Province], object], province: Province) -> list[str]:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        look(province)
        transaction.set_rollback(True)
    assert queries.captured_queries
    return [fault for each in queries.captured_queries for fault in _faults(each["sql"])]


def _faults(sql: str) -> list[str]:
    if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        answer = cursor.fetchone()[0]
        transaction.set_rollback(True)
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return [f"{_said(node)}\n{sql[:1500]}" for node in _nodes(plan) if _reads_too_much(node)]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from _nodes(each)


def _reads_too_much(node: dict[str, Any]) -> bool:
    if node.get("Relation Name") not in LARGE:
        return False
    return node["Node Type"] == "Seq Scan" or _rows(node) > MOST_ROWS


def _rows(node: dict[str, Any]) -> int:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


def _said(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} on {node['Relation Name']}: {_rows(node)} rows"
