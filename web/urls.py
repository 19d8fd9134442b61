"""The areas of the pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.home.urls")),
    path("", include("web.sign_in.urls")),
]
