"""Addresses of Việc của tôi."""

from django.urls import path

from web.work import views

urlpatterns = [path("", views.work, name="work")]
