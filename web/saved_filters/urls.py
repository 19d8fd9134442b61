"""Addresses of saved filters."""

from django.urls import path

from web.saved_filters import views

urlpatterns = [
    path("luu/", views.save, name="filter_save"),
    path("<int:filter_id>/doi-ten/", views.rename, name="filter_rename"),
    path("<int:filter_id>/xoa/", views.forget, name="filter_forget"),
]
