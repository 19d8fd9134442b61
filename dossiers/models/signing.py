"""A person's act of signing a paper for the agency, from its beginning until the signed copy is there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dossiers.models.paper import Paper
from dossiers.models.reading import Rendition


class SigningSession(models.Model):
    """What was sent out to be signed, to whom it was sent, and what came back. Never deleted."""

    class Means(models.TextChoices):
        """Where the key is."""

        TOKEN = "token", "Thiết bị ký trên máy của người ký"
        KEY = "key", "Khóa của cơ quan trên máy chủ"
        SERVICE = "service", "Dịch vụ ký số từ xa"

    class Stage(models.TextChoices):
        """OPEN waits for the signature; what is GIVEN waits for its time-stamp; the others are ends."""

        OPEN = "open", "Chờ chữ ký"
        GIVEN = "given", "Đã ký, chờ cấp dấu thời gian"
        DONE = "done", "Xong"
        ENDED = "ended", "Đã bỏ"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signing_sessions")
    means = models.CharField(max_length=8, choices=Means)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.OPEN)
    begun_by = models.CharField("người ký", max_length=200)  # user:<name>
    begun_at = models.DateTimeField("bắt đầu lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    given_at = models.DateTimeField("ký lúc", null=True, blank=True)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)
    # The copy that is signed; none until it is known which.
    rendition = models.ForeignKey(
        Rendition, models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # what was sent out, in hexadecimal
    state = models.JSONField(
        default=dict, blank=True
    )  # see signing/deferred.py; emptied at the end
    ticket = models.CharField(
        max_length=500, blank=True
    )  # by which a service knows what it was asked
    signature = models.TextField(blank=True)  # Base64, as it came and was found to fit
    code = models.CharField(max_length=80, blank=True)  # why it ended without a signed copy

    class Meta:
        ordering = ("id",)
        verbose_name = "phiên ký số"
        verbose_name_plural = "phiên ký số"
        constraints: ClassVar = [
            # Two persons at one paper: the second is told of the first.
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(stage__in=("open", "given")),
                name="signing_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage="given", means="token") | ~Q(signature=""),
                name="signing_given_has_its_signature",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=("open", "given")) | Q(ended_at__isnull=False),
                name="signing_end_has_its_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["paper", "id"])]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.stage}"
