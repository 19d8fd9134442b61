"""Targets as data: what has to be reached, how its texts are read, and from when on a figure is asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency, Level
from targets.models.indicators import Indicator


class TargetSchedule(models.Model):
    """What one level (or every level) has to reach in an indicator, year by year.

    In year y: `values[y]` where it is given, else min(cap, base + step · max(0, y − first_step + 1)).

    A row is never overwritten: a change ends it and begins another (`targets/setting.py`). Rows of a
    variant came with the system, one for each way to read the texts; which of them counts is chosen in
    `ReadingChoice`. A row without a variant was set by the office and counts whatever was chosen.
    """

    # Not a target until the office chooses so: it is shown beside the target.
    GOAL = "goal"

    indicator = models.CharField("chỉ số", max_length=4, choices=Indicator)
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, verbose_name="cấp")
    # None: every agency. Otherwise this one, and what lies below it unless that is left out.
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan"
    )
    whole_subtree = models.BooleanField("cả cơ quan trực thuộc", default=True)
    variant = models.CharField("phương án", max_length=20, blank=True, default="")
    # False: another row took its place from its first day on; kept as history.
    active = models.BooleanField("còn trong sổ", default=True)
    base = models.DecimalField("mức ban đầu (%)", max_digits=5, decimal_places=2)
    first_step = models.PositiveSmallIntegerField("năm tăng đầu tiên", null=True, blank=True)
    step = models.DecimalField("mỗi năm tăng (điểm)", max_digits=5, decimal_places=2, default=0)
    cap = models.DecimalField("mức trần (%)", max_digits=5, decimal_places=2, default=100)
    values = models.JSONField("mức riêng từng năm", default=dict, blank=True)  # {"2022": "40"}
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    # Empty for what came with the system.
    begun_by = models.CharField("người đặt", max_length=200, blank=True)
    begun_at = models.DateTimeField("đặt lúc", null=True, blank=True)
    reason = models.CharField("lý do đặt", max_length=500, blank=True)
    ended_by = models.CharField("người kết thúc", max_length=200, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    end_reason = models.CharField("lý do kết thúc", max_length=500, blank=True)

    class Meta:
        ordering = ("indicator", "level__rank", "agency__path", "variant", "valid_from", "id")
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "variant", "level", "agency", "valid_from"],
                condition=Q(active=True, level__isnull=False, agency__isnull=False),
                name="target_one_active_a_level_and_agency",
            ),
            models.UniqueConstraint(
                fields=["indicator", "variant", "agency", "valid_from"],
                condition=Q(active=True, level__isnull=True, agency__isnull=False),
                name="target_one_active_an_agency",
            ),
            models.UniqueConstraint(
                fields=["indicator", "variant", "level", "valid_from"],
                condition=Q(active=True, level__isnull=False, agency__isnull=True),
                name="target_one_active_a_level",
            ),
            models.UniqueConstraint(
                fields=["indicator", "variant", "valid_from"],
                condition=Q(active=True, level__isnull=True, agency__isnull=True),
                name="target_one_active_for_all_levels",
            ),
            models.CheckConstraint(
                condition=Q(base__range=(0, 100)) & Q(cap__range=(0, 100)),
                name="target_in_percent",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="target_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.level_id or '*'} {self.variant or '='}"


class ReadingChoice(models.Model):
    """How a text that leaves a choice open is read, from when to when, by whose word and why.

    The questions and their answers stand in `targets/readings.py`. Without a row the default holds.
    """

    question = models.CharField("câu hỏi", max_length=20)
    option = models.CharField("cách hiểu", max_length=1)
    begun_by = models.CharField("người chọn", max_length=200, blank=True)
    begun_at = models.DateTimeField("chọn lúc")
    reason = models.CharField("lý do", max_length=500)
    ended_by = models.CharField("người thay", max_length=200, blank=True)
    ended_at = models.DateTimeField("thay lúc", null=True, blank=True)

    class Meta:
        ordering = ("question", "-id")
        verbose_name = "cách hiểu văn bản"
        verbose_name_plural = "cách hiểu văn bản"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(ended_at__isnull=True),
                name="reading_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.option}"


class FlowStart(models.Model):
    """When digitization at intake began for a level; dossiers received before are not counted in it."""

    level = models.OneToOneField(Level, models.CASCADE, primary_key=True, verbose_name="cấp")
    starts_on = models.DateField("từ ngày")
    source = models.CharField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "ngày bắt đầu số hóa khi tiếp nhận"
        verbose_name_plural = "ngày bắt đầu số hóa khi tiếp nhận"

    def __str__(self) -> str:
        return f"{self.level_id} {self.starts_on}"
