"""Django app of the worker room."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """See the package docstring."""

    name = "worker"
