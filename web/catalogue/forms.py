"""Forms of the catalogues: procedures and paper types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Level
from dossiers.models import PaperType, Procedure, ProcedureVersion
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
    noi = forms.ChoiceField(
        label="Nơi tiếp nhận",
        choices=choices_with("Mọi nơi", ProcedureVersion.IntakePlace.choices),
        required=False,
    )
    kieu = forms.ChoiceField(
        label="Kiểu",
        choices=[("", "Mọi kiểu"), ("don", "Thủ tục đơn"), ("lien_thong", "Liên thông")],
        required=False,
    )

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
        if asked.get("noi") or asked.get("kieu"):
            in_force = ProcedureVersion.objects.in_force(timezone.localdate())
            if asked.get("noi"):
                in_force = in_force.filter(intake_place=asked["noi"])
            if asked.get("kieu"):
                in_force = in_force.filter(parts__isnull=asked["kieu"] == "don")
            procedures = procedures.filter(versions__in=in_force).distinct()
        return procedures


class ProcedureForm(forms.Form):
    """What stays the same through the versions of a procedure."""

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
    mode = forms.ChoiceField(
        label="Cách đọc chữ",
        choices=[("", "Theo cài đặt của máy chủ"), *PaperType.Mode.choices],
        required=False,
        help_text="Dùng khi loại giấy khai trước (tờ phân cách). Nhanh: nhiều lỗi hơn, trường nào cũng xem lại.",
    )
    colour_required = forms.BooleanField(label="Phải quét màu", required=False)
    automatic_review = forms.BooleanField(
        label="Tự động đối soát",
        required=False,
        help_text="Máy nhận giấy khi mọi thứ đọc chắc; giấy khác chờ người. Người đứng đầu cơ quan chịu trách nhiệm.",
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
