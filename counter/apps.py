"""Django app of the counter room."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """See the package docstring."""

    name = "counter"
