"""`motlan migrate [--agency CODE --name NAME]`: makes records and reading ready, and a small office its agency."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate

from accounts.models import Agency, Level
from config import reading_engines
from dossiers import protection
from worker.command import TellingCommand, wrong_use


class Command(TellingCommand, DjangoMigrate):
    help = "Chuẩn bị sổ (cơ sở dữ liệu); với --agency thì tạo luôn cơ quan."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--agency", metavar="CODE", help="mã định danh của cơ quan cần tạo")
        parser.add_argument("--name", metavar="NAME", help="tên của cơ quan cần tạo")
        parser.add_argument(
            "--level", default="commune", help="ministry, province, district, commune"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        agency, name = options.pop("agency", None), options.pop("name", None)
        level = options.pop("level", "commune")
        super().handle(*args, **options)
        reading_engines.usable(settings.MOTLAN_ENGINE)
        role = settings.MOTLAN_DATABASE_APP_ROLE
        if role and not protection.allow(role):
            wrong_use("records.no_such_role", role)
        if not agency:
            return
        if not name and not Agency.objects.filter(code=agency).exists():
            wrong_use("agency.no_name")
        found = Level.objects.filter(code=level).first() or wrong_use("agency.unknown_level", level)
        Agency.objects.get_or_create(code=agency, defaults={"name": name, "level": found})
