"""Addresses of signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from web.sign_in.forms import SignInForm
from web.sign_in.passwords import SetPassword

urlpatterns = [
    path(
        "dang-nhap/",
        LoginView.as_view(
            template_name="sign_in/sign_in.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        ),
        name="sign_in",
    ),
    path("dang-xuat/", LogoutView.as_view(), name="sign_out"),
    path("dat-mat-khau/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
]
