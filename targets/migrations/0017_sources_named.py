"""The targets that Motlan is delivered with name the plan that their definitions name (`targets/indicators.py`)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLAN = "Kế hoạch 155/KH-UBND năm 2021"
NAMED = {
    "Kế hoạch số hóa năm 2021": PLAN,
    "Quyết định 468/QĐ-TTg năm 2021": f"{PLAN}, thực hiện Quyết định 468/QĐ-TTg",
}


def name_sources(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Only the text of the source; rows that an office wrote have words of their own."""
    schedules = apps.get_model("targets", "TargetSchedule").objects.using(editor.connection.alias)
    for before, now in NAMED.items():
        schedules.filter(source=before).update(source=now)


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("targets", "0016_whole_month")]
    operations = [migrations.RunPython(name_sources, migrations.RunPython.noop)]
