"""Forms of Người dùng: the filters of the list, a new person, a name, a role."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Agency, Role, User, holds_all
from accounts.selectors import administered_by
from dossiers.administration.people import NewRole
from web.administration.forms import AgencyChoice, Day, OneLine, offer, open_agencies

OPEN, LOCKED, NO_ROLE, NO_PASSWORD = "mo", "khoa", "khong-vai-tro", "chua-dat"
STATES = (
    ("", "Tất cả"),
    (OPEN, "Đang mở"),
    (LOCKED, "Bị khóa"),
    (NO_ROLE, "Không còn vai trò"),
    (NO_PASSWORD, "Chưa đặt mật khẩu"),
)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,49}")
# Events name people by user name and are kept for ever: an id may not be one.
LOOKS_LIKE_ID = re.compile(r"\d{9}|\d{12}")


class PeopleFilter(forms.Form):
    """What the list shows; everything stays in the address. What it says wrongly counts as not said."""

    q = OneLine(label="Họ tên hoặc tên đăng nhập", required=False, max_length=100)
    vai_tro = forms.ChoiceField(
        label="Vai trò", choices=[("", "Mọi vai trò"), *Role.Kind.choices], required=False
    )
    co_quan = AgencyChoice(
        label="Cơ quan",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Mọi cơ quan bạn quản trị",
    )
    loc = forms.ChoiceField(label="Tình trạng", choices=STATES, required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.agencies = administered_by(user)
        offer(self, "co_quan", self.agencies.order_by("path"))

    def narrowed(self, people: QuerySet[User], *, today: date) -> QuerySet[User]:
        """The people whom the filters leave."""
        self.is_valid()
        asked = self.cleaned_data
        people = people.filter(holds_all(asked.get("q") or ""), state_of(asked.get("loc"), today))
        if asked.get("vai_tro") or asked.get("co_quan"):
            roles = Role.objects.in_force(today).filter(user=OuterRef("pk"))
            roles = roles.filter(kind=asked["vai_tro"]) if asked.get("vai_tro") else roles
            agency = asked.get("co_quan")
            roles = (
                roles.filter(agency=agency) if agency else roles.filter(agency__in=self.agencies)
            )
            people = people.filter(Exists(roles))
        return people


def state_of(state: str | None, today: date) -> Q:
    """The condition of one of STATES."""
    no_role = ~Exists(Role.objects.not_ended(today).filter(user=OuterRef("pk")))
    conditions = {
        OPEN: Q(is_active=True),
        LOCKED: Q(is_active=False),
        NO_ROLE: Q(no_role, is_active=True),
        NO_PASSWORD: Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX),
    }
    return conditions.get(state or "", Q())


def full_name_field() -> OneLine:
    """The name of a person; digits would bring ids into lists and logs."""
    return OneLine(
        label="Họ và tên", max_length=200, error_messages={"required": "Nhập họ và tên."}
    )


class NameForm(forms.Form):
    """Another spelling of a person's name."""

    full_name = full_name_field()

    def clean_full_name(self) -> str:
        """The name without digits."""
        return without_digits(self.cleaned_data["full_name"])


class RoleForm(forms.Form):
    """One more role."""

    kind = forms.ChoiceField(
        label="Vai trò",
        choices=[("", "Chọn vai trò"), *Role.Kind.choices],
        error_messages={"required": "Chọn vai trò."},
    )
    agency = AgencyChoice(
        label="Ở cơ quan",
        queryset=Agency.objects.none(),
        empty_label="Chọn cơ quan",
        help_text="Vai trò mở cả các cơ quan cấp dưới.",
        error_messages={"required": "Chọn cơ quan."},
    )
    valid_from = Day(label="Từ ngày", help_text="Để trống: từ hôm nay.")
    valid_to = Day(label="Đến hết ngày", help_text="Để trống: không thời hạn.")

    def __init__(self, data: Any, *, user: User, agency: str = "") -> None:
        super().__init__(data, initial={"agency": agency})
        offer(self, "agency", open_agencies(user))

    def role(self) -> NewRole:
        """What is to be given; call after `is_valid`."""
        asked = self.cleaned_data
        return NewRole(asked["kind"], asked["agency"], asked["valid_from"], asked["valid_to"])


class PersonForm(RoleForm):
    """A new person with a first role."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=50,
        help_text="Chữ thường không dấu, chữ số, dấu chấm, gạch; ít nhất 3 ký tự. Không dùng số định danh.",
        error_messages={"required": "Nhập tên đăng nhập."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    full_name = full_name_field()
    field_order = ("full_name", "username", "kind", "agency", "valid_from", "valid_to")

    def clean_username(self) -> str:
        """A plain name in small letters, not an id."""
        name = str(self.cleaned_data["username"]).strip().lower()
        if not USERNAME.fullmatch(name):
            raise ValidationError("Chỉ dùng chữ thường không dấu, chữ số, dấu chấm và gạch.")
        if LOOKS_LIKE_ID.search(name):
            raise ValidationError("Không dùng số định danh làm tên đăng nhập; chọn tên khác.")
        return name

    def clean_full_name(self) -> str:
        """The name without digits."""
        return without_digits(self.cleaned_data["full_name"])


def without_digits(name: str) -> str:
    """The name, unless digits stand in it."""
    if any(letter.isdigit() for letter in name):
        raise ValidationError("Họ và tên không có chữ số.")
    return name


class EndRoleForm(forms.Form):
    """When a role ends; empty: at once."""

    last_day = Day(label="Ngày cuối cùng")
