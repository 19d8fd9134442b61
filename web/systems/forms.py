"""Forms of Hệ thống: a new system with its role, and what a token is good for."""

from typing import Any

from django import forms

from accounts.models import Agency, Role, SystemToken, User
from dossiers.administration.people import NewRole
from dossiers.administration.systems import (
    MOST_CALLS_A_MINUTE,
    MOST_DAYS,
    ROLES,
    NewToken,
)
from web.administration.forms import AgencyChoice, OneLine, offer, open_agencies

Scope = SystemToken.Scope
SCOPES = (
    (Scope.READ, "Đọc: kiểm tra, hồ sơ, giấy tờ, thông báo"),
    (Scope.REUSE, "Dùng lại: xem trước, nhận hoặc từ chối, tải bản đã ký"),
    (Scope.INTAKE, "Tiếp nhận: mở hồ sơ"),
)


class TokenForm(forms.Form):
    """What a token opens, until when, and how often."""

    scopes = forms.MultipleChoiceField(
        label="Quyền của khóa",
        choices=SCOPES,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một quyền."},
    )
    days = forms.IntegerField(
        label="Hết hạn sau (ngày)",
        initial=365,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="Nhiều nhất hai năm. Cấp khóa mới trước khi khóa cũ hết hạn.",
    )
    calls_a_minute = forms.IntegerField(
        label="Lượt gọi mỗi phút",
        initial=600,
        min_value=1,
        max_value=MOST_CALLS_A_MINUTE,
        help_text="Quá mức này, hệ thống phải đợi sang phút sau.",
    )

    def wanted(self) -> NewToken:
        """What is to be made; call after `is_valid`."""
        asked = self.cleaned_data
        return NewToken(tuple(asked["scopes"]), asked["days"], asked["calls_a_minute"])


class SystemForm(TokenForm):
    """A new system with a first role and a first token."""

    name = OneLine(
        label="Tên hệ thống",
        max_length=100,
        help_text="Như cán bộ vẫn gọi, chẳng hạn “Một cửa điện tử tỉnh”.",
        error_messages={"required": "Nhập tên hệ thống."},
    )
    kind = forms.ChoiceField(
        label="Làm việc như",
        choices=[(kind, Role.Kind(kind).label) for kind in ROLES],
        help_text="Hệ thống chỉ thấy và làm được như người có vai trò này.",
    )
    agency = AgencyChoice(
        label="Ở cơ quan",
        queryset=Agency.objects.none(),
        empty_label="Chọn cơ quan",
        help_text="Vai trò mở cả các cơ quan cấp dưới.",
        error_messages={"required": "Chọn cơ quan."},
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        offer(self, "agency", open_agencies(user))

    def role(self) -> NewRole:
        """The role that is to be given; call after `is_valid`."""
        return NewRole(self.cleaned_data["kind"], self.cleaned_data["agency"])
