"""Views of Loại giấy tờ: every administrator looks, those of a whole province or ministry change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import catalogue_agency
from dossiers.administration import catalogue as acts
from dossiers.models import Paper, PaperType
from web.access import OfficeRequest
from web.administration.forms import attempt, posted, status_of
from web.administration.history import acts as lines_of
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.forms import NewPaperTypeForm, PaperTypeForm
from web.paging import page_of


@administrators_only
@require_safe
def paper_types(request: OfficeRequest) -> HttpResponse:
    """The list."""
    page = page_of(PaperType.objects.all(), keys=("code",), after=request.GET.get("sau", ""))
    may_change = catalogue_agency(request.user) is not None
    context = {"page": page, "may_change": may_change}
    return render(request, "catalogue/paper_types.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: OfficeRequest) -> HttpResponse:
    """Add a paper type."""
    defaults = {"validity": "forever", "retention_years": 10, "access": "agency", "min_dpi": 200}
    form = NewPaperTypeForm(posted(request), initial={**defaults, "colour_required": True})
    added = attempt(form, lambda: _write(request, form, code=form.cleaned_data["code"], seen=None))
    if added:
        messages.success(request, "Đã thêm loại giấy tờ.")
        return redirect("paper_type", added.pk)
    return render(request, "catalogue/paper_type_add.html", {"form": form}, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def paper_type(request: OfficeRequest, code: str) -> HttpResponse:
    """One paper type with its rules, how many papers it holds for, and its history."""
    found = get_object_or_404(PaperType, pk=code)
    shown = {name: getattr(found, name) for name in PaperTypeForm.base_fields}
    form, seen = PaperTypeForm(posted(request), initial=shown), request.POST.get("seen", "")
    if attempt(form, lambda: _write(request, form, code=code, seen=seen)):
        messages.success(request, "Đã ghi loại giấy tờ.")
        return redirect("paper_type", code)
    context = {
        "paper_type": found,
        "form": form,
        "stamp": acts.paper_type_stamp(found),
        "held": Paper.objects.filter(paper_type=found).count(),
        "history": lines_of(acts.paper_type_history(code)),
    }
    return render(request, "catalogue/paper_type.html", context, status=status_of(form))


def _write(
    request: OfficeRequest, form: PaperTypeForm, *, code: str, seen: str | None
) -> PaperType:
    values = {name: form.cleaned_data[name] for name in PaperTypeForm.base_fields}
    return acts.write_paper_type(by=request.user, code=code, values=values, seen=seen)
