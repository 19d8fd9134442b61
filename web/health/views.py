"""Views for probes (/health/…), for the collector of figures (/metrics), and for administrators (Sức khỏe)."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from accounts.models import Role
from web.access import OfficeRequest, for_roles
from web.health.board import board_of
from web.health.findings import Finding, Word
from web.health.metrics import exposition
from web.health.probes import report


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    del request
    return JsonResponse({"state": "good"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the service can do its work: 503 only when it can do none, since its pages say what is wrong."""
    del request
    found = report()
    body = {
        "state": found.word.name.lower(),
        "sentence": found.summary,
        "parts": {each.part.key: _told(each) for each in found.findings},
    }
    return JsonResponse(
        body,
        status=503 if found.word is Word.DOWN else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def _told(finding: Finding) -> dict[str, str]:
    """Sentences and codes only: strangers read this too."""
    told = {"state": finding.word.name.lower(), "code": finding.code}
    return {**told, "sentence": finding.sentence, "remedy": finding.remedy}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever has the token; without a token in the settings, for this machine."""
    if not may_read_metrics(request):
        refused = HttpResponse("bearer token\n", status=401, content_type="text/plain")
        refused.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return refused
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_read_metrics(request: HttpRequest) -> bool:
    """The right token; or no token is set, and the other end is this machine and no proxy before others."""
    token = settings.MOTLAN_METRICS_TOKEN
    if token:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode(), token.encode())
        return same and scheme.lower() == "bearer"
    passed_on = {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"} & set(request.headers)
    if settings.MOTLAN_HTTPS or passed_on:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@for_roles(Role.Kind.ADMINISTRATOR)
@require_safe
def health(request: OfficeRequest) -> HttpResponse:
    """Everything about the service that an administrator can act on."""
    return render(request, "health/health.html", {"board": board_of(request.user)})
