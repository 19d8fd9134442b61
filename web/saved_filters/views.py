"""Views of saved filters: each goes back to its list, with a note."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import Role
from config.messages import message
from dossiers.models import SavedFilter
from web.access import OfficeRequest, for_roles
from web.saved_filters.forms import NameForm, SaveForm
from web.saved_filters.keeping import (
    address_of,
    may_open,
    own_filters,
    query_to_keep,
    rename_filter,
    save_filter,
)

for_anybody_here = for_roles(*Role.Kind)


@for_anybody_here
@require_POST
def save(request: OfficeRequest) -> HttpResponse:
    """Keep what stands in the address of a list under a name."""
    form = SaveForm(request.POST)
    area = request.POST.get("area", "")
    if not may_open(request.user, area):
        raise Http404
    if not form.is_valid():
        messages.error(request, _first_error(form))
    else:
        _tell(request, save_filter(user=request.user, **form.cleaned_data), "Đã lưu bộ lọc.")
    back = query_to_keep(area, request.POST.get("query", ""))
    return HttpResponseRedirect(reverse(area) + (f"?{back}" if back else ""))


@for_anybody_here
@require_POST
def rename(request: OfficeRequest, filter_id: int) -> HttpResponse:
    """Another name."""
    kept = _own_or_404(request, filter_id)
    form = NameForm(request.POST)
    if form.is_valid():
        code = rename_filter(kept=kept, name=form.cleaned_data["name"])
        _tell(request, code, "Đã đổi tên bộ lọc.")
    else:
        messages.error(request, _first_error(form))
    return HttpResponseRedirect(address_of(kept))


@for_anybody_here
@require_POST
def forget(request: OfficeRequest, filter_id: int) -> HttpResponse:
    """Remove it; the list stays as it is shown."""
    kept = _own_or_404(request, filter_id)
    kept.delete()
    messages.success(request, "Đã xóa bộ lọc.")
    return HttpResponseRedirect(address_of(kept))


def _own_or_404(request: OfficeRequest, filter_id: int) -> SavedFilter:
    kept = get_object_or_404(own_filters(request.user), pk=filter_id)
    if not may_open(request.user, kept.area):
        raise Http404
    return kept


def _tell(request: OfficeRequest, code: str, done: str) -> None:
    if code:
        told = message(code)
        messages.error(request, f"{told.sentence} {told.remedy}")
    else:
        messages.success(request, done)


def _first_error(form: NameForm) -> str:
    return str(next(iter(form.errors.values()))[0])
