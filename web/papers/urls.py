"""Addresses of Giấy tờ."""

from django.urls import path

from web.papers import views

urlpatterns = [
    path("<int:paper_id>/", views.paper, name="paper"),
    path("<int:paper_id>/mo-so/", views.open_number, name="paper_open"),
    path("<int:paper_id>/tai-ve/", views.download, name="paper_download"),
    path("<int:paper_id>/kiem-tra-chu-ky/", views.verify, name="paper_verify"),
    path("<int:paper_id>/thay-the/", views.take_over, name="paper_replace"),
    path("<int:paper_id>/ngung-dung/", views.stop_use, name="paper_withdraw"),
]
