"""Addresses of Hồ sơ; they hold row ids and codes of procedures only."""

from django.urls import path

from web.counter import acts, feedback, supplements, transfers, views

urlpatterns = [
    path("tiep-nhan/", views.intake, name="intake"),
    path("tiep-nhan/thu-tuc/", views.procedures, name="intake_procedures"),
    path("thoi-han/", views.limits, name="limits"),
    path("<int:dossier_id>/", views.dossier, name="dossier"),
    path("phieu/<int:form_id>/", views.form_file, name="dossier_form"),
    path("<int:dossier_id>/giay-tiep-nhan/", acts.receipt, name="dossier_receipt"),
    path("<int:dossier_id>/phan-cong/", acts.assign, name="dossier_assign"),
    path("<int:dossier_id>/bo-sung/", supplements.ask, name="dossier_supplement"),
    path("<int:dossier_id>/da-bo-sung/", supplements.received, name="dossier_received"),
    path("<int:dossier_id>/xin-loi/", acts.apologise, name="dossier_apologise"),
    path("<int:dossier_id>/tu-choi/", acts.refuse, name="dossier_refuse"),
    path("<int:dossier_id>/dung/", acts.stop, name="dossier_stop"),
    path("<int:dossier_id>/rut/", acts.withdraw, name="dossier_withdraw"),
    path("<int:dossier_id>/xong/", acts.finish, name="dossier_finish"),
    path("<int:dossier_id>/tra-ket-qua/", acts.give_back, name="dossier_return"),
    path("<int:dossier_id>/kiem-soat/", acts.control, name="dossier_control"),
    path("<int:dossier_id>/luan-chuyen/", transfers.listed, name="dossier_transfers"),
    path("<int:dossier_id>/luan-chuyen/da-nhan/", transfers.received, name="dossier_arrived"),
    path(
        "<int:dossier_id>/luan-chuyen/<int:transfer_id>/bo/",
        transfers.strike,
        name="dossier_transfer_strike",
    ),
    path("<int:dossier_id>/hai-long/", feedback.rate, name="dossier_rate"),
    path("<int:dossier_id>/phan-anh/", feedback.complain, name="dossier_complain"),
    path(
        "<int:dossier_id>/phan-anh/<int:complaint_id>/xong/",
        feedback.settle,
        name="dossier_complaint_settle",
    ),
]
