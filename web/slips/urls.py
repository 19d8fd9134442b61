"""Addresses of access slips."""

from django.urls import path

from web.slips import views

urlpatterns = [path("<int:holder_id>/", views.give, name="citizen_slip")]
