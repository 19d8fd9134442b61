"""Django app of the targets room."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """See the package docstring."""

    name = "targets"
