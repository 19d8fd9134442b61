"""Health: what is told to probes, to the collector of figures and to administrators, whatever fails."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import wiring
from dossiers import events
from dossiers.models import Paper
from dossiers.states import State
from ingest.heartbeats import Kind, beat
from ingest.models import Heartbeat
from search.adapters.memory_index import MemoryIndex
from search.errors import IndexUnreachable
from signing.certificates import CertificateFacts
from signing.errors import CertificateRevoked, KeyUnreadable
from storage.adapters.memory import MemoryStore
from storage.errors import StoreUnreachable
from tests.records import make_agency, make_dossier, make_paper, make_user
from web.health import asking, certificates, probes
from web.health.asking import Question

pytestmark = pytest.mark.django_db


class Keys:
    """A signer with certificates that end after so many days; None cannot be read."""

    def __init__(self, days: dict[str, float | None]) -> None:
        self.days = days

    def has_key(self, agency_code: str) -> bool:
        return agency_code in self.days

    def certificate(self, agency_code: str) -> CertificateFacts:
        days = self.days[agency_code]
        if days is None:
            raise KeyUnreadable
        now = datetime.now(UTC)
        year = timedelta(days=365)
        return CertificateFacts("Con dấu", "Gốc", "1F", now - year, now + timedelta(days=days))

    def check(self, agency_code: str, *, agency_name: str) -> None:
        if self.days[agency_code] == 365:
            raise CertificateRevoked


@pytest.fixture
def all_is_well(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Every part works; `all_is_well(H1=20)` gives agencies keys."""
    monkeypatch.setattr(wiring, "index", MemoryIndex)
    monkeypatch.setattr(wiring, "broker", lambda: None)
    monkeypatch.setattr(probes.shutil, "disk_usage", lambda _: usage(900))
    beat(Kind.WORKER, jobs=2)

    def with_keys(days: dict[str, float | None]) -> None:
        monkeypatch.setattr(wiring, "signer", lambda: Keys(days))
        certificates.QUESTION.forget()

    with_keys({})
    return with_keys


def usage(free_gib: float) -> Any:
    return type("Usage", (), {"free": int(free_gib * probes.GIB), "total": 1000 * probes.GIB})


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    for question in probes.QUESTIONS.values():
        question.forget()
    answer = client.get("/health/ready")
    return answer.status_code, json.loads(answer.content)


def fails(error: Exception) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise error

    return broken


class Broken:
    """A store or an index where everything fails, with an address that no stranger may read."""

    def __init__(self, error: Exception) -> None:
        self.stat = self.count = fails(error)


def test_alive_without_asking_anything(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    asked: list[str] = []
    for key in probes.LOOKS:
        monkeypatch.setitem(probes.LOOKS, key, lambda key=key: asked.append(key))
    client.force_login(make_user("clerk"))
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json(), asked) == (200, {"state": "good"}, [])


def test_all_is_well(client: Client, all_is_well: Callable[..., None]) -> None:
    status, told = ready(client)
    assert (status, told["state"]) == (200, "good"), told
    assert set(told["parts"]) == set(probes.PARTS) - {"broker", "archive", "trust"}


HOST = "https://kho.noi-bo.example:9000 037123456789"


@pytest.mark.parametrize(
    ("where", "broken", "part", "code"),
    [
        ("store", Broken(StoreUnreachable(HOST)), "store", "storage.unreachable"),
        ("index", Broken(IndexUnreachable(HOST)), "index", "search.unreachable"),
        ("store", Broken(ValueError(HOST)), "store", "health.failed"),
    ],
)
def test_a_part_that_fails_limits_the_service_and_names_no_host(
    client: Client,
    all_is_well: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    broken: Broken,
    part: str,
    code: str,
) -> None:
    monkeypatch.setattr(wiring, where, lambda: broken)
    status, told = ready(client)
    assert (status, told["state"]) == (200, "degraded")
    assert told["parts"][part]["code"] == code
    assert told["parts"][part]["remedy"]
    assert "noi-bo" not in json.dumps(told)
    assert [key for key, each in told["parts"].items() if each["state"] != "good"] == [part]


def test_without_records_the_service_is_down(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(probes.LOOKS, "records", fails(OperationalError("no such table: x")))
    status, told = ready(client)
    assert (status, told["state"]) == (503, "down")
    assert told["parts"]["records"]["code"] == "records.not_ready"
    assert set(told["parts"]) == {"records", "store", "index", "disk"}


def test_a_missing_migration_is_found(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes.MigrationExecutor, "migration_plan", lambda *_: [("ingest", 1)])
    status, told = ready(client)
    assert (status, told["parts"]["records"]["code"]) == (503, "records.not_ready")


def test_no_worker_and_a_late_index_are_told(
    client: Client, all_is_well: Callable[..., None]
) -> None:
    Heartbeat.objects.all().delete()
    make_paper(make_agency(), State.TO_REVIEW)
    Paper.objects.update(state_since=timezone.now() - 2 * probes.INDEX_BEHIND)
    _, told = ready(client)
    assert told["parts"]["workers"]["code"] == "health.no_worker"
    assert told["parts"]["indexer"]["code"] == "health.index_behind"


@pytest.mark.parametrize(
    ("days", "state", "code"),
    [
        (400.0, "good", "health.good"),
        (29.5, "attention", "health.certificate_ends"),
        (6.5, "attention", "health.certificate_ends_soon"),
        (-0.5, "degraded", "health.certificate_expired"),
        (None, "degraded", "signing.key_unreadable"),
        (365, "degraded", "signing.certificate_revoked"),
    ],
)
def test_certificates_warn_before_they_end(
    client: Client,
    all_is_well: Callable[..., None],
    days: float | None,
    state: str,
    code: str,
) -> None:
    one, other = make_agency(), make_agency()
    all_is_well({one.code: 900, other.code: days})
    _, told = ready(client)
    assert told["state"] == state
    assert told["parts"]["certificates"]["code"] == code


@pytest.mark.parametrize(
    ("free_gib", "code"),
    [(900, "health.good"), (15, "health.disk_low"), (0.1, "health.disk_full")],
)
def test_room_on_the_disk(
    client: Client,
    all_is_well: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    free_gib: float,
    code: str,
) -> None:
    monkeypatch.setattr(probes.shutil, "disk_usage", lambda _: usage(free_gib))
    assert ready(client)[1]["parts"]["disk"]["code"] == code


def test_a_clock_behind_the_records_is_told(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency()
    events.record(agency=agency, actor="worker", verb="paper.kept", about=make_paper(agency))
    assert ready(client)[1]["parts"]["clock"]["code"] == "health.good"
    monkeypatch.setattr(probes, "CLOCK_OFF", -timedelta(hours=1))
    assert ready(client)[1]["parts"]["clock"]["code"] == "health.clock_wrong"


@pytest.fixture
def black_hole(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A store that never answers until the test ends; looks are made in threads of their own."""
    end = threading.Event()

    class Silent:
        def stat(self, key: str) -> None:
            del key
            end.wait(30)

    def in_thread(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()

    monkeypatch.setattr(wiring, "store", Silent)
    monkeypatch.setattr(asking, "in_thread", in_thread)
    for key in set(probes.LOOKS) - {"store"}:
        monkeypatch.setitem(probes.LOOKS, key, lambda: probes.GOOD)
    yield end
    end.set()
    probes.QUESTIONS["store"].answer(until=time.monotonic() + 5)


def test_a_black_hole_is_told_in_time_and_holds_one_thread(
    client: Client, black_hole: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "WITHIN_S", 0.3)
    before = threading.active_count()
    for _ in range(3):
        began = time.monotonic()
        _, told = ready(client)
        assert time.monotonic() - began < 1.5
        assert told["parts"]["store"]["code"] == "health.no_answer"
        assert told["parts"]["index"]["state"] == "good"
    assert threading.active_count() <= before + 1
    black_hole.set()
    probes.QUESTIONS["store"].answer(until=time.monotonic() + 5)
    assert ready(client)[1]["parts"]["store"]["state"] == "good"


def test_an_answer_is_given_again_for_a_while() -> None:
    asked = []
    question = Question(lambda: asked.append(1) or len(asked), fresh_s=60)
    assert [question.answer(until=time.monotonic() + 1) for _ in range(3)] == [1, 1, 1]
    question.forget()
    assert question.answer(until=time.monotonic() + 1) == 2


# /metrics


def test_figures_are_for_this_machine_or_for_the_token(client: Client, settings: Any) -> None:
    def status(**headers: str) -> int:
        return client.get("/metrics", headers=headers).status_code

    assert status() == 200
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="10.0.0.9").get("/metrics").status_code == 401
    assert Client(REMOTE_ADDR="").get("/metrics").status_code == 401
    # A proxy on this machine speaks for others.
    assert status(**{"X-Forwarded-For": "10.0.0.9"}) == 401
    settings.MOTLAN_HTTPS = True
    assert status() == 401
    settings.MOTLAN_METRICS_TOKEN = "mã-bí-mật"
    for wrong in ("", "Bearer", "Bearer x", "Basic mã-bí-mật", "mã-bí-mật", "Bearer " + "x" * 9000):
        assert status(Authorization=wrong) == 401
    assert status(Authorization="Bearer mã-bí-mật") == 200


def figures(client: Client) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    text = client.get("/metrics").content.decode()
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_figures_of_the_records(client: Client, all_is_well: Callable[..., None]) -> None:
    agency = make_agency()
    all_is_well({agency.code: 10.5})
    make_paper(agency, State.KEPT)
    make_paper(agency, State.KEPT, dossier=make_dossier(agency))
    make_paper(agency, State.TO_REVIEW)
    make_paper(agency, State.FAILED)
    make_paper(agency, State.KEPT, failure_code="storage.unreachable")
    found = figures(client)
    assert found["motlan_papers"][("state", "kept"),] == 3
    assert found["motlan_due_papers"] == {(("queue", "counter"),): 1, (("queue", "backlog"),): 2}
    failed = found["motlan_failures"]
    assert failed[("code", "document.damaged"), ("outcome", "stopped")] == 1
    assert failed[("code", "storage.unreachable"), ("outcome", "retried")] == 1
    assert found["motlan_index_lag_papers"] == {(): 1}
    assert found["motlan_processes"][("kind", "worker"),] == 1
    assert found["motlan_certificate_days_left"] == {(("agency", agency.code),): 10}
    assert found["motlan_health"][("part", "store"),] == 0


def test_figures_without_records_still_come(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(probes.LOOKS, "records", fails(OperationalError("gone")))
    monkeypatch.setattr("web.health.metrics.RECORDS", Question(fails(TimeoutError()), fresh_s=1))
    found = figures(client)
    assert found["motlan_health"][("part", "records"),] == 3
    assert "motlan_papers" not in found
    assert found["motlan_disk_free_bytes"][()] > 0


# The page


def test_an_administrator_reads_what_to_do(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency(name="Xã Mây")
    far = make_agency(name="Xã Xa")
    all_is_well({agency.code: 5, far.code: 400})
    make_paper(agency, State.FAILED)
    make_paper(far, State.FAILED, failure_code="file.empty")
    Heartbeat.objects.create(
        owner="may-khac/77/1",
        kind=Kind.WORKER,
        started_at=timezone.now() - timedelta(hours=2),
        seen_at=timezone.now() - timedelta(minutes=10),
    )
    monkeypatch.setattr(wiring, "store", lambda: Broken(StoreUnreachable(HOST)))
    client.force_login(make_user("administrator", agency))
    page = client.get(reverse("health")).content.decode()
    for shown in (
        *("Bị hạn chế", "Chưa nhận được tệp mới", "storage.unreachable", "kho.noi-bo.example"),
        *("Xã Mây", "Sắp hết hạn", "may-khac/77/1", "Không còn thấy", "document.damaged"),
        *(f"{reverse('failures')}?muc=dung", "Django"),
    ):
        assert shown in page, shown
    for hidden in ("Xã Xa", "file.empty", "037123456789"):
        assert hidden not in page, hidden


def test_the_page_opens_while_certificates_are_being_read(
    client: Client, all_is_well: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.health.board.certificates", fails(TimeoutError()))
    client.force_login(make_user("administrator", make_agency()))
    assert "Đang đọc chứng thư" in client.get(reverse("health")).content.decode()
