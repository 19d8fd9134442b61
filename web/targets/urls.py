"""Addresses of Chỉ tiêu."""

from django.urls import path

from web.targets import views

urlpatterns = [
    path("", views.targets, name="targets"),
    path("so-sanh/", views.comparison, name="targets_compare"),
    path("chi-so/<str:code>/", views.indicator, name="targets_indicator"),
    path("chi-so/<str:code>/bang-nhiet/", views.heat_table, name="targets_heat"),
    path("chi-so/<str:code>/danh-sach/", views.rows, name="targets_rows"),
]
