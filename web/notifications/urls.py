"""Addresses of Thông báo."""

from django.urls import path

from web.notifications import views

urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("da-doc/", views.read_all, name="notifications_read"),
    path("<int:notification_id>/da-doc/", views.read_one, name="notification_read"),
]
