"""Fields and refusals that the administrator's forms have in common."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.models import Agency, User
from accounts.selectors import administered_by
from config.messages import message
from dossiers.administration.errors import AdministrationError
from vietnamese.text import nfc

T = TypeVar("T")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class OneLine(forms.CharField):
    """Text on one line, NFC; line breaks and other control characters are refused."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "off", "spellcheck": "false"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> Any:
        """The text with single blanks."""
        text = re.sub(r" {2,}", " ", nfc(super().clean(value)))
        if any(unicodedata.category(letter) in {"Cc", "Cs", "Cf"} for letter in text):
            raise ValidationError("Có ký tự không nhìn thấy; gõ lại nội dung.")
        return text


class Day(forms.DateField):
    """A day by the browser's own calendar, or typed 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "required": False,
            "input_formats": ["%Y-%m-%d", "%d/%m/%Y"],
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "error_messages": {"invalid": "Không phải một ngày có thật."},
        }
        super().__init__(**{**defaults, **options})

    def clean(self, value: Any) -> date | None:
        """The day, between 1900 and 2999."""
        found: date | None = super().clean(value)
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            raise ValidationError("Nhập năm từ 1900 đến 2999.")
        return found


class AgencyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type arguments at run time
    """Agencies by name and code, indented by their depth in the tree."""

    def label_from_instance(self, obj: Any) -> str:
        """The name after a dash for each level above it."""
        return f"{'– ' * (obj.path.count('/') - 1)}{obj.name} ({obj.code})"


def open_agencies(user: User) -> QuerySet[Agency]:
    """What an administrator chooses among: their agencies that have not ended."""
    today = timezone.localdate()
    return administered_by(user).exclude(valid_to__lt=today).order_by("path")


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a choice field offer these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows for the type checker
    field.queryset = rows


def told(code: str) -> str:
    """Sentence and remedy of a code."""
    found = message(code)
    return f"{found.sentence} {found.remedy}"


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What a service gives; None where the form is wrong or the service refuses, which the form then tells."""
    if not form.is_valid():
        return None
    try:
        return act()
    except AdministrationError as error:
        form.add_error(None, told(error.code))
        return None


def attempt_at_once(request: HttpRequest, act: Callable[[], object], *, done: str) -> None:
    """Do what a button does, and leave a note of what came of it for the next page."""
    try:
        act()
    except AdministrationError as error:
        messages.error(request, told(error.code))
    else:
        messages.success(request, done)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is made of: the fields of a POST, even if it has none; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.BaseForm) -> int:
    """400 for a page that comes back with what is wrong."""
    return 400 if form.is_bound else 200
