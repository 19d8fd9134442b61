"""Views of Quản trị: what needs attention, and the keys."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from config import wiring
from signing.certificates import CertificateFacts, facts_of
from signing.errors import SigningError
from web.access import OfficeRequest, for_roles
from web.administration.attention import certificates_of, matters

administrators_only = for_roles(Role.Kind.ADMINISTRATOR)


@administrators_only
@require_safe
def administration(request: OfficeRequest) -> HttpResponse:
    """What waits for this administrator."""
    return render(request, "administration/administration.html", {"matters": matters(request.user)})


@administrators_only
@require_safe
def certificates(request: OfficeRequest) -> HttpResponse:
    """The certificates of the agencies' keys, and the loaded roots; never a key."""
    roots, trouble = _roots()
    context = {"certificates": certificates_of(request.user), "roots": roots, "trouble": trouble}
    return render(request, "administration/certificates.html", context)


def _roots() -> tuple[list[CertificateFacts], str]:
    """The roots that signatures are verified against, and the code of why they cannot be read."""
    try:
        trust = wiring.trust()
        found = [facts_of(der) for der in (*trust.roots, *trust.intermediates)]
    except SigningError as error:
        return [], error.code
    return sorted(found, key=lambda each: each.valid_to), ""
