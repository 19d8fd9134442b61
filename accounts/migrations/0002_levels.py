"""The levels of government as data: districts ended on 1 July 2025 (two-level local government)."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LEVELS = [
    ("ministry", "Cấp bộ", 1, None),
    ("province", "Cấp tỉnh", 2, None),
    ("district", "Cấp huyện", 3, date(2025, 6, 30)),
    ("commune", "Cấp xã", 4, None),
]


def add_levels(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the four levels."""
    level = apps.get_model("accounts", "Level")
    for code, name, rank, valid_to in LEVELS:
        level.objects.get_or_create(code=code, defaults={"name": name, "rank": rank, "valid_to": valid_to})


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_levels, migrations.RunPython.noop)]
