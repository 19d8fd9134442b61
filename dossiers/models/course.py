"""What happens to a dossier on its way: it is handed from agency to agency, and waits for its applicant."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models.counter import IssuedForm
from dossiers.models.dossier import Dossier


class Medium(models.TextChoices):
    """How a dossier is handed on (indicator M8: Plan 155's 80 % of electronic circulation)."""

    ELECTRONIC = "electronic", "Điện tử"
    PAPER = "paper", "Bản giấy"


class Transfer(models.Model):
    """A dossier goes from one agency to another, or from desk to desk in one agency."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transfers")
    sender = models.ForeignKey(
        Agency, models.PROTECT, related_name="sent_transfers", verbose_name="nơi chuyển"
    )
    receiver = models.ForeignKey(
        Agency, models.PROTECT, related_name="received_transfers", verbose_name="nơi nhận"
    )
    medium = models.CharField("hình thức", max_length=10, choices=Medium)
    sent_at = models.DateTimeField("chuyển lúc")
    # None: on its way, or nobody wrote down when it came.
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    by = models.CharField("người ghi", max_length=200)

    class Meta:
        ordering = ("dossier", "sent_at", "id")
        verbose_name = "lần luân chuyển"
        verbose_name_plural = "lần luân chuyển"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "sent_at", "sender", "receiver"], name="transfer_once"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("sent_at")),
                name="transfer_received_after_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.sender_id} → {self.receiver_id}"


class Pause(models.Model):
    """The time in which a dossier waits for its applicant to supplement it (indicator M9 takes it out)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="pauses")
    asked_at = models.DateTimeField("yêu cầu lúc")
    completed_at = models.DateTimeField("bổ sung xong lúc", null=True, blank=True)
    # True while the dossier's due_at does not hold the days of waiting: who counts adds them.
    moves_due = models.BooleanField("hạn trả chưa cộng ngày chờ", default=True)
    # The request at the counter here; none for one that another system made.
    form = models.OneToOneField(
        IssuedForm, models.PROTECT, null=True, blank=True, related_name="pause"
    )

    class Meta:
        ordering = ("dossier", "asked_at")
        verbose_name = "lần chờ bổ sung"
        verbose_name_plural = "lần chờ bổ sung"
        constraints: ClassVar = [
            # Of those that other systems tell of, so that a file read twice is read once.
            models.UniqueConstraint(
                fields=["dossier", "asked_at"],
                condition=Q(form__isnull=True),
                name="pause_told_once",
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(completed_at__isnull=True),
                name="pause_open_once",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("asked_at")),
                name="pause_completed_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.asked_at:%Y-%m-%d}"
