"""Django app of the reuse room."""

from django.apps import AppConfig


class ReuseConfig(AppConfig):
    """See the package docstring."""

    name = "reuse"
