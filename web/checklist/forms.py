"""Forms of the checklist: whose papers for which procedure, and the two acts of an officer."""

import re

from django import forms
from django.core.exceptions import ValidationError

from config.messages import message
from dossiers.models import Holder, PaperRequest, Procedure
from reuse.check import holder_by_id
from reuse.errors import MalformedHolderId
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.procedure_code import parse_procedure_code

# Fits the database's integers.
ROW_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


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
        help_text="Nên ghi: tên khác với sổ thì không trả lời.",
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
    """Purpose and legal basis, prefilled, and the papers that the officer has before them."""

    papers = forms.CharField(max_length=200, widget=forms.HiddenInput)
    purpose = forms.CharField(label="Mục đích", max_length=500)
    legal_basis = forms.CharField(label="Căn cứ pháp lý", max_length=500)

    def clean_papers(self) -> list[int]:
        """Row ids."""
        texts = self.cleaned_data["papers"].split(",")
        if not all(ROW_ID.fullmatch(text) for text in texts):
            raise ValidationError(told("reuse.changed"))
        return [int(text) for text in texts]


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


class RevokeForm(forms.Form):
    """Why a reuse is taken back."""

    reason = forms.CharField(
        label="Lý do thôi dùng lại",
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
