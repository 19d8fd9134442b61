"""The address of the report."""

from django.urls import path

from web.once_only_report import views

urlpatterns = [path("", views.once_only_report, name="once_only_report")]
