"""Addresses of signing in and out."""

from django.urls import path

from web.sign_in.passwords import SetPassword
from web.sign_in.views import SignIn, SignOut

urlpatterns = [
    path("dang-nhap/", SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", SignOut.as_view(), name="sign_out"),
    path("dat-mat-khau/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
]
