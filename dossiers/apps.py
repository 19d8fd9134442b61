"""Django app of the records."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Procedures, dossiers, papers, holders, reuse, events."""

    name = "dossiers"
    verbose_name = "Hồ sơ và giấy tờ"
