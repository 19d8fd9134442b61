"""Views of citizens' requests for correction, for the staff of the agency that answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from config.messages import message
from dossiers.answers import Refused
from dossiers.citizens.corrections import TEXT_LENGTH, answer_correction, corrections_open_to
from dossiers.models import Correction
from web.access import OfficeRequest, for_roles
from web.paging import page_of
from web.papers.selectors import title_of

PAGE_ROWS = 30
TABS = (("cho", "Chờ trả lời"), ("xong", "Đã trả lời"))
answerers = for_roles(Role.Kind.CLERK, Role.Kind.OFFICER)


class AnswerForm(forms.Form):
    """Put right, or not; said to the citizen in either case."""

    DONE, REFUSED = "done", "refused"

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[(DONE, "Đã sửa"), (REFUSED, "Không sửa, nêu lý do")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đã sửa hay không sửa."},
    )
    answer = forms.CharField(
        label="Trả lời công dân",
        max_length=TEXT_LENGTH,
        help_text="Công dân đọc nguyên văn câu này.",
        error_messages={"required": "Ghi câu trả lời."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@answerers
@require_safe
def listed(request: OfficeRequest) -> HttpResponse:
    """The requests: those that wait first by the day on which they are due, those answered newest first."""
    tab = "xong" if request.GET.get("muc") == "xong" else "cho"
    rows = corrections_open_to(request.user).select_related("paper__paper_type", "agency", "holder")
    waiting = Correction.State.OPEN
    chosen = rows.filter(state=waiting) if tab == "cho" else rows.exclude(state=waiting)
    keys = ("due_on", "id") if tab == "cho" else ("-answered_at", "-id")
    page = page_of(chosen, keys=keys, after=request.GET.get("sau", ""), size=PAGE_ROWS)
    context = {"page": page, "tab": tab, "tabs": TABS, "today": timezone.localdate()}
    return render(request, "citizen_requests/corrections.html", context)


@answerers
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, correction_id: int) -> HttpResponse:
    """One request, and its answer."""
    rows = corrections_open_to(request.user).select_related(
        "paper__paper_type", "paper__received_file", "agency", "holder"
    )
    found = get_object_or_404(rows, pk=correction_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answered = _answer(found, form.cleaned_data, request)
        if not isinstance(answered, Refused):
            messages.success(request, "Đã trả lời; công dân đọc được ở trang của mình.")
            return redirect("corrections")
        told = message(answered.code)
        form.add_error(None, f"{told.sentence} {told.remedy}")
    context = {
        "correction": found,
        "form": form,
        "title": title_of(found.paper) if found.paper else "",
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "citizen_requests/correction.html", context, status=status)


def _answer(
    found: Correction, cleaned: dict[str, Any], request: OfficeRequest
) -> Correction | Refused:
    return answer_correction(
        correction_id=found.pk,
        done=cleaned["outcome"] == AnswerForm.DONE,
        answer=cleaned["answer"],
        by=request.user,
    )
