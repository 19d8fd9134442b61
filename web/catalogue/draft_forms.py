"""Forms of a draft: what it says, its components with what they accept, and its publication."""

import re
import unicodedata
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from dossiers.administration.drafts import Terms
from dossiers.models import (
    Component,
    CopyKind,
    DataSource,
    MandatoryClass,
    PaperType,
    ProcedureVersion,
)
from dossiers.procedures.content import Accepted, Asked, in_order
from vietnamese.procedure_code import parse_procedure_code
from vietnamese.text import nfc
from web.administration.forms import Day, OneLine, told
from web.catalogue.forms import REQUIRED, choices_with


class TermsForm(forms.Form):
    """What a version says besides its components."""

    legal_basis = OneLine(label="Căn cứ pháp lý", max_length=500, required=False)
    processing_days = forms.IntegerField(
        label="Thời hạn (ngày làm việc)",
        min_value=0,
        max_value=3650,
        required=False,
        error_messages={"invalid": "Nhập số ngày."},
    )
    intake_place = forms.ChoiceField(
        label="Nơi tiếp nhận", choices=ProcedureVersion.IntakePlace.choices
    )
    parts = OneLine(
        label="Ghép các thủ tục",
        max_length=1000,
        required=False,
        help_text="Chỉ cho thủ tục liên thông: mã các thủ tục làm cùng lúc, cách nhau bằng dấu phẩy.",
    )

    def clean_parts(self) -> tuple[str, ...]:
        """Canonical codes in the order given."""
        found: list[str] = []
        for given in re.findall(r"[^\s,;]+", self.cleaned_data["parts"]):
            code = parse_procedure_code(given)
            if code is None:
                raise ValidationError(f"“{given}”: {told('procedure.malformed')}")
            found.append(code)
        if len(set(found)) < len(found):
            raise ValidationError(told("procedure.combines_itself"))
        return tuple(found)

    def terms(self) -> Terms:
        """What the form says; call after it is valid."""
        asked = self.cleaned_data
        return Terms(
            asked["processing_days"], asked["legal_basis"], asked["intake_place"], asked["parts"]
        )


class PublishForm(forms.Form):
    """From which day the draft holds, and what is said of it."""

    first_day = Day(label="Áp dụng từ ngày")
    note = OneLine(
        label="Nội dung thay đổi, quyết định công bố",
        max_length=500,
        help_text="Ví dụ: Bỏ bản sao hộ khẩu theo Quyết định số 12/QĐ-UBND.",
        error_messages=REQUIRED,
    )

    def __init__(self, data: Any, *, is_first: bool) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={} if is_first else {"first_day": today})
        field = self.fields["first_day"]
        field.required = not is_first
        field.error_messages["required"] = REQUIRED["required"]
        field.help_text = (
            "Để trống nếu thủ tục vốn đã áp dụng từ trước."
            if is_first
            else "Hôm nay hoặc một ngày sau; hồ sơ tiếp nhận trước ngày này không đổi."
        )
        if not is_first:
            field.widget.attrs["min"] = today.isoformat()


class ComponentForm(forms.Form):
    """A component without what satisfies it."""

    code = OneLine(label="Mã thành phần", max_length=50, error_messages=REQUIRED)
    name = OneLine(label="Tên thành phần", max_length=500, error_messages=REQUIRED)
    mandatory_class = forms.ChoiceField(
        label="Nhóm phải số hóa",
        choices=choices_with("Chọn nhóm", MandatoryClass.choices),
        error_messages=REQUIRED,
    )
    shared_key = OneLine(
        label="Giấy tờ dùng chung",
        max_length=50,
        required=False,
        help_text="Khi ghép thủ tục, các thành phần cùng chữ ở đây chỉ nộp một lần, ví dụ quyen_su_dung_dat.",
    )
    sources = forms.ModelMultipleChoiceField(
        label="Thay được bằng dữ liệu tra cứu ở",
        queryset=DataSource.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    example = forms.CharField(
        label="Mẫu điền sẵn",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Cho tờ khai: mỗi dòng một mục, dạng Nhãn: nội dung. Dùng người và địa chỉ đặt ra.",
    )

    def clean_example(self) -> str:
        """The lines, NFC; control characters are refused."""
        text = nfc(self.cleaned_data["example"].replace("\r\n", "\n"))
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text.replace("\n", "")):
            raise ValidationError("Có ký tự không nhìn thấy; gõ lại nội dung.")
        return text


class AcceptedForm(forms.Form):
    """One accepted paper; a row without a paper type is no row."""

    alternative = forms.IntegerField(
        label="Phương án",
        min_value=1,
        max_value=100,
        required=False,
        error_messages={"invalid": "Nhập số."},
    )
    paper_type = forms.ModelChoiceField(
        label="Loại giấy tờ", queryset=PaperType.objects.all(), required=False, empty_label="–"
    )
    copy_kind = forms.ChoiceField(
        label="Loại bản",
        choices=choices_with("Bản nào cũng được", CopyKind.choices),
        required=False,
    )
    max_age_days = forms.IntegerField(
        label="Tối đa (ngày)",
        min_value=1,
        max_value=36500,
        required=False,
        error_messages={"invalid": "Nhập số ngày."},
    )


class AcceptedRows(forms.BaseFormSet):  # type: ignore[type-arg]  # no type arguments at run time
    """The accepted papers of a component."""

    def clean(self) -> None:
        """Refuse a paper type that stands twice in one alternative."""
        kept = [
            each for each in self.forms if each.is_valid() and each.cleaned_data.get("paper_type")
        ]
        if len({(each.alternative, each.paper_type) for each in self.wanted()}) < len(kept):
            raise ValidationError("Một phương án ghi cùng một loại giấy tờ hai lần; bỏ một dòng.")

    def wanted(self) -> tuple[Accepted, ...]:
        """The rows that name a paper type, by alternative and type."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return in_order(
            Accepted(
                row["alternative"] or 1,
                row["paper_type"].code,
                row["copy_kind"],
                row["max_age_days"],
            )
            for row in rows
            if row.get("paper_type")
        )


MOST_ROWS = 100
AcceptedFormSet = cast(
    type[AcceptedRows],
    forms.formset_factory(
        AcceptedForm, formset=AcceptedRows, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    ),
)


def component_forms(data: Any, component: Component | None) -> tuple[ComponentForm, AcceptedRows]:
    """The form of a component, and that of its accepted papers with empty rows to fill."""
    names = ("code", "name", "mandatory_class", "shared_key", "example")
    shown = {name: getattr(component, name) for name in names} if component else {}
    rows: list[dict[str, Any]] = []
    if component:
        shown["sources"] = [each.source_id for each in component.accepted_data.all()]
        rows = list(component.accepted.values(*AcceptedForm.base_fields))
    first = [] if rows else [{"alternative": 1}]
    return ComponentForm(data, initial=shown), AcceptedFormSet(data, initial=rows or first)


def wanted_component(form: ComponentForm, rows: AcceptedRows) -> Asked:
    """The component as it should be; call after both are valid."""
    asked = form.cleaned_data
    return Asked(
        asked["code"],
        asked["name"],
        asked["mandatory_class"],
        asked["shared_key"],
        asked["example"],
        rows.wanted(),
        tuple(sorted(each.code for each in asked["sources"])),
    )
