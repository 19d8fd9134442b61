"""Addresses of Quản trị."""

from django.urls import include, path

from web.administration import views

urlpatterns = [
    path("", views.administration, name="administration"),
    path("khoa/", views.certificates, name="certificates"),
    path("co-quan/", include("web.agencies.urls")),
    path("nguoi-dung/", include("web.people.urls")),
    path("he-thong/", include("web.systems.urls")),
    path("nhap-lieu/", include("web.import_runs.urls")),
    path("", include("web.catalogue.urls")),
]
