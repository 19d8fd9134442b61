"""Addresses of the public check of copies. /kiem-tra/<code>/ stands in the QR code of every copy: never change it."""

from django.urls import path

from web.verification import views

urlpatterns = [
    path("", views.check, name="verification"),
    path("tep/", views.file, name="verification_file"),
    path("<str:typed>/", views.by_code, name="verification_code"),
]
