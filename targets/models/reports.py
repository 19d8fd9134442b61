"""Reports: what others have reported, who gets a report by mail and when, and the points of an index as data."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency, User
from dossiers.models import DataSource

LAST_DAY_OF_EVERY_MONTH = 28


class ReportKind(models.TextChoices):
    """How long the period of a report is."""

    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    YEAR = "year", "Năm"


class ReportedFigures(models.Model):
    """What somebody else has reported about an agency's dossiers of a period, as they wrote it.

    A figure that they did not give is null, never 0. Nothing is corrected here: differences are told.
    """

    FIGURES = (
        "received",
        "carried_over",
        "online",
        "counter",
        "post",
        "resolved",
        "on_time",
        "late",
        "open",
    )

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    begin = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày")
    source = models.CharField("nguồn", max_length=200)
    received = models.PositiveBigIntegerField("tiếp nhận trong kỳ", null=True, blank=True)
    carried_over = models.PositiveBigIntegerField("kỳ trước chuyển sang", null=True, blank=True)
    online = models.PositiveBigIntegerField("trực tuyến", null=True, blank=True)
    counter = models.PositiveBigIntegerField("trực tiếp", null=True, blank=True)
    post = models.PositiveBigIntegerField("bưu chính công ích", null=True, blank=True)
    resolved = models.PositiveBigIntegerField("đã giải quyết", null=True, blank=True)
    on_time = models.PositiveBigIntegerField("đúng hạn", null=True, blank=True)
    late = models.PositiveBigIntegerField("quá hạn", null=True, blank=True)
    open = models.PositiveBigIntegerField("đang giải quyết", null=True, blank=True)
    on_time_rate = models.DecimalField(
        "tỷ lệ đúng hạn đã nêu (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        ordering = ("agency", "begin", "end", "source")
        verbose_name = "số liệu báo cáo"
        verbose_name_plural = "số liệu báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "begin", "end", "source"], name="reported_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("begin")), name="reported_period_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.begin}–{self.end} {self.source}"


class ReportSchedule(models.Model):
    """Who gets the report of an agency by mail, and on which day after its period has ended."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="report_schedules", verbose_name="người nhận"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    kind = models.CharField("kỳ", max_length=8, choices=ReportKind)
    day_of_month = models.PositiveSmallIntegerField("gửi vào ngày", default=5)
    created_by = models.CharField("người đặt", max_length=200)
    created_at = models.DateTimeField("đặt lúc", auto_now_add=True)
    ended_by = models.CharField("người dừng", max_length=200, blank=True)
    ended_at = models.DateTimeField("dừng lúc", null=True, blank=True)

    class Meta:
        ordering = ("agency", "user", "kind", "id")
        verbose_name = "lịch gửi báo cáo"
        verbose_name_plural = "lịch gửi báo cáo"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "agency", "kind"],
                condition=Q(ended_at__isnull=True),
                name="report_scheduled_once",
            ),
            # A day that every month has, so that no month is left out.
            models.CheckConstraint(
                condition=Q(day_of_month__range=(1, LAST_DAY_OF_EVERY_MONTH)),
                name="report_sent_on_a_day_of_every_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.agency_id} {self.kind}"


class SentReport(models.Model):
    """One mail of a period to a recipient: sent, or why not yet.

    A period and a recipient have one row, also when a schedule ends and is made anew.
    """

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="sent")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ReportKind)
    begin = models.DateField()
    tries = models.PositiveIntegerField(default=0)
    # Who tries to send holds the row until then, so that two at once do not send twice.
    leased_until = models.DateTimeField(null=True, blank=True)
    code = models.CharField("lỗi", max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the PDF that was sent

    class Meta:
        ordering = ("-begin", "-id")
        verbose_name = "báo cáo đã gửi"
        verbose_name_plural = "báo cáo đã gửi"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "agency", "kind", "begin"], name="report_sent_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.begin}"


class CriterionWeight(models.Model):
    """The points of one criterion of Decision 766's digitization group, between two days."""

    class Criterion(models.TextChoices):
        """The criteria of the group."""

        E_RESULT = "e_result", "Hồ sơ cấp kết quả điện tử"
        DIGITIZED = "digitized", "Hồ sơ được số hóa"
        CERTIFIED_COPY = "certified_copy", "Hồ sơ chứng thực bản sao điện tử"
        REUSE = "reuse", "Hồ sơ tái sử dụng thông tin, dữ liệu đã số hóa"
        CITIZEN_STORE = "citizen_store", "Hồ sơ kết nối Kho dữ liệu điện tử của người dân"
        POPULATION_DOSSIERS = "population_dossiers", "Hồ sơ khai thác dữ liệu dân cư"
        POPULATION_PROCEDURES = "population_proc", "Thủ tục kết nối dữ liệu dân cư"

    criterion = models.CharField("tiêu chí", max_length=20, choices=Criterion)
    points = models.DecimalField("điểm tối đa", max_digits=5, decimal_places=2)
    full_at = models.DecimalField(
        "đủ điểm từ tỷ lệ (%)", max_digits=5, decimal_places=2, default=100
    )
    # Which database a criterion is about; catalogues give databases their codes, so it is no constant.
    data_source = models.ForeignKey(
        DataSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ sở dữ liệu",
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        ordering = ("valid_from", "id")
        verbose_name = "điểm tiêu chí"
        verbose_name_plural = "điểm tiêu chí"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion", "valid_from"], name="criterion_weighed_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(full_at__gt=0) & Q(full_at__lte=100),
                name="criterion_weight_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points} {self.valid_from}"
