"""Views that give the catalogue out as a file and take one in, after a look at what it would change."""

import base64
import binascii
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import wiring
from dossiers.administration import exchange as acts
from dossiers.administration.errors import AdministrationError
from web.access import OfficeRequest
from web.administration.forms import status_of, told
from web.catalogue.access import administrators_only, keepers_only

T = TypeVar("T")
# The file goes to the person and back with the second step, so it must fit a form.
MOST_BYTES = 1536 * 1024
SUFFIXES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}
SHOWN = 100  # problems and names that are spelled out


class UploadForm(forms.Form):
    """The table, as a person has it."""

    table = forms.FileField(
        label="Tệp CSV, XLSX hoặc JSON",
        help_text="Cùng các cột với tệp tải về. Tối đa 1,5 MB; tệp lớn hơn: dùng motlan import procedures.",
        error_messages={"required": "Chọn một tệp.", "empty": "Tệp rỗng."},
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_table(self) -> tuple[bytes, str]:
        """The content and the suffix."""
        upload = self.cleaned_data["table"]
        suffix = Path(upload.name).suffix.lower()
        if suffix not in SUFFIXES:
            raise ValidationError(told("table.unknown_format"))
        if upload.size > MOST_BYTES:
            raise ValidationError(told("table.too_large"))
        return upload.read(), suffix


class ConfirmForm(forms.Form):
    """The same table again, with what the person was told that it changes."""

    content = forms.CharField(widget=forms.HiddenInput, strip=True)
    suffix = forms.ChoiceField(choices=[(each, each) for each in SUFFIXES])
    created = forms.IntegerField(min_value=0)
    updated = forms.IntegerField(min_value=0)

    def clean_content(self) -> bytes:
        """The bytes of the table."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationError(told("table.damaged")) from error


@administrators_only
@require_safe
def download(request: OfficeRequest) -> HttpResponse:
    """The catalogue, as `motlan import procedures` takes it."""
    asked = f".{request.GET.get('dang', '')}"
    suffix = asked if asked in SUFFIXES else ".csv"
    headers = {"Content-Disposition": f'attachment; filename="thu-tuc{suffix}"'}
    content = acts.catalogue_as(suffix)
    return HttpResponse(content, content_type=SUFFIXES[suffix], headers=headers)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def take_in(request: OfficeRequest) -> HttpResponse:
    """Ask for the table; show what it would change; with the second POST, change it."""
    if "content" in request.POST:
        return _take_in(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(data, files)
    if not form.is_valid():
        status = status_of(form)
        return render(request, "catalogue/import.html", {"form": form}, status=status)
    content, suffix = form.cleaned_data["table"]
    return _preview(request, content, suffix)


def _preview(request: OfficeRequest, content: bytes, suffix: str) -> HttpResponse:
    work = _as_file(content, suffix, lambda path: acts.try_procedures(by=request.user, path=path))
    context: dict[str, Any] = {
        "form": UploadForm(),
        "work": work,
        "problems": work.problems[:SHOWN],
        "created_names": work.created_names[:SHOWN],
        "updated_names": work.updated_names[:SHOWN],
        "content": base64.b64encode(content).decode(),
        "suffix": suffix,
    }
    status = 422 if work.problems else 200
    return render(request, "catalogue/import.html", context, status=status)


def _take_in(request: OfficeRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, told("table.damaged"))
        return redirect("procedures_import")
    asked = form.cleaned_data
    content, suffix = asked["content"], asked["suffix"]
    expected = (asked["created"], asked["updated"])
    try:
        work = _as_file(
            content,
            suffix,
            lambda path: acts.import_procedures(by=request.user, path=path, expected=expected),
        )
    except AdministrationError as error:
        messages.error(request, told(error.code))
        return _preview(request, content, suffix)
    if work.problems:
        return _preview(request, content, suffix)
    messages.success(request, f"Đã nhập: {work.created} mục mới, {work.updated} mục sửa.")
    return redirect("procedures")


def _as_file(content: bytes, suffix: str, act: Callable[[Path], T]) -> T:
    """Do something with the bytes as a file, which is gone afterwards."""
    with tempfile.NamedTemporaryFile(dir=wiring.home() / "scratch", suffix=suffix) as file:
        file.write(content)
        file.flush()
        return act(Path(file.name))
