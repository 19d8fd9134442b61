"""Forms of Cơ quan: the filters of the list, add, rename, end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.models import Agency, Level, User
from accounts.selectors import administered_by
from dossiers.administration.agencies import Ending, NewAgency
from vietnamese.agency_code import OLD_SHAPE, parse_agency_code
from web.administration.forms import AgencyChoice, Day, OneLine, offer, open_agencies

OPEN, ENDED, NO_SUCCESSOR, ALL = "dang", "da", "khong-ke-thua", "tat-ca"
STATES = (
    (OPEN, "Đang hoạt động"),
    (ENDED, "Đã kết thúc"),
    (NO_SUCCESSOR, "Đã kết thúc, chưa có kế thừa"),
    (ALL, "Tất cả"),
)


class AgencyFilter(forms.Form):
    """What the list shows; everything stays in the address. What it says wrongly counts as not said."""

    q = OneLine(label="Tên hoặc mã", required=False, max_length=100)
    cap = forms.ModelChoiceField(
        label="Cấp", queryset=Level.objects.all(), required=False, empty_label="Mọi cấp"
    )
    loc = forms.ChoiceField(label="Tình trạng", choices=STATES, required=False)

    def narrowed(self, agencies: QuerySet[Agency], *, today: date) -> QuerySet[Agency]:
        """The agencies that the filters leave."""
        self.is_valid()
        asked = self.cleaned_data
        ended = Q(valid_to__lt=today)
        by_state = {ENDED: ended, NO_SUCCESSOR: ended & Q(successor__isnull=True), ALL: Q()}
        found = agencies.filter(by_state.get(asked.get("loc") or OPEN, ~ended))
        if asked.get("cap"):
            found = found.filter(level=asked["cap"])
        matching = Agency.objects.matching(asked.get("q") or "")
        return found.filter(pk__in=matching.values("pk")) if asked.get("q") else found


class AddForm(forms.Form):
    """A new agency below one that the person administers."""

    parent = AgencyChoice(
        label="Trực thuộc",
        queryset=Agency.objects.none(),
        empty_label="Chọn cơ quan cấp trên",
        error_messages={"required": "Chọn cơ quan cấp trên."},
    )
    level = forms.ModelChoiceField(
        label="Cấp",
        queryset=Level.objects.all(),
        empty_label="Chọn cấp",
        error_messages={"required": "Chọn cấp."},
    )
    code = OneLine(
        label="Mã định danh",
        max_length=35,
        help_text="Theo Quyết định 20/2020, ví dụ H15.50.05. Mã đã dùng thì không dùng lại.",
        error_messages={"required": "Nhập mã định danh."},
    )
    old_code = OneLine(
        label="Mã cũ (nếu có)",
        max_length=35,
        required=False,
        help_text="Theo QCVN 102:2016, ví dụ 000.00.18.H56.",
    )
    name = OneLine(
        label="Tên đầy đủ", max_length=300, error_messages={"required": "Nhập tên cơ quan."}
    )
    valid_from = Day(label="Từ ngày", help_text="Để trống nếu đã hoạt động từ trước.")

    def __init__(self, data: Any, *, user: User, parent: str = "") -> None:
        super().__init__(data, initial={"parent": parent})
        offer(self, "parent", open_agencies(user))

    def clean_code(self) -> str:
        """A code in the new form."""
        code = parse_agency_code(self.cleaned_data["code"])
        if code is None or code != self.cleaned_data["code"].upper():
            raise ValidationError("Mã có dạng H15.50.05; mã dạng cũ ghi vào ô Mã cũ.")
        return code

    def clean_old_code(self) -> str:
        """A code in the old form, or nothing."""
        code = str(self.cleaned_data["old_code"]).upper()
        if code and not forms.RegexField(f"^{OLD_SHAPE}$").regex.fullmatch(code):
            raise ValidationError("Mã cũ có dạng 000.00.18.H56.")
        return code

    def new(self) -> NewAgency:
        """What is to be added; call after `is_valid`."""
        asked = self.cleaned_data
        return NewAgency(
            code=asked["code"],
            name=asked["name"],
            level=asked["level"],
            old_code=asked["old_code"],
            valid_from=asked["valid_from"],
        )


class RenameForm(forms.Form):
    """Another name for the same agency."""

    name = OneLine(
        label="Tên đầy đủ",
        max_length=300,
        help_text="Mã không đổi. Giấy tờ đã ký giữ tên cũ.",
        error_messages={"required": "Nhập tên cơ quan."},
    )


class SigningForm(forms.Form):
    """Who lets the agency's signature be made."""

    signs_with = forms.ChoiceField(
        label="Giấy tờ của cơ quan được ký số bởi",
        choices=Agency.SignsWith.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một cách ký.", "invalid_choice": "Chọn một cách ký."},
    )


class EndForm(forms.Form):
    """The end of an agency; ticked by a person who has read what it touches."""

    last_day = Day(
        label="Ngày hoạt động cuối cùng",
        required=True,
        error_messages={
            "required": "Chọn ngày cuối cùng.",
            "invalid": "Không phải một ngày có thật.",
        },
    )
    successor = AgencyChoice(
        label="Cơ quan kế thừa",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Chưa có",
        help_text="Cơ quan kế thừa thấy và xử lý tiếp hồ sơ, giấy tờ của cơ quan này.",
    )
    hand_over_roles = forms.BooleanField(
        label="Giao lại các vai trò ở đây cho cùng những người đó tại cơ quan kế thừa",
        required=False,
    )
    sure = forms.BooleanField(
        label="Tôi đã xem ảnh hưởng ở trên",
        error_messages={"required": "Xem phần ảnh hưởng rồi đánh dấu."},
    )

    def __init__(
        self, data: Any, *, user: User, agency: Agency, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        others = administered_by(user).exclude(path__startswith=agency.path)
        last_day = agency.valid_to
        offered = others.exclude(valid_to__lte=last_day) if last_day else others
        offer(self, "successor", offered.order_by("path"))

    def ending(self) -> Ending:
        """How the agency is to end; call after `is_valid`."""
        asked = self.cleaned_data
        return Ending(asked["last_day"], asked["successor"], asked["hand_over_roles"])
