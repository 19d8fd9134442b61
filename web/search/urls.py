"""Addresses of Tra cứu."""

from django.urls import path

from web.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("tim/", views.ask, name="search_ask"),
    path("goi-y/", views.suggest, name="search_suggest"),
    path("tai-danh-sach/", views.export_list, name="search_export"),
]
