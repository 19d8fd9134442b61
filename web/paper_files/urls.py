"""Addresses of a paper's pictures and original."""

from django.urls import path

from web.paper_files import views

urlpatterns = [
    path("<int:paper_id>/trang/<int:number>.jpg", views.page, name="paper_page"),
    path("<int:paper_id>/ban-goc", views.original, name="paper_original"),
]
