"""Addresses of Chủ giấy tờ; they hold row ids only."""

from django.urls import path

from web.holders import acts, views

urlpatterns = [
    path("", views.find, name="holders"),
    path("<int:holder_id>/", views.holder, name="holder"),
    path("<int:holder_id>/mo-so/", views.open_numbers, name="holder_open"),
    path("<int:holder_id>/sua/", acts.correct, name="holder_correct"),
    path("<int:holder_id>/gop/", acts.find_second, name="holder_merge"),
    path("<int:holder_id>/gop/<int:other_id>/", acts.merge, name="holder_compare"),
    path("gan-lai/<int:paper_id>/", acts.relink, name="holder_relink"),
    path("hoan-tac/<int:change_id>/", acts.undo, name="holder_undo"),
]
