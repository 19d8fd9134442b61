"""Addresses of the citizen's pages. They hold row ids only; whose they are is asked of the session."""

from django.urls import path

from web.citizen import corrections, identity, ratings, signing_in, views

urlpatterns = [
    path("", views.papers, name="citizen"),
    path("dang-nhap/", signing_in.sign_in, name="citizen_sign_in"),
    path("dang-xuat/", signing_in.sign_out, name="citizen_sign_out"),
    path("dinh-danh/", identity.start, name="citizen_identity"),
    path("dinh-danh/ve/", identity.back, name="citizen_identity_back"),
    path("giay-to/<int:paper_id>/", views.paper, name="citizen_paper"),
    path("giay-to/<int:paper_id>/tai-ve/", views.download, name="citizen_download"),
    path("ai-da-dung/", views.uses, name="citizen_uses"),
    path("ho-so/", views.dossiers, name="citizen_dossiers"),
    path("ho-so/<int:dossier_id>/", views.dossier, name="citizen_dossier"),
    path("ho-so/<int:dossier_id>/danh-gia/", ratings.rate, name="citizen_rate"),
    path("de-nghi/", corrections.listed, name="citizen_corrections"),
    path("de-nghi/moi/", corrections.new, name="citizen_correction_new"),
]
