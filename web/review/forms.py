"""The clerk's forms: every field of a paper as it now reads, and the reason for sending one back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.messages import message
from dossiers.identity.matching import DOUBTS, doubts_about
from dossiers.models import Paper, PaperType
from dossiers.services import iso_date
from ingest.checks import DATE_FIELDS, Problem
from ingest.review import Review
from ocr.ports import FIELD_NAMES
from vietnamese.dates import format_date, parse_date

LABELS = {
    "title": "Tên giấy, trích yếu",
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "holder_name": "Chủ giấy tờ",
    "personal_id": "Số định danh",
    "tax_code": "Mã số thuế",
    "birth_date": "Ngày sinh",
    "address": "Địa chỉ",
    "signatory": "Người ký",
    "signatory_position": "Chức vụ người ký",
    "valid_to": "Có giá trị đến",
}
# These seldom fit on one line, and a clerk compares what can be seen.
LONG_FIELDS = frozenset({"title", "address"})


def told(code: str) -> str:
    """A code as one text for a form."""
    found = message(code)
    return f"{found.sentence} {found.remedy}"


def shown_date(value: str) -> str:
    """A stored date (ISO 8601) as a clerk types it; anything else as it stands."""
    day = iso_date(value)
    return format_date(day) if day else value


def stored_date(typed: str) -> str:
    """A typed date as it is stored; what is not one stays, so that the clerk sees it again."""
    day = parse_date(typed)
    return day.isoformat() if day else typed


class ReviewForm(forms.Form):
    """Type and fields of one paper."""

    paper_type = forms.ModelChoiceField(
        PaperType.objects.all(),
        label="Loại giấy tờ",
        empty_label="— Chọn loại giấy tờ —",
        error_messages={
            "required": told("review.no_type"),
            "invalid_choice": told("review.no_type"),
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    quality_reason = forms.CharField(
        label="Lý do vẫn nhận bản quét có độ phân giải thấp", max_length=500, required=False
    )
    confirm_holder = forms.BooleanField(
        label="Tôi đã so số định danh, họ tên và ngày sinh với giấy, và xác nhận là đúng.",
        required=False,
    )

    def __init__(self, data: Any = None, *, paper: Paper) -> None:
        initial = {"paper_type": paper.paper_type_id, "version": paper.version}
        rows = {row.name: row for row in paper.fields.all()}
        for name in FIELD_NAMES:
            value = rows[name].value if name in rows else ""
            initial[name] = shown_date(value) if name in DATE_FIELDS else value
        super().__init__(data, initial=initial)
        self.paper = paper
        for name in FIELD_NAMES:
            self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.CharField:
        attrs = {"autocomplete": "off", "spellcheck": "false", "data-field": name}
        if name in DATE_FIELDS:
            attrs |= {"inputmode": "numeric", "placeholder": "ngày/tháng/năm"}
        if name in {"personal_id", "tax_code"}:
            attrs["inputmode"] = "numeric"
        widget: forms.Widget = forms.TextInput(attrs=attrs)
        if name in LONG_FIELDS:
            widget = forms.Textarea(attrs=attrs | {"rows": 1})
        return forms.CharField(label=LABELS[name], max_length=500, required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        """Dates as they are stored; what contradicts the id is confirmed before it is accepted."""
        cleaned = super().clean() or {}
        for name in LONG_FIELDS:
            cleaned[name] = " ".join(cleaned.get(name, "").split())
        for name in DATE_FIELDS:
            cleaned[name] = stored_date(cleaned.get(name, ""))
        if not cleaned.get("confirm_holder"):
            for code in self.contradictions(cleaned):
                self.add_error("personal_id", ValidationError(told(code), code=code))
        return cleaned

    def contradictions(self, values: dict[str, Any]) -> list[str]:
        """Codes of what the personal id says otherwise than the birth date and the known holder's sex."""
        number, holder = values.get("personal_id", ""), self.paper.holder
        sex = holder.sex if holder is not None and holder.personal_id == number else ""
        return list(doubts_about(number, birth=iso_date(values.get("birth_date", "")), sex=sex))

    def review(self) -> Review:
        """What the clerk decided; call on a valid form."""
        values = self.cleaned_data
        return Review(
            paper_type=values["paper_type"].pk,
            values={name: values[name] for name in FIELD_NAMES},
            quality_reason=values["quality_reason"],
            confirm_holder=values["confirm_holder"],
        )

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show why the paper was not accepted, each problem at its field."""
        for problem in problems:
            field = "quality_reason" if problem.code == "quality.low_dpi" else problem.field or None
            self.add_error(field, ValidationError(told(problem.code), code=problem.code))

    def show_newer(self, paper: Paper) -> None:
        """Somebody has changed the paper meanwhile: keep what was typed, and ask to compare again."""
        self.add_error(None, "Giấy tờ vừa có thay đổi. So lại với bản quét rồi bấm Nhận lần nữa.")
        self.data = {**dict(self.data.items()), "version": str(paper.version)}

    @property
    def confirm_at(self) -> str:
        """The field beside which the box that confirms the holder stands; empty when it is not asked for."""
        codes = {"holder.not_certain", *DOUBTS.values()}
        for name, errors in self.errors.as_data().items():
            if any(error.code in codes for error in errors):
                return name
        return "personal_id" if self.data.get("confirm_holder") else ""


class ReturnForm(forms.Form):
    """Why a paper goes back: one of the usual reasons, and more in words where needed."""

    UNREADABLE = "Bản quét mờ hoặc không đọc được, cần quét lại"
    PAGES = "Thiếu trang hoặc sai thứ tự trang"
    TWICE = "Trùng với giấy tờ đã có"
    WRONG = "Không phải giấy tờ của hồ sơ này"
    OTHER = "Lý do khác"

    why = forms.ChoiceField(
        label="Lý do trả lại",
        choices=[(reason, reason) for reason in (UNREADABLE, PAGES, TWICE, WRONG, OTHER)],
        error_messages={"required": "Chọn lý do.", "invalid_choice": "Chọn lý do."},
    )
    note = forms.CharField(label="Ghi rõ", max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """Another reason is written out."""
        cleaned = super().clean() or {}
        if cleaned.get("why") == self.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", "Ghi rõ lý do.")
        return cleaned

    def reason(self) -> str:
        """The reason as it is recorded."""
        why, note = self.cleaned_data["why"], self.cleaned_data["note"].strip()
        return note if why == self.OTHER else f"{why}. {note}".rstrip(". ")
