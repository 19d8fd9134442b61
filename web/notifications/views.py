"""Views of Thông báo: a person's own list, and marking it as read."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from web.access import OfficeRequest, for_roles
from web.notifications.inbox import mark_read, notices, notifications_of
from web.paging import page_of, whole_number

ROWS = 30
TABS = (("chua-doc", "Chưa đọc"), ("tat-ca", "Tất cả"))

for_anybody_here = for_roles(*Role.Kind)


@for_anybody_here
@require_safe
def notifications(request: OfficeRequest) -> HttpResponse:
    """What the person was told, the newest first; unread only unless all are asked for."""
    tab = request.GET.get("muc", "")
    tab = tab if tab in dict(TABS) else "chua-doc"
    listed = notifications_of(request.user)
    if tab == "chua-doc":
        listed = listed.filter(read_at__isnull=True)
    page = page_of(listed, keys=("-id",), after=request.GET.get("sau", ""), size=ROWS)
    told = notices(page.rows, user=request.user)
    context = {"tabs": TABS, "tab": tab, "page": page, "notices": told}
    response = render(request, "notifications/notifications.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@for_anybody_here
@require_POST
def read_one(request: OfficeRequest, notification_id: int) -> HttpResponse:
    """Mark one as read."""
    own = notifications_of(request.user)
    get_object_or_404(own, pk=notification_id)
    mark_read(own.filter(pk=notification_id))
    return _back(request)


@for_anybody_here
@require_POST
def read_all(request: OfficeRequest) -> HttpResponse:
    """Mark all as read, up to the newest that the person saw: what came meanwhile stays unread."""
    newest = whole_number(request.POST.get("den", "")) or 0
    mark_read(notifications_of(request.user).filter(pk__lte=newest))
    return _back(request)


def _back(request: OfficeRequest) -> HttpResponse:
    all_of_them = request.POST.get("muc") == "tat-ca"
    return HttpResponseRedirect(reverse("notifications") + ("?muc=tat-ca" if all_of_them else ""))
