"""Addresses of Người dùng."""

from django.urls import path

from web.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("them/", views.add, name="person_add"),
    path("<int:user_id>/", views.person, name="person"),
    path("<int:user_id>/khoa/", views.lock, name="person_lock"),
    path("<int:user_id>/mo-khoa/", views.unlock, name="person_unlock"),
    path("<int:user_id>/lien-ket/", views.link, name="person_link"),
    path("<int:user_id>/vai-tro/", views.give, name="person_role"),
    path("vai-tro/<int:role_id>/ket-thuc/", views.end, name="role_end"),
]
