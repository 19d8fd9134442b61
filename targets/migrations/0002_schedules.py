"""Targets as a first set of data; an office changes them as data.

Sources: the plan of 2021 (30, 20 and 15 % of valid results for province, district and commune, 20
points more each year until 100 %), Decision 468/QĐ-TTg (50 % online, 80 % without resubmission,
80 % circulated electronically), Directive 02/CT-TTg of 2022 (when digitization at intake begins).
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEGIN = date(2021, 1, 1)
# Level → percent of 2021. That 40 belongs to ministries is inferred from a press article.
BASES = {"ministry": 40, "province": 30, "district": 20, "commune": 15}
# Variant → first year of the +20-point steps; A is applied, B is kept for offices that read the plan so.
FIRST_STEPS = {"A": 2023, "B": 2022}
FOR_EVERY_LEVEL = {"M6": 80, "M7": 50, "M8": 80}
FLOW_STARTS = {
    "ministry": date(2022, 6, 1),
    "province": date(2022, 6, 1),
    "district": date(2022, 12, 1),
    "commune": date(2023, 6, 1),
}
PLAN, SCHEME = "Kế hoạch số hóa năm 2021", "Quyết định 468/QĐ-TTg năm 2021"
DIRECTIVE = "Chỉ thị 02/CT-TTg ngày 26/4/2022"


def add_schedules(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is not there yet; the levels are there since accounts 0002."""
    alias = editor.connection.alias
    schedules = apps.get_model("targets", "TargetSchedule").objects.using(alias)
    starts = apps.get_model("targets", "FlowStart").objects.using(alias)
    levels = apps.get_model("accounts", "Level").objects.using(alias).in_bulk()
    for code, base in BASES.items():
        facts = {"base": base, "valid_from": BEGIN, "valid_to": levels[code].valid_to, "source": PLAN}
        schedules.get_or_create(indicator="M1", level=levels[code], variant="A", defaults=facts)
        for variant, first in FIRST_STEPS.items():
            series = {**facts, "first_step": first, "step": 20, "active": variant == "A"}
            schedules.get_or_create(
                indicator="M4", level=levels[code], variant=variant, defaults=series
            )
    for indicator, base in FOR_EVERY_LEVEL.items():
        facts = {"base": base, "valid_from": BEGIN, "source": SCHEME}
        schedules.get_or_create(indicator=indicator, level=None, variant="A", defaults=facts)
    for code, day in FLOW_STARTS.items():
        starts.get_or_create(level=levels[code], defaults={"starts_on": day, "source": DIRECTIVE})


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("targets", "0001_initial"), ("accounts", "0002_levels")]
    operations = [migrations.RunPython(add_schedules, migrations.RunPython.noop)]
