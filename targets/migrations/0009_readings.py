"""The rows of every reading stand side by side; which of them counts is chosen, no longer switched on.

Adds the third reading of 2022 (40, 35 and 30 %, recalled and not verified), the goal of 100 % in
2023–2025 (Plan 155/KH-UBND) that is shown beside the targets, and the channel targets of 2020 (a plan
of a public service centre: 25 % online at levels 3 and 4, 15 % by public post).
No row for M9: no text names a target for all of on-time; an office sets its own.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

BEGIN = date(2021, 1, 1)
KNOWN = ("A", "B")
# Level → percent of 2021 and of 2022.
THIRD_READING = {"province": (30, 40), "district": (20, 35), "commune": (15, 30)}
GOAL_YEARS = (date(2023, 1, 1), date(2025, 12, 31))
YEAR_2020 = (date(2020, 1, 1), date(2020, 12, 31))
CHANNELS_2020 = {"M7": 25, "M10p": 15}
RECALLED = "Mức năm 2022 theo trí nhớ, chưa đối chiếu văn bản"
PLAN = "Kế hoạch 155/KH-UBND (Tiền Giang)"
CENTRE = "Kế hoạch năm 2020 của Trung tâm Phục vụ hành chính công (Bắc Giang)"


def add_readings(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep what an installation has chosen, then add what is not there yet."""
    alias = editor.connection.alias
    schedules = apps.get_model("targets", "TargetSchedule").objects.using(alias)
    choices = apps.get_model("targets", "ReadingChoice").objects.using(alias)
    levels = apps.get_model("accounts", "Level").objects.using(alias).in_bulk()
    series = schedules.filter(indicator="M4", variant__in=KNOWN)
    # A level whose series was switched off altogether stays without a target.
    in_use = list(series.filter(active=True).values_list("level", flat=True))
    if series.filter(variant="B", active=True) and not series.filter(variant="A", active=True):
        choices.get_or_create(
            question="second_year",
            ended_at=None,
            defaults={
                "option": "B",
                "begun_at": timezone.now(),
                "reason": "Phương án đã áp dụng trước khi có trang Đặt chỉ tiêu",
            },
        )
    else:
        # Chosen for some levels only: what counts there is the office's own from now on.
        chosen = [row.level_id for row in series.filter(variant="B", active=True)]
        for row in series.filter(level__in=chosen, variant="B"):
            row.pk, row.variant = None, ""
            row.save(using=alias)
    schedules.exclude(variant__in=("", *KNOWN)).filter(active=True).update(variant="")
    series.filter(valid_from=BEGIN, level__in=in_use).update(active=True)
    for code, (first, second) in THIRD_READING.items():
        facts = {
            "base": second,
            "values": {"2021": first},
            "valid_to": levels[code].valid_to,
            "source": RECALLED,
        }
        for indicator, steps in (("M1", {}), ("M4", {"first_step": 2023, "step": 20})):
            key = {"indicator": indicator, "level": levels[code], "variant": "C"}
            schedules.get_or_create(**key, valid_from=BEGIN, defaults={**facts, **steps})
    schedules.get_or_create(
        indicator="M4",
        level=None,
        variant="goal",
        valid_from=GOAL_YEARS[0],
        defaults={"base": 100, "valid_to": GOAL_YEARS[1], "source": PLAN},
    )
    for indicator, percent in CHANNELS_2020.items():
        schedules.get_or_create(
            indicator=indicator,
            level=None,
            variant="A",
            valid_from=YEAR_2020[0],
            defaults={"base": percent, "valid_to": YEAR_2020[1], "source": CENTRE},
        )


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("targets", "0008_sums"), ("accounts", "0002_levels")]
    operations = [migrations.RunPython(add_readings, migrations.RunPython.noop)]
