"""Keeps personal ids out of the address: it goes into the browser's history and may be passed on."""

import secrets

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from search.query import parse

KEPT = "search.persons"  # in the session: key of the address → what was typed
KEPT_AT_MOST = 20


def address_without_id(request: HttpRequest) -> str | None:
    """Where to go instead, when the address holds a personal id; what was typed stays in the session."""
    return address_of(request, request.GET) if parse(request.GET.get("q", "")).person_id else None


def address_of(request: HttpRequest, question: QueryDict) -> str:
    """The address of a question; a personal id in it stays in the session, and a key stands for it."""
    rest = question.copy()
    typed = rest.get("q", "")
    if parse(typed).person_id:
        kept = dict(list(request.session.get(KEPT, {}).items())[1 - KEPT_AT_MOST :])
        key = secrets.token_urlsafe(6)
        request.session[KEPT] = {**kept, key: typed}
        rest.pop("q")
        rest["nguoi"] = key
    return f"{reverse('search')}?{rest.urlencode()}".rstrip("?")


def asked(request: HttpRequest) -> QueryDict:
    """What is asked for: the address, with the words that the session keeps for it."""
    data = request.GET.copy()
    key = data.get("nguoi", "")
    if key and not data.get("q"):
        data["q"] = request.session.get(KEPT, {}).get(key, "")
    return data
