"""Addresses of Thành phần hồ sơ."""

from django.urls import path

from web.checklist import views

urlpatterns = [
    path("", views.checklist, name="checklist"),
    path("tra/", views.look_up, name="checklist_look_up"),
    path("in/", views.print_list, name="checklist_print"),
    path("<int:dossier_id>/<int:component_id>/dung-lai/", views.reuse, name="checklist_reuse"),
    path("<int:dossier_id>/<int:component_id>/yeu-cau/", views.ask, name="checklist_ask"),
    path(
        "<int:dossier_id>/<int:component_id>/thoi/<int:reuse_id>/",
        views.revoke,
        name="checklist_revoke",
    ),
]
