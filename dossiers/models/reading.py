"""What was made of a paper: renditions, page texts, fields, verdicts on signatures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dossiers.models.paper import Paper

# The fields that say whose a paper is, by number.
HOLDER_NUMBERS = ("personal_id", "tax_code")


class Rendition(models.Model):
    """Bytes in the store that show this paper."""

    class Kind(models.TextChoices):
        """As it came; the digitized copy before and after signing; the copy beside a signed original."""

        ORIGINAL = "original", "Bản gốc như khi nhận"
        COMPOSED = "composed", "Bản PDF/A chưa ký"
        SIGNED = "signed", "Bản PDF/A đã ký"
        SEARCHABLE = "searchable", "Bản tra cứu, không có chữ ký"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=12, choices=Kind)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Of a signed file: when the newest proof of its time ends; a newer one stands over it by then.
    renew_before = models.DateTimeField("gia hạn trước", null=True, blank=True)
    # The paper was disposed of: the row stays, its bytes do not.
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("paper", "kind", "version")
        verbose_name = "bản thể hiện"
        verbose_name_plural = "bản thể hiện"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "kind", "version"], name="rendition_once_a_version"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["renew_before"],
                condition=Q(renew_before__isnull=False),
                name="rendition_renewal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class PageText(models.Model):
    """What was read from one page; boxes count pixels of the page as received."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="page_texts")
    number = models.PositiveIntegerField()  # page of the received file, from 1
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    dpi = models.PositiveIntegerField()
    blank = models.BooleanField(default=False)
    turn_deg = models.PositiveSmallIntegerField(default=0)
    angle_deg = models.FloatField(default=0)
    text = models.TextField(blank=True)
    # Lines of words: [[[text, x0, y0, x1, y1, confidence], …], …], compact since it is per page.
    lines = models.JSONField(default=list)
    quality = models.JSONField(default=dict)
    engine = models.CharField(max_length=60)

    class Meta:
        ordering = ("paper", "number")
        verbose_name = "chữ của trang"
        verbose_name_plural = "chữ của trang"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "number"], name="page_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.number}"


class Field(models.Model):
    """One value of a paper: as read, and as a person left it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="fields")
    name = models.CharField(max_length=40)  # field names of docs/interfaces.md
    value = models.CharField(max_length=500, blank=True)
    read_value = models.CharField(max_length=500, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(null=True, blank=True)  # [x0, y0, x1, y1] on that page
    confidence = models.FloatField(null=True, blank=True)
    corrected_by = models.CharField(max_length=200, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("paper", "name")
        verbose_name = "trường thông tin"
        verbose_name_plural = "trường thông tin"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "name"], name="field_once")
        ]
        indexes: ClassVar = [
            # Which papers carry a person's number without being linked to the person.
            models.Index(
                fields=["value"], condition=Q(name__in=HOLDER_NUMBERS), name="field_holder_number"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Verification(models.Model):
    """A verdict on the signatures of one rendition at one time; the newest counts."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="verifications")
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=14)  # valid, indeterminate, invalid, unsigned
    message = models.CharField(max_length=1000, blank=True)
    signatures = models.JSONField(default=list)  # the objects of `motlan verify --json`
    checks = models.JSONField(
        default=list
    )  # the ten checks (signing.checks), absent in old verdicts
    renew_before = models.DateTimeField(null=True)  # when the newest proof of time ends
    verified_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        get_latest_by = "id"
        verbose_name = "kết quả kiểm tra chữ ký"
        verbose_name_plural = "kết quả kiểm tra chữ ký"

    def __str__(self) -> str:
        return self.outcome
