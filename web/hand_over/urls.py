"""The address of a link."""

from django.urls import path

from web.hand_over import views

urlpatterns = [path("<str:token>/", views.fetch, name="hand_over")]
