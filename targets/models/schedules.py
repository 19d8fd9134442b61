"""Targets as data: what has to be reached, and from when on a figure is asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Level
from targets.models.indicators import Indicator


class TargetSchedule(models.Model):
    """What one level (or every level) has to reach in an indicator, year by year.

    In year y: `values[y]` where it is given, else min(cap, base + step · max(0, y − first_step + 1)).
    Of several variants of one series exactly one is active; the others are kept as data.
    """

    indicator = models.CharField("chỉ số", max_length=4, choices=Indicator)
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, verbose_name="cấp")
    variant = models.CharField("phương án", max_length=20, default="A")
    active = models.BooleanField("đang áp dụng", default=True)
    base = models.DecimalField("mức ban đầu (%)", max_digits=5, decimal_places=2)
    first_step = models.PositiveSmallIntegerField("năm tăng đầu tiên", null=True, blank=True)
    step = models.DecimalField("mỗi năm tăng (điểm)", max_digits=5, decimal_places=2, default=0)
    cap = models.DecimalField("mức trần (%)", max_digits=5, decimal_places=2, default=100)
    values = models.JSONField("mức riêng từng năm", default=dict, blank=True)  # {"2022": "40"}
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)

    class Meta:
        ordering = ("indicator", "level__rank", "variant", "valid_from")
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "level", "valid_from"],
                condition=Q(active=True, level__isnull=False),
                name="target_one_active_a_level",
            ),
            models.UniqueConstraint(
                fields=["indicator", "valid_from"],
                condition=Q(active=True, level__isnull=True),
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
        return f"{self.indicator} {self.level_id or '*'} {self.variant}"


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
