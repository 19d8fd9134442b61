"""The deployed nginx.conf on the real nginx: TLS, headers, limits, live lines; then in front of Motlan itself."""

import json
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode

import pytest

from tests.deploy.nginx import SITE, Nginx, program
from tests.deploy.upstream import BETWEEN_EVENTS_S, EVENTS, upstream
from tests.services.loopback import HOST, free_port, http_status

pytestmark = pytest.mark.service

FORGED = {
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "80",
    "X-Real-IP": "10.9.9.9",
    "Forwarded": "for=10.9.9.9",
    "X-Request-ID": "forged",
}


@pytest.fixture(scope="module")
def proxy() -> Iterator[Nginx]:
    with upstream() as port, Nginx(pages_port=port) as nginx:
        yield nginx


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


def connected(nginx: Nginx) -> closing[HTTPSConnection]:
    context = ssl.create_default_context(cafile=nginx.ca)
    return closing(HTTPSConnection(HOST, nginx.port, context=context, timeout=20))


def ask(
    nginx: Nginx,
    path: str = "/",
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    with connected(nginx) as connection:
        connection.request(method, path, body, {"Host": SITE, **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())


def reached(answer: Answer) -> dict[str, str]:
    told = json.loads(answer.text)
    names = [name for name, _ in told["headers"]]
    assert len(names) == len(set(names)), "a header came twice"
    return dict(told["headers"])


def test_the_configuration_is_valid(proxy: Nginx) -> None:
    command = [str(program()), "-t", "-c", proxy.configuration]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.replace('"user" directive', "")


def test_plain_http_is_sent_to_https(proxy: Nginx) -> None:
    with closing(HTTPConnection(HOST, proxy.plain_port, timeout=10)) as connection:
        connection.request("POST", "/dang-nhap/?next=/", b"x", {"Host": SITE})
        answer = connection.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{SITE}/dang-nhap/?next=/"


def test_old_tls_is_refused(proxy: Nginx) -> None:
    command = ["openssl", "s_client", "-connect", f"{HOST}:{proxy.port}"]
    for version, taken in (("-tls1_2", True), ("-tls1_1", False)):
        done = subprocess.run(
            [*command, version, "-cipher", "ALL:@SECLEVEL=0"],
            input=b"",
            capture_output=True,
            timeout=20,
        )
        assert (done.returncode == 0) == taken
        assert (b"alert protocol version" in done.stderr) != taken


def test_every_answer_asks_for_https_from_now_on(proxy: Nginx) -> None:
    for path in ("/", "/metrics", "/proxy/live"):
        answer = ask(proxy, path)
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"], path
        assert answer.headers["Server"] == "nginx"


def test_forged_headers_are_replaced(proxy: Nginx) -> None:
    got = reached(ask(proxy, headers=FORGED))
    assert got["x-forwarded-for"] == HOST
    assert got["x-forwarded-proto"] == "https"
    assert got["host"] == SITE
    assert re.fullmatch(r"[0-9a-f]{32}", got["x-request-id"])
    assert not {"x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded"} & got.keys()


def test_figures_are_not_shown(proxy: Nginx) -> None:
    assert ask(proxy, "/metrics").status == 404
    assert ask(proxy, "/metrics?x=1").status == 404


def test_live_lines_arrive_one_by_one(proxy: Nginx) -> None:
    arrived = []
    with connected(proxy) as connection:
        connection.request("GET", "/events", headers={"Host": SITE})
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "text/event-stream"
        while line := answer.readline():
            if line.startswith(b"data:"):
                arrived.append(time.monotonic())
    assert len(arrived) == EVENTS
    assert arrived[-1] - arrived[0] > BETWEEN_EVENTS_S * (EVENTS - 1) * 0.8


def test_a_large_file_goes_through(proxy: Nginx) -> None:
    size = 20 * 1024**2
    answer = ask(proxy, method="POST", body=bytes(size))
    assert json.loads(answer.text)["body_bytes"] == size
    # Nothing of it was kept on the way.
    assert not [path for path in (proxy.folder / "body").rglob("*") if path.is_file()]


def test_what_is_too_large_is_refused_in_words(proxy: Nginx) -> None:
    with connected(proxy) as connection:
        connection.putrequest("POST", "/quet/")
        connection.putheader("Content-Length", str(3 * 1024**3))
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 413
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "Hãy gửi ít tệp hơn" in answer.read().decode()


def test_while_the_pages_are_away_it_says_so() -> None:
    with Nginx(pages_port=free_port()) as alone:
        answer = ask(alone, "/tra-cuu/?q=079085001234")
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "10"
        assert "Hãy thử lại sau ít phút" in answer.text
        # What goes wrong is told without the address that was asked for.
        assert "tra-cuu" not in alone.printed()


def test_the_log_holds_no_address_and_no_query(proxy: Nginx) -> None:
    ask(proxy, "/tra-cuu/?q=079085001234")
    deadline = time.monotonic() + 5
    while "GET 200" not in proxy.access_log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    logged = proxy.access_log.read_text()
    assert "GET 200" in logged
    assert "079085001234" not in logged
    assert "tra-cuu" not in logged


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """The proxy in front of `motlan serve`, set as in the compose file."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    environment = {
        **kept,
        "MOTLAN_HOME": str(tmp_path_factory.mktemp("home")),
        "MOTLAN_HTTPS": "1",
        "MOTLAN_ALLOWED_HOSTS": f"{SITE},{HOST}",
    }
    motlan = [sys.executable, "-m", "worker.cli"]
    subprocess.run([*motlan, "migrate"], env=environment, check=True, capture_output=True)
    pages = subprocess.Popen(
        [*motlan, "serve", "--no-worker", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not http_status(port, "/dang-nhap/"):
            assert pages.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        with Nginx(pages_port=port) as nginx:
            yield nginx
    finally:
        pages.terminate()
        pages.wait(timeout=30)


def sign_in(nginx: Nginx, *, name: str, headers: dict[str, str] | None = None) -> Answer:
    page = ask(nginx, "/dang-nhap/")
    cookie = page.headers["Set-Cookie"]
    assert "Secure" in cookie
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    fields = {"username": name, "password": "sai-mat-khau", "csrfmiddlewaretoken": token[1]}
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie.split(";")[0],
        "Origin": f"https://{SITE}",
        **(headers or {}),
    }
    body = urlencode(fields).encode()
    return ask(nginx, "/dang-nhap/", method="POST", body=body, headers=sent)


def test_motlan_serves_its_pages_behind_it(office: Nginx) -> None:
    answer = ask(office, "/dang-nhap/")
    assert answer.status == 200
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert ask(office, "/static/web/motlan.css").status == 200
    assert ask(office, headers={"Host": "evil.example"}).status == 400


def test_a_forged_address_wins_no_more_tries(office: Nginx) -> None:
    told = [
        sign_in(office, name="ai-do", headers={"X-Forwarded-For": f"10.0.0.{number}"})
        for number in range(6)
    ]
    pages = [answer.text for answer in told]
    assert all("Sai quá nhiều lần" not in page for page in pages[:5])
    assert "Sai quá nhiều lần" in pages[5]


def test_a_stranger_sends_little(office: Nginx) -> None:
    for _ in range(5):  # Motlan hangs up on the rest, at one moment or another
        answer = ask(office, "/dang-nhap/", method="POST", body=bytes(2 * 1024**2))
        assert answer.status == 413
        assert "Hãy gửi ít tệp hơn" in answer.text
