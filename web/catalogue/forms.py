"""Forms of the catalogues: procedures, components with the papers they accept, paper types."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.models import Level
from dossiers.administration.catalogue import WantedComponent
from dossiers.models import Component, CopyKind, MandatoryClass, PaperType, Procedure
from vietnamese.procedure_code import parse_procedure_code
from vietnamese.text import nfc
from web.administration.forms import OneLine, told

REQUIRED = {"required": "Điền ô này."}


def choices_with(empty: str, choices: Any) -> list[tuple[str, str]]:
    """The choices after one that stands for none."""
    return [("", empty), *choices]


class ProcedureFilter(forms.Form):
    """What the list of procedures shows; everything stays in the address."""

    q = OneLine(label="Mã, tên hoặc lĩnh vực", required=False, max_length=100)
    cap = forms.ModelChoiceField(
        label="Cấp", queryset=Level.objects.all(), required=False, empty_label="Mọi cấp"
    )
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        sectors = Procedure.objects.exclude(sector="").order_by("sector")
        names = sectors.values_list("sector", flat=True).distinct()
        field = self.fields["linh_vuc"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        field.choices = choices_with("Mọi lĩnh vực", [(name, name) for name in names])

    def narrowed(self, procedures: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """The procedures that the filters leave."""
        self.is_valid()
        asked = self.cleaned_data
        for word in nfc(asked.get("q") or "").split():
            inside = Q(name__icontains=word) | Q(sector__icontains=word)
            procedures = procedures.filter(inside | Q(code__icontains=word))
        if asked.get("cap"):
            procedures = procedures.filter(level=asked["cap"])
        if asked.get("linh_vuc"):
            procedures = procedures.filter(sector=asked["linh_vuc"])
        return procedures


class ProcedureForm(forms.Form):
    """A procedure without its components."""

    name = OneLine(label="Tên thủ tục", max_length=500, error_messages=REQUIRED)
    level = forms.ModelChoiceField(
        label="Cấp", queryset=Level.objects.all(), empty_label="Chọn cấp", error_messages=REQUIRED
    )
    sector = OneLine(label="Lĩnh vực", max_length=200, required=False)
    result_type = forms.ModelChoiceField(
        label="Kết quả",
        queryset=PaperType.objects.all(),
        required=False,
        empty_label="Không trả giấy tờ",
    )
    processing_days = forms.IntegerField(
        label="Thời hạn (ngày làm việc)",
        min_value=0,
        max_value=3650,
        required=False,
        error_messages={"invalid": "Nhập số ngày."},
    )
    legal_basis = OneLine(label="Căn cứ pháp lý", max_length=500, required=False)


class NewProcedureForm(ProcedureForm):
    """A procedure that is not there yet."""

    code = OneLine(
        label="Mã thủ tục",
        max_length=40,
        help_text="Mã của cổng dịch vụ công quốc gia, dạng 1.001612.",
        error_messages=REQUIRED,
    )
    field_order = ("code",)

    def clean_code(self) -> str:
        """The canonical code."""
        code = parse_procedure_code(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(told("procedure.malformed"))
        return code


class ComponentForm(forms.Form):
    """A component without the papers that satisfy it."""

    code = OneLine(label="Mã thành phần", max_length=50, error_messages=REQUIRED)
    name = OneLine(label="Tên thành phần", max_length=500, error_messages=REQUIRED)
    mandatory_class = forms.ChoiceField(
        label="Nhóm phải số hóa",
        choices=choices_with("Chọn nhóm", MandatoryClass.choices),
        error_messages=REQUIRED,
    )


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
        if len(self.wanted()) < len(kept):
            raise ValidationError("Một phương án ghi cùng một loại giấy tờ hai lần; bỏ một dòng.")

    def wanted(self) -> dict[tuple[int, str], Mapping[str, Any]]:
        """The rows by alternative and paper type."""
        found: dict[tuple[int, str], Mapping[str, Any]] = {}
        for form in self.forms:
            row = form.cleaned_data if form.is_valid() else {}
            if row.get("paper_type"):
                key = (row["alternative"] or 1, row["paper_type"].code)
                found[key] = {"copy_kind": row["copy_kind"], "max_age_days": row["max_age_days"]}
        return found


MOST_ROWS = 100
AcceptedFormSet = cast(
    type[AcceptedRows],
    forms.formset_factory(
        AcceptedForm, formset=AcceptedRows, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    ),
)


def component_forms(data: Any, component: Component | None) -> tuple[ComponentForm, AcceptedRows]:
    """The form of a component, and that of its accepted papers with empty rows to fill."""
    names = ("code", "name", "mandatory_class")
    shown = {name: getattr(component, name) for name in names} if component else {}
    rows = list(component.accepted.values(*AcceptedForm.base_fields)) if component else []
    first = [] if rows else [{"alternative": 1}]
    return ComponentForm(data, initial=shown), AcceptedFormSet(data, initial=rows or first)


def wanted_component(form: ComponentForm, rows: AcceptedRows) -> WantedComponent:
    """The component as it should be; call after both are valid."""
    asked = form.cleaned_data
    return WantedComponent(asked["code"], asked["name"], asked["mandatory_class"], rows.wanted())


class PaperTypeForm(forms.Form):
    """A paper type."""

    name = OneLine(label="Tên", max_length=200, error_messages=REQUIRED)
    result_type_code = OneLine(
        label="Mã loại kết quả",
        max_length=50,
        required=False,
        help_text="Dạng KQ.G15.000031, nếu giấy là kết quả của thủ tục.",
    )
    validity = forms.ChoiceField(label="Hiệu lực", choices=PaperType.Validity.choices)
    validity_months = forms.IntegerField(
        label="Số tháng hiệu lực",
        min_value=1,
        max_value=1200,
        required=False,
        help_text="Chỉ dùng với thời hạn cố định.",
        error_messages={"invalid": "Nhập số tháng."},
    )
    retention_years = forms.IntegerField(
        label="Thời hạn lưu (năm)",
        min_value=1,
        max_value=1000,
        help_text="Chỉ cho giấy ký từ nay. Giấy đang lưu giữ nguyên thời hạn đã đặt, không bao giờ ngắn lại.",
        error_messages={**REQUIRED, "invalid": "Nhập số năm."},
    )
    access = forms.ChoiceField(
        label="Cán bộ nào tìm thấy",
        choices=PaperType.Access.choices,
        help_text="Có hiệu lực ngay với cả giấy đang giữ.",
    )
    min_dpi = forms.IntegerField(
        label="Độ phân giải tối thiểu (dpi)",
        min_value=50,
        max_value=1200,
        error_messages={**REQUIRED, "invalid": "Nhập số dpi."},
    )
    mark_text = OneLine(label="Dòng chữ trên bản số hóa", max_length=200, required=False)
    colour_required = forms.BooleanField(label="Phải quét màu", required=False)
    automatic_review = forms.BooleanField(
        label="Tự động đối soát",
        required=False,
        help_text="Máy nhận giấy mà không cần người so lại. Người đứng đầu cơ quan chịu trách nhiệm; thường để tắt.",
    )

    def clean(self) -> dict[str, Any]:
        """A fixed validity says how long; another says nothing of months."""
        asked: dict[str, Any] = super().clean() or {}
        fixed = asked.get("validity") == PaperType.Validity.FIXED
        if fixed and asked.get("validity_months") is None and "validity_months" not in self.errors:
            self.add_error("validity_months", told("paper_type.no_months"))
        if not fixed:
            asked["validity_months"] = None
        return asked


class NewPaperTypeForm(PaperTypeForm):
    """A paper type that is not there yet."""

    code = forms.RegexField(
        label="Mã",
        regex=r"^[a-z][a-z0-9_]{1,49}$",
        max_length=50,
        help_text="Chữ thường không dấu, chữ số và gạch dưới, ví dụ giay_khai_sinh. Mã không đổi được.",
        error_messages={**REQUIRED, "invalid": "Chỉ dùng chữ thường không dấu, chữ số, gạch dưới."},
    )
    field_order = ("code",)
