"""Addresses of Sức khỏe, of probes and of figures."""

from django.urls import path

from web.health import views

urlpatterns = [
    path("suc-khoe/", views.health, name="health"),
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("metrics", views.metrics, name="metrics"),
]
