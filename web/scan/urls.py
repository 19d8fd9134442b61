"""Addresses of Quét."""

from django.urls import path

from web.scan import split_views, views

urlpatterns = [
    path("", views.scan, name="scan"),
    path("to-phan-cach/", views.sheets, name="scan_sheets"),
    path("lo/", views.open_new_batch, name="scan_open"),
    path("lo/<int:batch_id>/", views.batch, name="scan_batch"),
    path("lo/<int:batch_id>/tep/", views.upload, name="scan_upload"),
    path("lo/<int:batch_id>/theo-doi/", views.watch, name="scan_watch"),
    path("lo/<int:batch_id>/tach/<int:file_id>/", split_views.split, name="scan_split"),
    path(
        "lo/<int:batch_id>/tach/<int:file_id>/trang/<int:number>.jpg",
        split_views.picture,
        name="scan_split_picture",
    ),
]
