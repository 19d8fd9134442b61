"""Forms of the checklist: whose papers for which procedure, and the acts of an officer."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from config.messages import message
from dossiers.models import (
    Component,
    Holder,
    PaperRefusal,
    PaperRequest,
    Procedure,
    Reuse,
    ReuseMode,
)
from reuse.check import holder_by_id
from reuse.errors import MalformedHolderId
from reuse.services import exceptions_lately
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.procedure_code import parse_procedure_code

# Fits the database's integers.
ROW_ID = r"[0-9]{1,18}"
ROW_IDS = re.compile(rf"{ROW_ID}(,{ROW_ID}){{0,19}}", re.ASCII)
# A component and the papers that would be used for it: "5:12,13".
LINE = re.compile(rf"({ROW_ID}):({ROW_ID}(?:,{ROW_ID}){{0,19}})", re.ASCII)
MOST_LINES = 100
# The form of purpose, legal basis and wish at the top; buttons and fields of the lines belong to it.
GROUNDS = "grounds"
STORE = "citizen_store"


def told(code: str) -> str:
    """Sentence and remedy of a code, as one error of a field."""
    found = message(code)
    return f"{found.sentence} {found.remedy}"


class DossierForm(forms.Form):
    """A dossier by its number; a GET form, so that the address can be kept."""

    ho_so = forms.CharField(
        label="Mã hồ sơ",
        max_length=60,
        help_text="Dạng H15.50.05.13-261008-0975, như trên giấy hẹn.",
        error_messages={"required": "Nhập mã hồ sơ."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "mono",
                "autofocus": True,
            }
        ),
    )

    def clean_ho_so(self) -> str:
        """The canonical number."""
        parsed = parse_dossier_number(self.cleaned_data["ho_so"])
        if parsed is None:
            raise ValidationError(told("dossier.malformed"))
        return parsed.number


class HolderForm(forms.Form):
    """A holder and a procedure, before there is a dossier. Posted: an id never stands in an address."""

    holder = forms.CharField(
        label="Số định danh",
        max_length=20,
        help_text="12 số, CMND 9 số hoặc mã số thuế.",
        error_messages={"required": "Nhập số định danh."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "class": "mono"}
        ),
    )
    name = forms.CharField(
        label="Họ và tên",
        max_length=300,
        required=False,
        help_text="Tên khác với sổ, hoặc chỉ có số mà cơ quan bạn chưa giữ gì của người này, thì không trả lời.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    procedure = forms.CharField(
        label="Thủ tục",
        max_length=40,
        help_text="Gõ mã, hoặc vài chữ của tên rồi chọn. Ví dụ 1.001612.",
        error_messages={"required": "Nhập mã thủ tục."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "list": "procedures", "class": "mono"}
        ),
    )

    def clean_procedure(self) -> Procedure:
        """The procedure of the code."""
        code = self.cleaned_data["procedure"]
        codes = {code.strip(), parse_procedure_code(code) or ""}
        found = Procedure.objects.filter(code__in=codes).order_by("code").first()
        if found is None:
            raise ValidationError(told("procedure.unknown"))
        return found

    def clean_holder(self) -> str:
        """The id as typed, when it can be one."""
        try:
            holder_by_id(self.cleaned_data["holder"])
        except MalformedHolderId as error:
            raise ValidationError(told(error.code)) from error
        return str(self.cleaned_data["holder"])

    def found(self) -> Holder | None:
        """The one holder that id and name agree on."""
        return holder_by_id(self.cleaned_data["holder"], name=self.cleaned_data["name"])


class GroundsForm(forms.Form):
    """At whose wish, for what and on what legal basis: chosen once for all lines of a dossier."""

    request = forms.ChoiceField(
        label="Ai đề nghị dùng lại",
        choices=[
            each for each in Reuse.Request.choices if each[0] != Reuse.Request.UNRECORDED.value
        ],
        widget=forms.RadioSelect,
        error_messages={"required": told("checklist.request_needed")},
    )
    exception = forms.ChoiceField(
        label="Trường hợp ngoại lệ",
        required=False,
        error_messages={"invalid_choice": told("checklist.exception_needed")},
    )
    purpose = forms.CharField(
        label="Mục đích",
        max_length=500,
        error_messages={"required": told("reuse.grounds_needed")},
    )
    legal_basis = forms.CharField(
        label="Căn cứ pháp lý",
        max_length=500,
        error_messages={"required": told("reuse.grounds_needed")},
    )

    def __init__(self, data: Any = None, *, on: date, initial: Any = None) -> None:
        super().__init__(data, auto_id=f"{GROUNDS}_%s", initial=initial)
        exception = cast(forms.ChoiceField, self.fields["exception"])
        held = ((each.pk, each.name) for each in exceptions_lately(on))
        exception.choices = [("", "Chọn trường hợp"), *held]

    def clean(self) -> dict[str, Any]:
        """An exception is named where one is the reason, and nowhere else."""
        cleaned = self.cleaned_data
        if cleaned.get("request") != Reuse.Request.EXCEPTION:
            cleaned["exception"] = ""
        elif not cleaned.get("exception") and "exception" not in self.errors:
            self.add_error("exception", told("checklist.exception_needed"))
        return cleaned

    @property
    def first_error(self) -> str:
        """The first thing that is wrong, for a line that has no room for more."""
        return next((str(each) for errors in self.errors.values() for each in errors), "")


def row_ids(text: str) -> list[int]:
    """Row ids joined by commas; nothing when the text is not of that form."""
    return [int(each) for each in text.split(",")] if ROW_IDS.fullmatch(text) else []


def ticked_lines(texts: list[str]) -> dict[int, list[int]]:
    """The papers of each component that was ticked; what is not of that form is left out."""
    found = (LINE.fullmatch(text) for text in texts[:MOST_LINES])
    return {int(each[1]): row_ids(each[2]) for each in found if each}


class ReferenceForm(forms.Form):
    """What a database, or the citizen's own store, answered; its fields belong to the form of grounds."""

    source = forms.ChoiceField(
        label="Tra cứu ở", error_messages={"required": told("checklist.source_needed")}
    )
    reference = forms.CharField(
        label="Số tra cứu, số văn bản",
        max_length=200,
        error_messages={"required": told("checklist.reference_needed")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "form": GROUNDS}),
    )

    def __init__(
        self, data: Any = None, *, component: Component, on: date, typed: Mapping[str, str] = {}
    ) -> None:
        prefix = f"tp{component.pk}"
        # What was sent in vain, to be put right.
        again = {name: typed.get(f"{prefix}-{name}") for name in ("source", "reference")}
        super().__init__(data, prefix=prefix, initial=again)
        begun = [
            each.source
            for each in component.accepted_data.all()
            if (each.source.valid_from or on) <= on <= (each.source.valid_to or on)
        ]
        self.sources = {each.pk: each for each in begun}
        source = cast(forms.ChoiceField, self.fields["source"])
        source.choices = [
            *((each.pk, each.name) for each in begun),
            (STORE, ReuseMode.CITIZEN_STORE.label),
        ]
        source.widget.attrs["form"] = GROUNDS

    @property
    def first_error(self) -> str:
        """The first thing that is wrong."""
        return next((str(each) for errors in self.errors.values() for each in errors), "")


class AskForm(forms.Form):
    """Why a held paper is asked for all the same."""

    reason = forms.ChoiceField(
        label="Lý do",
        choices=[("", "Chọn lý do"), *PaperRequest.Reason.choices],
        error_messages={"required": told("reuse.reason_needed")},
    )
    note = forms.CharField(
        label="Ghi chú",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RefuseForm(forms.Form):
    """Why a held paper that the rules allow is not used."""

    reason = forms.ChoiceField(
        label="Vì sao không dùng", choices=[("", "Chọn lý do"), *PaperRefusal.Reason.choices]
    )
    note = forms.CharField(
        label="Ghi chú",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """A reason in the officer's own words."""

    reason = forms.CharField(
        label="Lý do", max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
