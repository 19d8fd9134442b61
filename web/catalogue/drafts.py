"""Views of a procedure's draft: begun, compared with what is in force, published or thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.administration import drafts as acts
from dossiers.models import ProcedureVersion
from web.access import OfficeRequest
from web.administration.forms import attempt, attempt_at_once, posted, status_of
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.draft_forms import PublishForm, TermsForm
from web.catalogue.preview import preview_of


@administrators_only
@require_POST
@keepers_only
def begin(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """Begin a draft from what is in force, or go on with the one that there is."""
    attempt_at_once(
        request,
        lambda: acts.open_draft(by=request.user, procedure_id=procedure_id),
        done="Đang soạn phiên bản mới; hồ sơ vẫn theo phiên bản cũ cho đến khi ban hành.",
    )
    return redirect("procedure_draft", procedure_id)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def draft(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """The draft, what it changes and whom that concerns; a POST publishes it."""
    found = _draft(procedure_id)
    preview, seen = preview_of(found), request.POST.get("seen", "")
    form = PublishForm(posted(request), is_first=preview["version"] is None)
    published = attempt(
        form,
        lambda: acts.publish_draft(
            by=request.user, procedure_id=procedure_id, seen=seen, **form.cleaned_data
        ),
    )
    if published:
        messages.success(request, f"Đã ban hành phiên bản {published.number}.")
        return redirect("procedure", procedure_id)
    context = {"form": form, "stamp": acts.draft_stamp(found.procedure), **preview}
    return render(request, "catalogue/draft.html", context, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def terms(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """Change what the draft says besides its components."""
    found = _draft(procedure_id)
    shown = {name: getattr(found, name) for name in TermsForm.base_fields if name != "parts"}
    codes = found.parts.values_list("part__procedure__code", flat=True)
    form = TermsForm(posted(request), initial={**shown, "parts": ", ".join(codes)})
    attempt(form, lambda: _write_terms(request, form, procedure_id))
    if form.is_bound and form.is_valid():
        messages.success(request, "Đã ghi vào bản nháp.")
        return redirect("procedure_draft", procedure_id)
    stamp = acts.draft_stamp(found.procedure)
    context = {"form": form, "procedure": found.procedure, "stamp": stamp}
    return render(request, "catalogue/terms.html", context, status=status_of(form))


@administrators_only
@require_POST
@keepers_only
def discard(request: OfficeRequest, procedure_id: int) -> HttpResponse:
    """Throw the draft away."""
    seen = request.POST.get("seen", "")
    attempt_at_once(
        request,
        lambda: acts.discard_draft(by=request.user, procedure_id=procedure_id, seen=seen),
        done="Đã bỏ bản nháp.",
    )
    stays = ProcedureVersion.objects.filter(procedure=procedure_id).exists()
    return redirect("procedure", procedure_id) if stays else redirect("procedures")


def _write_terms(request: OfficeRequest, form: TermsForm, procedure_id: int) -> None:
    seen = request.POST.get("seen", "")
    acts.write_draft_terms(
        by=request.user, procedure_id=procedure_id, terms=form.terms(), seen=seen
    )


def _draft(procedure_id: int) -> ProcedureVersion:
    drafts = ProcedureVersion.objects.select_related("procedure").filter(published_at=None)
    return get_object_or_404(drafts, procedure=procedure_id)
