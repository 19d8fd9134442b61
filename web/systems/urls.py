"""Addresses of Hệ thống."""

from django.urls import path

from web.systems import views

urlpatterns = [
    path("", views.systems, name="systems"),
    path("them/", views.add, name="system_add"),
    path("<int:user_id>/", views.system, name="system"),
    path("khoa/<int:token_id>/thu-hoi/", views.revoke, name="token_revoke"),
]
