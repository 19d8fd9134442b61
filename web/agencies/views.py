"""Views of Cơ quan: to who administers elsewhere, an agency does not exist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.selectors import administered_by
from dossiers.administration import agencies as acts
from web.access import OfficeRequest, for_roles
from web.administration.forms import attempt, posted, status_of
from web.administration.history import acts_on
from web.agencies.forms import AddForm, AgencyFilter, EndForm, RenameForm, SigningForm
from web.paging import page_of

administrators_only = for_roles(Role.Kind.ADMINISTRATOR)
BELOW_SHOWN = 50


@administrators_only
@require_safe
def agencies(request: OfficeRequest) -> HttpResponse:
    """The tree as a list, filtered."""
    today, form = timezone.localdate(), AgencyFilter(request.GET, auto_id="filter_%s")
    listed = form.narrowed(administered_by(request.user), today=today)
    rows = listed.select_related("level", "successor")
    page = page_of(rows, keys=("path",), after=request.GET.get("sau", ""))
    context = {"form": form, "page": page, "today": today}
    return render(request, "agencies/agencies.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Add an agency; `?tren=` proposes the one above."""
    form = AddForm(posted(request), user=request.user, parent=request.GET.get("tren", ""))
    added = attempt(
        form,
        lambda: acts.add_agency(
            by=request.user, parent=form.cleaned_data["parent"], new=form.new()
        ),
    )
    if added:
        messages.success(request, f"Đã thêm {added.name}.")
        return redirect("agency", added.pk)
    return render(request, "agencies/add.html", {"form": form}, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """One agency: facts, what lies below, history; posted, its new name."""
    form = RenameForm(posted(request))
    if _rename(request, agency_id, form):
        messages.success(request, "Đã ghi tên mới.")
        return redirect("agency", agency_id)
    found = get_object_or_404(administered_by(request.user), pk=agency_id)
    form.initial["name"] = found.name
    context = {
        "agency": found,
        "form": form,
        "signing": SigningForm(initial={"signs_with": found.signs_with}),
        "stamp": acts.agency_stamp(found),
        "today": timezone.localdate(),
        "may_end": acts.endable_by(request.user).filter(pk=found.pk).exists(),
        "below": found.children.select_related("level")[:BELOW_SHOWN],
        "history": acts_on(found, seen_by=request.user),
    }
    return render(request, "agencies/agency.html", context, status=status_of(form))


def _rename(request: OfficeRequest, agency_id: int, form: RenameForm) -> bool:
    get_object_or_404(administered_by(request.user), pk=agency_id)
    return bool(
        attempt(
            form,
            lambda: acts.rename_agency(
                by=request.user,
                agency_id=agency_id,
                name=form.cleaned_data["name"],
                seen=request.POST.get("seen", ""),
            ),
        )
    )


@administrators_only
@require_POST
def signing(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Say who lets the agency's signature be made."""
    get_object_or_404(administered_by(request.user), pk=agency_id)
    form = SigningForm(request.POST)
    chosen = attempt(
        form,
        lambda: acts.choose_signing(
            by=request.user,
            agency_id=agency_id,
            signs_with=form.cleaned_data["signs_with"],
            seen=request.POST.get("seen", ""),
        ),
    )
    if chosen:
        messages.success(request, f"Đã ghi cách ký số: {chosen.get_signs_with_display()}.")
    else:
        for error in [each for told in form.errors.values() for each in told]:
            messages.error(request, str(error))
    return redirect("agency", agency_id)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """What the end of an agency touches, and then the end."""
    found = get_object_or_404(acts.endable_by(request.user), pk=agency_id)
    initial = {"last_day": found.valid_to, "successor": found.successor_id}
    form = EndForm(posted(request), user=request.user, agency=found, initial=initial)
    seen = request.POST.get("seen", "")
    ended = attempt(
        form,
        lambda: acts.end_agency(
            by=request.user, agency_id=found.pk, ending=form.ending(), seen=seen
        ),
    )
    if ended:
        messages.success(request, f"{ended.name} kết thúc sau ngày đã chọn.")
        return redirect("agency", found.pk)
    effect, stamp = acts.effect_of_ending(found), acts.agency_stamp(found)
    context = {"agency": found, "form": form, "effect": effect, "stamp": stamp}
    return render(request, "agencies/end.html", context, status=status_of(form))
