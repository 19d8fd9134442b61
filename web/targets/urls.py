"""Addresses of Chỉ tiêu."""

from django.urls import path

from web.targets import views

urlpatterns = [path("", views.targets, name="targets")]
