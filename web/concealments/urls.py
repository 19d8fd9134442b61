"""Addresses of Mục ẩn với công dân."""

from django.urls import path

from web.concealments import views

urlpatterns = [
    path("", views.listed, name="concealments"),
    path("them/", views.choose, name="conceal"),
    path("<int:concealment_id>/bo/", views.lift_one, name="concealment_lift"),
]
