"""Django app of the accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Levels, agencies, users and roles."""

    name = "accounts"
    verbose_name = "Cơ quan và người dùng"
