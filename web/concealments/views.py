"""Views of what is concealed from citizens: hidden and shown again by heads, looked over by auditors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.selectors import has_role
from config.messages import message
from dossiers.access import dossiers_open_to
from dossiers.answers import Refused
from dossiers.citizens.concealing import (
    TEXT_LENGTH,
    Grounds,
    conceal,
    concealable_of_dossier,
    concealments_open_to,
    lift,
    rules_in_force,
)
from dossiers.models import ConcealmentRule, Dossier
from web.access import OfficeRequest, for_roles
from web.concealments.lines import Line, concealed_lines, lines_of
from web.paging import page_of

PAGE_ROWS = 30
MOST_LINES = 100
heads = for_roles(Role.Kind.MANAGER)


class ConcealForm(forms.Form):
    """Which entries, by which rule, and why here."""

    events = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Đánh dấu ít nhất một mục."}
    )
    rule = forms.ModelChoiceField(
        label="Quy tắc",
        queryset=ConcealmentRule.objects.none(),
        empty_label="Chọn quy tắc",
        error_messages={
            "required": "Chọn quy tắc.",
            "invalid_choice": "Quy tắc không còn hiệu lực.",
        },
    )
    reason = forms.CharField(
        label="Lý do, số văn bản",
        max_length=TEXT_LENGTH,
        error_messages={"required": "Ghi lý do và số văn bản."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, ids: list[int]) -> None:
        super().__init__(data)
        self.fields["events"].choices = [(pk, str(pk)) for pk in ids]  # type: ignore[attr-defined]
        self.fields["rule"].queryset = rules_in_force(timezone.now())  # type: ignore[attr-defined]


@for_roles(Role.Kind.MANAGER, Role.Kind.AUDITOR)
@require_safe
def listed(request: OfficeRequest) -> HttpResponse:
    """What is or was hidden, the newest first."""
    rows = concealments_open_to(request.user).select_related("rule", "event__agency")
    page = page_of(rows, keys=("-id",), after=request.GET.get("sau", ""), size=PAGE_ROWS)
    context = {
        "page": page,
        "lines": concealed_lines(page.rows, now=timezone.now()),
        "is_head": has_role(request.user, Role.Kind.MANAGER),
    }
    return render(request, "concealments/concealments.html", context)


@heads
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: OfficeRequest) -> HttpResponse:
    """The entries of one dossier, and a form that hides some of them."""
    number = request.GET.get("ho-so", "").replace("\0", "").strip()
    dossier = dossiers_open_to(request.user, Role.Kind.MANAGER).filter(number=number).first()
    lines = _lines(dossier, request)
    data = request.POST if request.method == "POST" else None
    form = ConcealForm(data, ids=[line.event.pk for line in lines])
    if form.is_valid():
        refused = _conceal(form, request)
        if refused is None:
            messages.success(request, "Đã ẩn; việc ẩn được ghi vào nhật ký của cơ quan.")
            return redirect("concealments")
        form.add_error(None, refused)
    context = {
        "number": number,
        "dossier": dossier,
        "lines": lines,
        "form": form,
        "chosen": set(request.POST.getlist("events")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "concealments/conceal.html", context, status=status)


@heads
@require_POST
def lift_one(request: OfficeRequest, concealment_id: int) -> HttpResponse:
    """Show an entry again before its time."""
    lifted = lift(concealment_id=concealment_id, by=request.user)
    if isinstance(lifted, Refused):
        raise Http404
    messages.success(request, "Đã bỏ ẩn; công dân thấy lại mục này.")
    return redirect("concealments")


def _lines(dossier: Dossier | None, request: OfficeRequest) -> list[Line]:
    if dossier is None:
        return []
    rows = concealable_of_dossier(dossier, by=request.user).select_related("agency")
    return lines_of(list(rows.order_by("-id")[:MOST_LINES]))


def _conceal(form: ConcealForm, request: OfficeRequest) -> str | None:
    """What stands against it, in words; None when it is done."""
    told = form.cleaned_data
    grounds = Grounds(rule=told["rule"].pk, reason=told["reason"])
    made = conceal(event_ids=told["events"], grounds=grounds, by=request.user)
    if not isinstance(made, Refused):
        return None
    why = message(made.code)
    return f"{why.sentence} {why.remedy}"
