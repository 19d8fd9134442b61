"""Addresses of Tra cứu."""

from django.urls import path

from web.search import views

urlpatterns = [path("", views.search, name="search")]
