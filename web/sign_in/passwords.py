"""The page where a person sets their password by a one-time link."""

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.models import User
from accounts.password_links import LINKS
from dossiers.administration.people import note_password_set


def password_field(label: str, help_text: str = "") -> forms.CharField:
    """A password as it is typed, blanks and all."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=4096,
        error_messages={"required": "Nhập mật khẩu."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """The new password, twice."""

    new_password1 = password_field("Mật khẩu mới", "Ít nhất 12 ký tự; một câu dễ nhớ là tốt nhất.")
    new_password2 = password_field("Nhập lại mật khẩu mới")
    error_messages = {"password_mismatch": "Hai lần nhập không giống nhau."}  # noqa: RUF012 - Django's own


class SetPassword(PasswordResetConfirmView):
    """Django moves the token from the address into the session before it shows the form."""

    form_class = NewPasswordForm
    template_name = "sign_in/set_password.html"
    token_generator = LINKS
    success_url = reverse_lazy("sign_in")

    def get_user(self, uidb64: str) -> User | None:
        """The person of the link, unless the account is locked."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        """Keep the password, and record that it was set, not what it is."""
        with transaction.atomic():
            answer = super().form_valid(form)
            note_password_set(user=form.user)
        messages.success(self.request, "Đã đặt mật khẩu. Đăng nhập bằng mật khẩu mới.")
        return answer
