"""Django app of the web room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package docstring."""

    name = "web"
