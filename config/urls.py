"""All addresses; each area of the pages brings its own list. Named by string: config stands below the doors."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("api.urls")), path("", include("web.urls"))]
handler500 = "web.errors.broken"
