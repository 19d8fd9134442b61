"""Forms of Chủ giấy tờ. What is wrong is told at its field; what a service refuses, above the form."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.messages import message
from dossiers.identity.changes import COLUMNS, REASONS, Grounds
from dossiers.identity.correcting import Amendment
from dossiers.identity.matching import determine, determine_named, is_number, type_of_birth
from dossiers.identity.registering import Claim
from dossiers.models import Holder, HolderChange
from vietnamese.dates import parse_date
from vietnamese.person_id import Sex
from web.administration.forms import Day, OneLine

NUMBERS = ("personal_id", "old_personal_id", "tax_code")
SEXES = [("", "Chưa ghi"), (Sex.MALE.value, "Nam"), (Sex.FEMALE.value, "Nữ")]
CONFIRM = "Tôi đã so với giấy tờ của người này và xác nhận là đúng."


def told(code: str) -> str:
    """Sentence and remedy of a code."""
    found = message(code)
    return f"{found.sentence} {found.remedy}"


class Birth(OneLine):
    """A day, or the year alone where no more is known."""

    def clean(self, value: Any) -> type_of_birth | None:
        """A date or a year from 1850 on; None when left empty."""
        text = super().clean(value).strip()
        if not text:
            return None
        if re.fullmatch(r"(18[5-9]|19\d|20\d|21\d)\d", text, re.ASCII):
            return int(text)
        found = parse_date(text)
        if found is None:
            raise ValidationError("Ghi ngày dạng 31/12/1990, hoặc chỉ năm sinh.")
        return found


class PersonForm(forms.Form):
    """Who is meant: by number, or by name and birth."""

    number = OneLine(label="Số định danh, số CMND hoặc mã số thuế", max_length=40, required=False)
    name = OneLine(label="Họ và tên, hoặc tên tổ chức", max_length=300, required=False)
    birth = Birth(
        label="Ngày hoặc năm sinh",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "ngày/tháng/năm"}),
    )

    def clean_number(self) -> str:
        """A number that can be one."""
        number = str(self.cleaned_data["number"]).strip()
        if number and not is_number(number):
            raise ValidationError(told("holder.malformed"))
        return number

    def clean(self) -> dict[str, Any]:
        """Without a number, name and birth are both needed."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["number"]:
            for name in ("name", "birth"):
                if not cleaned[name]:
                    self.add_error(name, "Không có số thì ghi cả họ tên và ngày sinh.")
        return cleaned

    def found(self) -> Holder | None:
        """Whom the one matching determines; call on a valid form."""
        number, name, birth = (self.cleaned_data[each] for each in ("number", "name", "birth"))
        if number:
            return determine(number=number, name=name or None, birth=birth)
        return determine_named(name=name, birth=birth)


class GroundsForm(forms.Form):
    """Why a holder is changed."""

    kind: HolderChange.Kind

    code = forms.ChoiceField(label="Lý do", error_messages={"required": "Chọn một lý do."})
    reason = OneLine(
        label="Diễn giải, số văn bản",
        min_length=5,
        max_length=500,
        error_messages={"required": "Ghi rõ lý do.", "min_length": "Ghi rõ hơn."},
    )
    confirmed = forms.BooleanField(label=CONFIRM, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        labels = [(each.value, str(each.label)) for each in REASONS[self.kind]]
        field.choices = [("", "— Chọn lý do —"), *labels]

    def grounds(self) -> Grounds:
        """Call on a valid form."""
        return Grounds(self.cleaned_data["code"], self.cleaned_data["reason"])


class CorrectForm(GroundsForm):
    """What is known of a holder; numbers only while they are shown in full."""

    kind = HolderChange.Kind.CORRECTED

    name = OneLine(
        label="Họ và tên, hoặc tên tổ chức",
        max_length=300,
        error_messages={"required": "Ghi họ tên."},
    )
    personal_id = OneLine(label="Số định danh cá nhân (12 số)", max_length=20, required=False)
    old_personal_id = OneLine(label="Số CMND cũ (9 số)", max_length=20, required=False)
    tax_code = OneLine(label="Mã số thuế", max_length=20, required=False)
    birth_date = Day(label="Ngày sinh")
    sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False)
    address = OneLine(label="Địa chỉ", max_length=500, required=False)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    field_order = (*COLUMNS, "code", "reason", "confirmed", "seen")

    def __init__(self, *args: Any, ids_open: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in () if ids_open else NUMBERS:
            del self.fields[name]

    def amendment(self) -> Amendment:
        """Call on a valid form."""
        values: dict[str, Any] = {
            name: self.cleaned_data[name] for name in COLUMNS if name in self.fields
        }
        return Amendment(values, self.cleaned_data["confirmed"], self.cleaned_data["seen"])


class MergeForm(GroundsForm):
    """Why two rows are one person."""

    kind = HolderChange.Kind.MERGED


class RelinkForm(GroundsForm, PersonForm):
    """Whose a paper is: somebody, as the paper says it, or nobody."""

    kind = HolderChange.Kind.RELINKED

    nobody = forms.BooleanField(label="Chưa rõ của ai: bỏ liên kết", required=False)
    field_order = ("number", "name", "birth", "nobody", "code", "reason", "confirmed")

    def clean_number(self) -> str:
        """Not needed for nobody."""
        return "" if self.data.get("nobody") else super().clean_number()

    def clean(self) -> dict[str, Any]:
        """Number and name both, unless it is nobody's."""
        cleaned = forms.Form.clean(self) or {}
        for name, needed in (("number", "Ghi số trên giấy."), ("name", "Ghi họ tên trên giấy.")):
            if not cleaned.get("nobody") and name not in self.errors and not cleaned.get(name):
                self.add_error(name, needed)
        return cleaned

    def claim(self) -> Claim | None:
        """Who is meant; None for nobody. Call on a valid form."""
        asked = self.cleaned_data
        if asked["nobody"]:
            return None
        return Claim(asked["number"], asked["name"], asked["birth"])


class ReasonForm(forms.Form):
    """Why a change is taken back."""

    reason = OneLine(min_length=5, max_length=500)
