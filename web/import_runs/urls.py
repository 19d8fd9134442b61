"""Addresses of Nhập liệu."""

from django.urls import path

from web.import_runs import views

urlpatterns = [path("", views.import_runs, name="import_runs")]
