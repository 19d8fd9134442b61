"""Addresses of Đặt chỉ tiêu."""

from django.urls import path

from web.target_setting import views

urlpatterns = [
    path("", views.target_setting, name="target_setting"),
    path("sua/", views.target_edit, name="target_edit"),
    path("ket-thuc/", views.target_end, name="target_end"),
    path("cach-hieu/<slug:question>/", views.target_reading, name="target_reading"),
]
