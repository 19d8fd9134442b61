"""What rates are made of: targets as data, counts of paper stock, and the rolled-up leaves."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency, Level
from dossiers.models import PaperType, Procedure


class Indicator(models.TextChoices):
    """The indicators of docs/indicators.md; the label says what is counted."""

    M1 = "M1", "Số hóa kết quả còn hiệu lực"
    M2 = "M2", "Hồ sơ được số hóa"
    M2S = "M2s", "Hồ sơ được số hóa đủ thành phần bắt buộc"
    M4 = "M4", "Giấy tờ số hóa đã ký số và lưu trữ"
    M5 = "M5", "Hồ sơ có tái sử dụng giấy tờ"
    M5C = "M5c", "Thành phần hồ sơ được tái sử dụng"
    M6 = "M6", "Không phải nộp lại giấy tờ đã có"
    M7 = "M7", "Hồ sơ nộp trực tuyến"
    M8 = "M8", "Luân chuyển điện tử"
    M9 = "M9", "Giải quyết đúng hạn"


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


class StockCount(models.Model):
    """Results on paper, valid and not yet digitized, as counted on a day.

    A later count of the same agency, paper type and procedure takes the place of the one before it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="stock_counts")
    paper_type = models.ForeignKey(PaperType, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    valid_on = models.DateField("tính đến ngày")
    count = models.PositiveIntegerField("số lượng")
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        ordering = ("agency", "paper_type", "procedure", "valid_on")
        verbose_name = "số liệu kho giấy"
        verbose_name_plural = "số liệu kho giấy"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "paper_type", "procedure", "valid_on"],
                condition=Q(procedure__isnull=False),
                name="stock_counted_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["agency", "paper_type", "valid_on"],
                condition=Q(procedure__isnull=True),
                name="stock_without_procedure_counted_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.paper_type_id} {self.valid_on}: {self.count}"


class Leaf(models.Model):
    """One figure of one agency, procedure and day. Subtrees are summed when read, never stored."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    measure = models.CharField(max_length=20)
    value = models.IntegerField()

    class Meta:
        ordering = ("agency", "day", "measure")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "procedure", "day", "measure"],
                condition=Q(procedure__isnull=False),
                name="leaf_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "day", "measure"],
                condition=Q(procedure__isnull=True),
                name="leaf_without_procedure_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "day"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} {self.measure}: {self.value}"


class Contribution(models.Model):
    """What one record has added to the leaves, so that counting it again adds the difference only."""

    object_type = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    # [[agency id, procedure id or null, ISO day, measure, value], …]
    parts = models.JSONField(default=list)

    class Meta:
        ordering = ("object_type", "object_id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_type", "object_id"], name="contribution_once_a_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class Cursor(models.Model):
    """How far an agency's events have been read."""

    agency = models.OneToOneField(Agency, models.PROTECT, primary_key=True, related_name="+")
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("agency",)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.seq}"
