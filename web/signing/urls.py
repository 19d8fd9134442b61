"""Addresses of Ký số."""

from django.urls import path

from web.signing import views

urlpatterns = [
    path("", views.waiting, name="signing"),
    path("khoa-may-chu/", views.release, name="signing_release"),
    path("<int:paper_id>/bat-dau/", views.begin, name="signing_begin"),
    path("<int:paper_id>/chu-ky/", views.give, name="signing_give"),
    path("<int:paper_id>/bo/", views.cancel, name="signing_cancel"),
]
