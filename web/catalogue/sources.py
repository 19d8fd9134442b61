"""Views of Cơ sở dữ liệu, Trường hợp ngoại lệ and Quy tắc ẩn: lists of the same kind, each with its form."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import catalogue_agency
from dossiers.administration import sources as acts
from web.access import OfficeRequest
from web.administration.forms import Day, OneLine, attempt, posted, status_of, told
from web.administration.history import acts as lines_of
from web.catalogue.access import administrators_only, keepers_only
from web.catalogue.forms import REQUIRED
from web.paging import page_of

# The word in the address, by the kind of the service.
ADDRESSES = {
    "co-so-du-lieu": "data_source",
    "ngoai-le": "lawful_exception",
    "quy-tac-an": "concealment_rule",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called, and what it is for."""

    title: str
    add: str
    note: str


WORDS = {
    "co-so-du-lieu": Words(
        "Cơ sở dữ liệu thay giấy tờ",
        "Thêm cơ sở dữ liệu",
        "Cơ sở dữ liệu mà kết quả tra cứu thay được cho giấy tờ của một thành phần hồ sơ.",
    ),
    "ngoai-le": Words(
        "Trường hợp ngoại lệ",
        "Thêm trường hợp ngoại lệ",
        "Các trường hợp pháp luật cho cơ quan dùng giấy tờ mà không cần chủ giấy tờ đề nghị.",
    ),
    "quy-tac-an": Words(
        "Quy tắc ẩn với công dân",
        "Thêm quy tắc ẩn",
        "Các trường hợp pháp luật cho ẩn, hoặc cho hiện muộn, một lần dùng giấy tờ với chính chủ giấy tờ.",
    ),
}


class SourceForm(forms.Form):
    """What all of them have."""

    name = OneLine(label="Tên", max_length=200, error_messages=REQUIRED)
    legal_basis = OneLine(label="Căn cứ pháp lý", max_length=500, error_messages=REQUIRED)
    valid_from = Day(label="Dùng được từ ngày")
    valid_to = Day(label="Đến hết ngày", help_text="Để trống khi chưa có ngày kết thúc.")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("valid_from"), asked.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", told("data_source.ends_before_it_begins"))
        return asked


class NewSourceForm(SourceForm):
    """One that is not there yet."""

    code = forms.RegexField(
        label="Mã",
        regex=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,39}$",
        max_length=40,
        help_text="Chữ không dấu, chữ số, gạch nối. Mã không đổi được.",
        error_messages={**REQUIRED, "invalid": "Chỉ dùng chữ không dấu, chữ số, gạch nối, chấm."},
    )
    field_order = ("code",)


class DelayForm(forms.Form):
    """What a rule has besides."""

    delay_days = forms.IntegerField(
        label="Số ngày hiện muộn",
        required=False,
        min_value=1,
        max_value=36500,
        help_text="Tính từ ngày dùng giấy tờ. Để trống khi ẩn đến khi được bỏ.",
        error_messages={
            "invalid": "Ghi một số ngày.",
            "min_value": "Ít nhất một ngày.",
            "max_value": "Nhiều nhất 36500 ngày.",
        },
    )


class RuleForm(DelayForm, SourceForm):
    """A rule of concealment."""


class NewRuleForm(DelayForm, NewSourceForm):
    """One that is not there yet."""


@administrators_only
@require_safe
def sources(request: OfficeRequest, address: str) -> HttpResponse:
    """The list."""
    rows = acts.KINDS[ADDRESSES[address]]._default_manager.all()  # noqa: SLF001 - either model's own
    page = page_of(rows, keys=("code",), after=request.GET.get("sau", ""))
    may_change = catalogue_agency(request.user) is not None
    context = {"page": page, "may_change": may_change, "address": address, "words": WORDS[address]}
    return render(request, "catalogue/sources.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add(request: OfficeRequest, address: str) -> HttpResponse:
    """Add one."""
    form = (NewRuleForm if address == "quy-tac-an" else NewSourceForm)(posted(request))
    if attempt(form, lambda: _write(request, form, address, form.cleaned_data["code"], None)):
        messages.success(request, "Đã thêm.")
        return redirect("sources", address)
    context = {"form": form, "address": address, "words": WORDS[address]}
    return render(request, "catalogue/source.html", context, status=status_of(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def source(request: OfficeRequest, address: str, code: str) -> HttpResponse:
    """One with its history."""
    kind = ADDRESSES[address]
    found = get_object_or_404(acts.KINDS[kind], pk=code)
    form_class = RuleForm if address == "quy-tac-an" else SourceForm
    shown = {name: getattr(found, name) for name in form_class.base_fields}
    form, seen = form_class(posted(request), initial=shown), request.POST.get("seen", "")
    if attempt(form, lambda: _write(request, form, address, code, seen)):
        messages.success(request, "Đã ghi.")
        return redirect("sources", address)
    context = {"form": form, "source": found, "address": address, "words": WORDS[address]}
    context |= {
        "stamp": acts.source_stamp(found),
        "history": lines_of(acts.source_history(kind, code)),
    }
    return render(request, "catalogue/source.html", context, status=status_of(form))


def _write(
    request: OfficeRequest, form: SourceForm, address: str, code: str, seen: str | None
) -> acts.type_of_source:
    values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    return acts.write_source(
        by=request.user, kind=ADDRESSES[address], code=code, values=values, seen=seen
    )
