"""Patience with a slow or hostile time-stamping service, and an end to it: fails closed, always in time."""

import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from asn1crypto import algos, tsp
from cryptography.hazmat.primitives import serialization

from signing.adapters.breaker import Breaker
from signing.adapters.tsa_http import (
    AT_ONCE,
    FirstThatStamps,
    HttpTimestamper,
    Patience,
    post_query,
)
from signing.adapters.tsa_local import LocalTimestamper
from signing.errors import TimestampUnavailable
from signing.sign import sign_pdf
from tests.signing import authority_server as server
from tests.signing.authority import Authority
from tests.signing.conftest import Office, page_pdf


def query(digest: bytes = b"\x01" * 32, nonce: int | None = 77) -> bytes:
    imprint = tsp.MessageImprint(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "hashed_message": digest,
        }
    )
    fields = {"version": 1, "message_imprint": imprint, "cert_req": True}
    return tsp.TimeStampReq(fields | ({"nonce": nonce} if nonce else {})).dump()


class Post:
    """Fails `failures` times, then answers as the authority of the tests does."""

    def __init__(self, failures: int, answer: Callable[[bytes], bytes]) -> None:
        self.failures = failures
        self.answer = answer
        self.calls: list[float] = []

    def __call__(self, url: str, body: bytes, timeout_s: float) -> bytes:
        self.calls.append(timeout_s)
        if len(self.calls) <= self.failures:
            raise TimeoutError("slow")
        return self.answer(body)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def stamper(post: Post, *, breaker: Breaker | None = None, tries: int = 1) -> HttpTimestamper:
    patience = Patience(tries=tries)
    return HttpTimestamper(
        "http://tsa.invalid", patience=patience, post=post, sleep=lambda _: None, breaker=breaker
    )


def test_it_tries_again_with_growing_pauses(office: Office) -> None:
    post, pauses = Post(2, office.timestamper.respond), []
    patience = Patience(timeout_s=9, tries=3, pause_s=2)
    asked = HttpTimestamper("http://tsa.invalid", patience=patience, post=post, sleep=pauses.append)
    assert asked.respond(query()).startswith(b"\x30")
    assert (post.calls, pauses) == ([9, 9, 9], [2, 4])


def test_it_fails_closed(office: Office) -> None:
    post = Post(99, office.timestamper.respond)
    with pytest.raises(TimestampUnavailable) as caught:
        stamper(post, tries=3).respond(query())
    assert len(post.calls) == 3
    assert caught.value.retry


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x", "tsa.invalid", "http://"])
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        HttpTimestamper(url)


def rejection(_: bytes) -> bytes:
    refused = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {"bad_alg"}})
    return tsp.TimeStampResp({"status": refused}).dump()


def bare_grant(_: bytes) -> bytes:
    return tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": "granted"})}).dump()


def test_an_answer_to_another_question_is_none(office: Office) -> None:
    respond = office.timestamper.respond
    answers: dict[str, Callable[[bytes], bytes]] = {
        "nonce": lambda _: respond(query(nonce=78)),
        "no nonce": lambda _: respond(query(nonce=None)),
        "imprint": lambda _: respond(query(b"\x02" * 32)),
        "rejected": rejection,
        "no token": bare_grant,
        "html": lambda _: b"<html>busy</html>",
        "empty": lambda _: b"",
        "more": lambda body: respond(body) + b"\x00",
        "the question": lambda body: body,
    }
    for name, answer in answers.items():
        breaker = Breaker(failures=1)
        with pytest.raises(TimestampUnavailable):
            stamper(Post(0, answer), breaker=breaker).respond(query())
        assert not breaker.may_ask(), name
    assert stamper(Post(0, respond)).respond(query(nonce=None))


def with_mods(respond: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def answer(body: bytes) -> bytes:
        granted = tsp.TimeStampResp.load(respond(body))
        granted["status"]["status"] = "granted_with_mods"
        return granted.dump(force=True)

    return answer


def test_a_token_granted_with_changes_counts(office: Office, check) -> None:
    asked = stamper(Post(0, with_mods(office.timestamper.respond)))
    signed = sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=asked)
    assert check(signed).signatures[0].level == "B-T"


class Crossed:
    """An authority that stamps something else than it was sent."""

    def __init__(self, authority: LocalTimestamper) -> None:
        self.authority = authority

    def respond(self, request_der: bytes) -> bytes:
        request = tsp.TimeStampReq.load(request_der)
        return self.authority.respond(query(nonce=request["nonce"].native))


def test_a_token_over_something_else_never_gets_into_a_file(office: Office) -> None:
    with pytest.raises(TimestampUnavailable, match="something else"):
        sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=Crossed(office.timestamper))


def test_the_breaker_opens_rests_and_tries_once() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, rest_s=60, clock=clock)
    for _ in range(2):
        breaker.failed()
    breaker.worked()  # failures count in a row only
    for _ in range(3):
        assert breaker.may_ask()
        breaker.failed()
    assert not breaker.may_ask()
    clock.now += 59
    assert not breaker.may_ask()
    clock.now += 1
    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]
    breaker.failed()
    clock.now += 59
    assert not breaker.may_ask()
    clock.now += 1
    assert breaker.may_ask()
    breaker.worked()
    assert [breaker.may_ask() for _ in range(3)] == [True, True, True]


def test_one_that_tried_and_was_never_heard_of_again_blocks_nobody() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest_s=60, clock=clock)
    breaker.failed()
    clock.now += 60
    assert breaker.may_ask()
    clock.now += 60
    assert breaker.may_ask()


def test_an_authority_out_of_order_costs_no_more_time(office: Office) -> None:
    clock, post = Clock(), Post(5, office.timestamper.respond)
    asked = stamper(post, breaker=Breaker(failures=5, rest_s=60, clock=clock), tries=3)
    for _ in range(4):
        with pytest.raises(TimestampUnavailable):
            asked.respond(query())
    assert len(post.calls) == 5  # three tries, two, none, none
    clock.now += 60
    assert asked.respond(query())
    assert asked.respond(query())


def test_the_next_authority_is_asked(office: Office) -> None:
    dead, alive = Post(99, rejection), Post(0, office.timestamper.respond)
    both = FirstThatStamps([stamper(dead), stamper(alive)])
    assert both.respond(query())
    assert (len(dead.calls), len(alive.calls)) == (1, 1)
    with pytest.raises(TimestampUnavailable):
        FirstThatStamps([stamper(dead), stamper(dead)]).respond(query())


def test_no_more_than_some_are_asked_at_once(office: Office) -> None:
    lock, under_way, most = threading.Lock(), 0, 0

    def slow(body: bytes) -> bytes:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return office.timestamper.respond(body)

    asked = stamper(Post(0, slow))
    threads = [threading.Thread(target=asked.respond, args=(query(),)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE


@pytest.mark.service
@pytest.mark.parametrize(
    "misbehaviour",
    [
        server.drip_body,
        server.drip_head,
        server.silent,
        server.endless,
        server.redirect,
        server.hang_up,
        lambda request, _: server.say(request, b"", status=503),
        lambda request, _: server.say(request, b"<html>", kind="text/html"),
        lambda request, _: server.say(request, b"\x30\x80" * 1000),
        lambda request, body: server.say(request, rejection(body)),
    ],
)
def test_a_server_that_misbehaves_is_left_in_time(misbehaviour: server.Answer) -> None:
    with server.serving(misbehaviour) as url:
        asked = HttpTimestamper(url, patience=Patience(timeout_s=0.5, tries=1))
        begun = time.monotonic()
        with pytest.raises(TimestampUnavailable):
            asked.respond(query())
        assert time.monotonic() - begun < 2.5


@pytest.mark.service
def test_a_server_that_works_stamps_a_file(office: Office, check) -> None:
    def answer(request: BaseHTTPRequestHandler, body: bytes) -> None:
        assert request.headers["Content-Type"] == "application/timestamp-query"
        assert request.path == "/tsa?x=1"
        server.say(request, office.timestamper.respond(body), kind=server.REPLY + "; charset=x")

    with server.serving(answer) as url:
        signed = sign_pdf(page_pdf(), key=office.key, mark=None, timestamper=HttpTimestamper(url))
    assert check(signed).signatures[0].level == "B-T"


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that nobody knows."""
    own = Authority().issue("127.0.0.1")
    pem = tmp_path / "server.pem"
    kind = serialization.PrivateFormat.PKCS8
    key = own.key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    pem.write_bytes(key + own.certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.mark.service
def test_a_server_that_cannot_prove_its_name_is_not_asked(
    office: Office, tls: ssl.SSLContext
) -> None:
    asked = []

    def answer(request: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(body)
        server.say(request, office.timestamper.respond(body))

    with server.serving(answer, tls=tls) as url, pytest.raises(ssl.SSLCertVerificationError):
        post_query(url, query(), 2.0)
    assert not asked


@pytest.mark.service
def test_https_means_https() -> None:
    with server.serving(server.silent) as url, pytest.raises(ssl.SSLError):
        post_query(url.replace("http:", "https:"), b"x", 0.5)
