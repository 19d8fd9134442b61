"""The id of a request: given or made, on its lines, in its answer, on error pages; never an address."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from config.logs import PlainFormatter
from config.urls import urlpatterns as all_addresses
from ingest.log_facts import current_facts
from ingest.measures import REGISTRY
from tests.records import make_user
from web.tracing import HEADER, SANE

pytestmark = pytest.mark.django_db


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError("căn cước 038090123456")


AT_ONCE = 5
ALL_HERE = threading.Barrier(AT_ONCE)


def tells(request: HttpRequest) -> HttpResponse:
    ALL_HERE.wait(20)
    return HttpResponse(str(current_facts().get("request_id")))


def breaks_with_token(request: HttpRequest, token: str) -> HttpResponse:
    raise ValueError(f"{len(token)} letters")


urlpatterns = [
    *all_addresses,
    path("hong/", breaks, name="breaks"),
    path("hong/<token>/", breaks_with_token),
    path("noi/", tells),
]


def test_a_sane_id_is_kept_and_any_other_replaced(client: Client) -> None:
    given = "0af7651916cd43dd8448eb211c80319c"
    assert client.get("/", headers={HEADER: given})[HEADER] == given
    for bad in ("", "ngắn", "a" * 65, "x" * 9 + "\n", "<script>", "a b c d e f g", "038090123456"):
        made = client.get("/", headers={HEADER: bad})[HEADER]
        assert made != bad
        assert SANE.fullmatch(made)
    assert client.get("/")[HEADER] != client.get("/")[HEADER]


def test_one_line_names_the_route_and_never_the_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user = make_user("clerk", username="phuong", full_name="Lê Thị Lan")
    client.force_login(user)
    with caplog.at_level(logging.INFO, logger="motlan.access"):
        client.get(reverse("search"), {"q": "Nguyễn Văn Thử"})
        client.get("/tra-cuu/khong-co/")
    first, second = (each for each in caplog.records if each.name == "motlan.access")
    assert (first.method, first.route, first.status) == ("GET", "search", 200)
    assert first.user == str(user.pk)
    assert isinstance(first.ms, int)
    assert (second.route, second.status) == ("none", 404)
    told = "".join(PlainFormatter().format(each) for each in caplog.records)
    for hidden in ("Nguy", "tra-cuu", "Lan", "phuong"):
        assert hidden not in told


@pytest.mark.urls(__name__)
def test_error_pages_tell_the_id(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.raise_request_exception = False
    pages = [client.get("/hong/"), client.get("/khong-co/")]
    client.force_login(make_user("manager"))
    pages.append(client.get(reverse("scan")))
    strict = Client(enforce_csrf_checks=True)
    pages.append(strict.post(reverse("sign_in"), {"username": "a"}))
    assert [page.status_code for page in pages] == [500, 404, 403, 403]
    for page in pages:
        assert page[HEADER] in page.content.decode()
        assert "Mã yêu cầu" in page.content.decode()


@pytest.mark.urls(__name__)
def test_the_link_of_a_password_stands_in_no_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    assert client.get("/hong/d1kl2m-0f3a9c/").status_code == 500
    told = "".join(PlainFormatter().format(each) for each in caplog.records)
    assert "/hong/" in told
    assert "0f3a9c" not in told


@pytest.mark.urls(__name__)
def test_requests_at_once_keep_their_ids_apart() -> None:
    def ask(given: str) -> str:
        return Client().get("/noi/", headers={HEADER: given}).content.decode()

    ids = [f"request-{number}" for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(ask, ids)) == ids
    assert current_facts() == {}


def test_requests_are_counted_by_route_with_few_labels(client: Client) -> None:
    def counted(**labels: str) -> float:
        return REGISTRY.get_sample_value("motlan_request_seconds_count", labels) or 0

    labels = {"route": "sign_in", "method": "GET", "status": "2xx"}
    before, others = counted(**labels), counted(route="none", method="OTHER", status="4xx")
    client.get(reverse("sign_in"))
    client.generic("BREW", "/khong-co/")
    assert counted(**labels) == before + 1
    assert counted(route="none", method="OTHER", status="4xx") == others + 1
