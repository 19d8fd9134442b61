"""What people say of how their dossier was handled: a score, or a complaint. Words of theirs are not kept here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dossiers.models.dossier import Dossier


class RatingChannel(models.TextChoices):
    """Where a person rated (seed S0-5)."""

    PAGE = "page", "Trang của công dân"
    COUNTER = "counter", "Tại bộ phận một cửa"
    PHONE = "phone", "Điện thoại"
    PORTAL = "portal", "Cổng dịch vụ công"
    SURVEY = "survey", "Phiếu khảo sát"


class Rating(models.Model):
    """How satisfied a person is with how one dossier was handled; said again, the last word counts."""

    class Score(models.IntegerChoices):
        """1 is worst."""

        VERY_BAD = 1, "Rất không hài lòng"
        BAD = 2, "Không hài lòng"
        FAIR = 3, "Bình thường"
        GOOD = 4, "Hài lòng"
        VERY_GOOD = 5, "Rất hài lòng"

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField("mức hài lòng", choices=Score)
    channel = models.CharField("kênh đánh giá", max_length=7, choices=RatingChannel)
    at = models.DateTimeField("đánh giá lúc")

    class Meta:
        ordering = ("dossier",)
        verbose_name = "đánh giá"
        verbose_name_plural = "đánh giá"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_1_to_5")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="rating_by_time")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.score}"


class Complaint(models.Model):
    """A complaint about how a dossier is handled (phản ánh, kiến nghị): that it came, about what, and its end."""

    class About(models.TextChoices):
        """What is complained of."""

        LATE = "late", "Chậm giải quyết"
        EXTRA_PAPERS = "extra_papers", "Yêu cầu thêm giấy tờ ngoài quy định"
        AGAIN = "again", "Phải nộp lại giấy tờ đã nộp"
        CONDUCT = "conduct", "Thái độ phục vụ"
        FEE = "fee", "Phí, lệ phí"
        RESULT = "result", "Kết quả giải quyết"
        OTHER = "other", "Nội dung khác"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="complaints")
    about = models.CharField("nội dung", max_length=12, choices=About)
    received_at = models.DateTimeField("nhận lúc")
    settled_at = models.DateTimeField("giải quyết xong lúc", null=True, blank=True)
    by = models.CharField("người ghi", max_length=200)

    class Meta:
        ordering = ("dossier", "received_at", "id")
        verbose_name = "phản ánh, kiến nghị"
        verbose_name_plural = "phản ánh, kiến nghị"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "received_at", "about"], name="complaint_once"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("received_at")),
                name="complaint_settled_after_received",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["received_at"], name="complaint_by_time")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.about}"
