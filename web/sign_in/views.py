"""Signing in and out: what cannot be recorded does not happen."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from dossiers.administration.sign_ins import note_signed_in, note_signed_out
from web.sign_in.forms import SignInForm


class SignIn(LoginView):
    """User name and password."""

    template_name = "sign_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the person in."""
        with transaction.atomic():
            user = form.get_user()
            if isinstance(user, User):
                note_signed_in(user)
            return super().form_valid(form)


class SignOut(LogoutView):
    """End the session."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out who is signed in; a session that is over is over."""
        with transaction.atomic():
            if isinstance(request.user, User):
                # By its row: a view is handed a lazy user, read in part.
                note_signed_out(User.objects.get(pk=request.user.pk))
            return super().post(request, *args, **kwargs)
