"""Addresses of Đề nghị của công dân."""

from django.urls import path

from web.citizen_requests import views

urlpatterns = [
    path("", views.listed, name="corrections"),
    path("<int:correction_id>/", views.one, name="correction"),
]
