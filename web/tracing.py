"""Every request has an id: on its log lines, in its answer, and on error pages, so that it can be told and found."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.log import log_response

from config.logs import PERSONAL_ID
from ingest.log_facts import log_facts
from ingest.measures import REQUEST_SECONDS

log = logging.getLogger("motlan.access")

HEADER = "X-Request-ID"
# What a proxy in front may give; anything else is not passed on into logs and pages.
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)
# Told by telephone: nothing that sounds or looks like another, and never enough digits in a row for an id.
LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class TracingMiddleware:
    """The outermost: gives the id, times the request, and writes one line about it, without its address.

    An address may name what somebody searched for; the name of the route says enough.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request inside its facts."""
        began, request_id = time.monotonic(), id_of(request)
        with log_facts(request_id=request_id):
            return _told(request, self.get_response(request), began, request_id)


def id_of(request: HttpRequest) -> str:
    """The id that the proxy gave, if it is a plain word without anybody's number, else a new one."""
    given = str(request.headers.get(HEADER, ""))
    if SANE.fullmatch(given) and not PERSONAL_ID.search(given):
        return given
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _told(
    request: HttpRequest, response: HttpResponseBase, began: float, request_id: str
) -> HttpResponseBase:
    took_s = time.monotonic() - began
    match = request.resolver_match
    route = (match.view_name if match else "") or "none"
    method = request.method if request.method in METHODS else "OTHER"
    status = response.status_code
    REQUEST_SECONDS.labels(route, method, f"{status // 100}xx").observe(took_s)
    facts = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(took_s * 1000),
        "user": _user_id(request),
    }
    if status >= HTTPStatus.BAD_REQUEST:
        # Django would log it later, outside of these facts and with the address.
        whole = cast("HttpResponse", response)
        log_response("%s: %s", whole.reason_phrase, route, response=whole, request=request)
    log.info("request", extra={name: value for name, value in facts.items() if value != ""})
    response.headers[HEADER] = request_id
    return response


def _user_id(request: HttpRequest) -> str:
    """The row id of who is signed in, where the request has looked; a line costs no query of its own."""
    session = getattr(request, "session", None)
    return str(session.get(SESSION_KEY, "")) if session is not None and session.accessed else ""
