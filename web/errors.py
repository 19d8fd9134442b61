"""The answer when something broke: told apart are records that cannot be reached, which goes by."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from config.messages import message
from ingest.records import PASSING, records_trouble

TRY_AGAIN_AFTER_S = 10


def broken(request: HttpRequest) -> HttpResponse:
    """503 with what is the matter and what to do where the records do not answer now, else 500."""
    # Django calls this while it handles the error, and gives it no other way to know it.
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        code = records_trouble(error)
        if code in PASSING:
            page = render_to_string("503.html", {"told": message(code), "code": code})
            headers = {"Retry-After": str(TRY_AGAIN_AFTER_S)}
            return HttpResponse(page, status=503, headers=headers)
    return server_error(request)
