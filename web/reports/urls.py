"""Addresses of Báo cáo."""

from django.urls import path

from web.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("tai/<slug:ending>/", views.report_download, name="report_download"),
    path("lich-gui/", views.report_schedules, name="report_schedules"),
    path("lich-gui/<int:schedule_id>/dung/", views.report_schedule_end, name="report_schedule_end"),
]
