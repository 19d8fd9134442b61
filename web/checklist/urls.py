"""Addresses of Thành phần hồ sơ."""

from django.urls import path

from web.checklist import acts, views

LINE = "<int:dossier_id>/<int:component_id>"

urlpatterns = [
    path("", views.checklist, name="checklist"),
    path("tra/", views.look_up, name="checklist_look_up"),
    path("in/", views.print_list, name="checklist_print"),
    path("<int:dossier_id>/dung-lai/", acts.reuse_all, name="checklist_reuse_all"),
    path(f"{LINE}/dung-lai/", acts.reuse, name="checklist_reuse"),
    path(f"{LINE}/tra-cuu/", acts.refer, name="checklist_refer"),
    path(f"{LINE}/yeu-cau/", acts.ask, name="checklist_ask"),
    path(f"{LINE}/tu-choi/<int:paper_id>/", acts.refuse, name="checklist_refuse"),
    path(f"{LINE}/cho-dung/<int:refusal_id>/", acts.offer, name="checklist_offer"),
    path(f"{LINE}/thoi/<int:reuse_id>/", acts.revoke, name="checklist_revoke"),
    path(f"{LINE}/giao/<int:reuse_id>/", acts.give_out, name="checklist_hand_over"),
    path(f"{LINE}/xem-xet/<int:reuse_id>/", acts.settle, name="checklist_settle"),
]
