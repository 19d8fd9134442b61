"""The view that gives a slip: its code is in this one answer and nowhere else."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import Role
from accounts.selectors import home_agency
from config import wiring
from dossiers.answers import Refused
from dossiers.citizens.slips import GivenSlip, give_slip, holders_served_by
from printing.qr import qr_svg
from web.access import OfficeRequest, for_roles


@for_roles(Role.Kind.CLERK, Role.Kind.OFFICER)
@require_POST
def give(request: OfficeRequest, holder_id: int) -> HttpResponse:
    """Give a slip to a person whose card was compared, and show it to be printed."""
    holder = get_object_or_404(holders_served_by(request.user), pk=holder_id)
    if request.POST.get("compared") != "1":
        context = {"holder": holder, "code": "slip.not_compared"}
        return render(request, "slips/refused.html", context, status=422)
    agency = home_agency(request.user)
    assert agency is not None  # noqa: S101 - who has a role has an agency
    valid_for = wiring.slips_hold_for()
    given = give_slip(holder=holder, by=request.user, agency=agency, valid_for=valid_for)
    if isinstance(given, Refused):
        context = {"holder": holder, "code": given.code}
        return render(request, "slips/refused.html", context, status=422)
    return render(request, "slips/slip.html", {"given": given, **_addresses(request, given)})


def _addresses(request: OfficeRequest, given: GivenSlip) -> dict[str, str]:
    """Where the citizen goes, and the same as a QR code with the code of the slip behind the #."""
    address = request.build_absolute_uri(reverse("citizen_sign_in"))
    return {
        "shown": request.build_absolute_uri(reverse("citizen")),
        "qr": qr_svg(f"{address}#{given.code}", module_px=4),
    }
