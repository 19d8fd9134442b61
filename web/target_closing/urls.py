"""Addresses of Chốt kỳ."""

from django.urls import path

from web.target_closing import views

urlpatterns = [
    path("", views.closings, name="closings"),
    path("<int:closing_id>/", views.closing, name="closing"),
    path("<int:closing_id>/tep/", views.closing_file, name="closing_file"),
]
