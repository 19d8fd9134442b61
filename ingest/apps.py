"""Django app of the ingest room."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """See the package docstring."""

    name = "ingest"
