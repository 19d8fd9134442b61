"""Addresses of Cơ quan."""

from django.urls import path

from web.agencies import views

urlpatterns = [
    path("", views.agencies, name="agencies"),
    path("them/", views.add, name="agency_add"),
    path("<int:agency_id>/", views.agency, name="agency"),
    path("<int:agency_id>/ky-so/", views.signing, name="agency_signing"),
    path("<int:agency_id>/ket-thuc/", views.end, name="agency_end"),
]
