"""What protects every answer: own scripts and styles only, no framing, nothing personal kept by caches."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config import wiring

# {forms}: a download's form may be answered with a link to the store's own address.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{forms}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


class ProtectiveHeadersMiddleware:
    """Sets the headers on every answer, errors and static files too.

    An answer that does not say itself how it may be kept is kept nowhere: almost every page tells of a
    person, and after signing out the way back must not show it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        address = wiring.links_address()
        self.policy = POLICY.format(forms=f" {address}" if address else "")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = self.policy
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
