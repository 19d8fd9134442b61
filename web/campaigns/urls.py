"""Addresses of Chiến dịch."""

from django.urls import path

from web.campaigns import views

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("de-xuat/", views.proposals, name="campaign_proposals"),
    path("lap/", views.add, name="campaign_add"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("<int:campaign_id>/doi/", views.change, name="campaign_change"),
    path("<int:campaign_id>/ket-thuc/", views.close, name="campaign_close"),
]
