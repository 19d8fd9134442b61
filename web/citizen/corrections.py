"""Views of a citizen's requests for correction."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import wiring
from config.messages import message
from counter.calendar import office_days
from dossiers.answers import Refused
from dossiers.citizens.corrections import TEXT_LENGTH, Wish, ask_for_correction, corrections_of
from dossiers.citizens.own import papers_of
from dossiers.models import Paper
from web.citizen.access import CitizenRequest, for_citizens
from web.paging import page_of, whole_number
from web.papers.selectors import title_of

PAGE_ROWS = 20


class CorrectionForm(forms.Form):
    """What is wrong, in the person's own words; `key` makes the same form sent twice one request."""

    text = forms.CharField(
        label="Chỗ nào sai, đúng là gì?",
        max_length=TEXT_LENGTH,
        help_text="Ví dụ: tên đệm ghi Văn, đúng là Vân. Không cần gửi kèm giấy tờ.",
        error_messages={"required": "Ghi chỗ sai và nội dung đúng."},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": secrets.token_urlsafe(16)})


@for_citizens
@require_safe
def listed(request: CitizenRequest) -> HttpResponse:
    """The person's requests and the answers."""
    rows = corrections_of(request.citizen).select_related("agency")
    page = page_of(rows, keys=("-id",), after=request.GET.get("sau", ""), size=PAGE_ROWS)
    return render(request, "citizen/corrections.html", {"page": page})


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: CitizenRequest) -> HttpResponse:
    """Ask that a paper, or what is recorded of the person, be put right."""
    paper = _paper(request)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wish = Wish(text=form.cleaned_data["text"], key=form.cleaned_data["key"], paper=paper)
        asked = ask_for_correction(
            holder=request.citizen, wish=wish, days=wiring.correction_days(), calendar=office_days()
        )
        if not isinstance(asked, Refused):
            messages.success(request, "Đã gửi đề nghị; câu trả lời sẽ hiện ở đây.")
            return redirect("citizen_corrections")
        told = message(asked.code)
        form.add_error(None, f"{told.sentence} {told.remedy}")
    context = {"form": form, "paper": paper, "title": title_of(paper) if paper else ""}
    return render(
        request, "citizen/correction_new.html", context, status=422 if form.is_bound else 200
    )


def _paper(request: CitizenRequest) -> Paper | None:
    """The paper that the address names, if it names one; never another person's."""
    named = request.GET.get("giay-to", "")
    if not named:
        return None
    rows = papers_of(request.citizen).select_related("paper_type", "agency", "received_file")
    return get_object_or_404(rows, pk=whole_number(named) or 0)
