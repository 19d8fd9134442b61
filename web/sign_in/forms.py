"""The sign-in form. Its one message does not tell whether the user exists."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from dossiers.administration.sign_ins import note_refused
from web.sign_in import throttle

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


class SignInForm(AuthenticationForm):
    """User name and password; after too many wrong ones, wait."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        error_messages={"required": "Nhập tên đăng nhập."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        max_length=4096,
        error_messages={"required": "Nhập mật khẩu."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}  # noqa: RUF012 - Django's own

    def clean(self) -> dict[str, Any]:
        """Check the password, unless this name and address have failed too often.

        Nothing is counted or forgotten while the name or the password is missing: an empty password
        would otherwise wipe out the failures before it.
        """
        name = self.cleaned_data.get("username", "")
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        if not (name and self.cleaned_data.get("password")):
            return self.cleaned_data
        if not throttle.admit(name, address):
            raise ValidationError(
                f"Sai quá nhiều lần. Đợi {throttle.WAIT_S // 60} phút rồi thử lại.",
                code="throttled",
            )
        try:
            cleaned = super().clean()
        except ValidationError:
            # The log does not grow by tries that are not even looked at.
            note_refused(name, closed=throttle.is_closed(name, address))
            raise
        throttle.forget(name, address)
        return cleaned

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Answer an account that is switched off like a wrong password."""
        if not user.is_active:
            raise ValidationError(WRONG, code="invalid_login")
