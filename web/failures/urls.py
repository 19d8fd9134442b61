"""Addresses of Lỗi."""

from django.urls import path

from web.failures import views

urlpatterns = [
    path("", views.failures, name="failures"),
    path("<int:paper_id>/thu-lai/", views.retry, name="failure_retry"),
    path("<int:paper_id>/tra-lai/", views.send_back, name="failure_return"),
]
