"""Addresses of Lưu trữ."""

from django.urls import path

from web.retention import views

urlpatterns = [
    path("", views.retention, name="retention"),
    path("den-han/<int:agency_id>/", views.due, name="retention_due"),
    path("tieu-huy/", views.disposals, name="disposals"),
    path("tieu-huy/<int:disposal_id>/", views.disposal, name="disposal"),
    path("giu/", views.holds, name="holds"),
    path("giu/<int:hold_id>/", views.hold, name="hold"),
]
