"""Addresses of Đối soát."""

from django.urls import path

from web.review import views

urlpatterns = [
    path("", views.queue, name="review"),
    path("tiep/", views.next_paper, name="review_next"),
    path("truoc/", views.previous_paper, name="review_previous"),
    path("<int:paper_id>/", views.paper, name="review_paper"),
    path("<int:paper_id>/tra-lai/", views.send_back, name="review_return"),
    path("<int:paper_id>/doc-lai/", views.read_again, name="review_read_again"),
    path("<int:paper_id>/so-voi/<int:other_id>/", views.compare, name="review_compare"),
]
