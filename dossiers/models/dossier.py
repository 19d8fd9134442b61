"""A dossier: one person's request under one procedure."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Agency, User
from dossiers.models.holder import Holder
from dossiers.models.importing import ImportPart
from dossiers.models.procedure import Procedure, ProcedureVersion


class Channel(models.IntegerChoices):
    """KenhThucHien of the National Portal; none counts as counter."""

    COUNTER = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính công ích"


class DossierStatus(models.IntegerChoices):
    """The portal's ten statuses."""

    REGISTERED = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    NOT_RECEIVED = 3, "Không được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT_ASKED = 5, "Yêu cầu bổ sung"
    OBLIGATION_ASKED = 6, "Yêu cầu nghĩa vụ tài chính"
    WITHDRAWN = 7, "Người nộp rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    RESOLVED = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"


# Somebody still has to do something: decided dossiers wait for their applicant to fetch the result.
OPEN_STATUSES = (
    DossierStatus.RECEIVED,
    DossierStatus.PROCESSING,
    DossierStatus.SUPPLEMENT_ASKED,
    DossierStatus.OBLIGATION_ASKED,
)

# Ended otherwise than by a decision: each has a cause.
CLOSED_WITH_CAUSE = (
    DossierStatus.NOT_RECEIVED,
    DossierStatus.WITHDRAWN,
    DossierStatus.STOPPED,
)


class Cause(models.TextChoices):
    """Whose doing it is that a dossier is supplemented, returned or withdrawn (seed S2-10)."""

    APPLICANT = "applicant", "Người nộp thiếu hoặc sai giấy tờ"
    CLERK = "clerk", "Cán bộ tiếp nhận hướng dẫn chưa đủ"
    SPECIALIST = "specialist", "Cán bộ chuyên môn yêu cầu thêm"
    NOT_ELIGIBLE = "not_eligible", "Không đủ điều kiện theo quy định"
    WRONG_AGENCY = "wrong_agency", "Không thuộc thẩm quyền"
    OWN_WISH = "own_wish", "Người nộp tự rút"
    OTHER = "other", "Nguyên nhân khác"


class Dossier(models.Model):
    """A dossier. Place of support, of intake and the deciding agency are three facts (Decree 118/2025)."""

    number = models.CharField("mã hồ sơ", max_length=60)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers")
    # What was asked for at intake holds to the end; `save` takes the version of that day.
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="dossiers")
    holder = models.ForeignKey(
        Holder, models.PROTECT, related_name="dossiers", verbose_name="chủ hồ sơ"
    )
    channel = models.PositiveSmallIntegerField("kênh", choices=Channel, default=Channel.COUNTER)
    status = models.PositiveSmallIntegerField(
        "trạng thái", choices=DossierStatus, default=DossierStatus.RECEIVED
    )
    received_at = models.DateTimeField("tiếp nhận lúc", null=True, blank=True)
    due_at = models.DateTimeField("hạn trả", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    place_of_support = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_dossiers",
        db_index=False,
    )
    place_of_intake = models.ForeignKey(Agency, models.PROTECT, related_name="received_dossiers")
    deciding_agency = models.ForeignKey(Agency, models.PROTECT, related_name="decided_dossiers")
    officer = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name="cán bộ thụ lý",
        db_index=False,
    )
    # Of the form at the counter: sent twice, it opens one dossier.
    intake_key = models.CharField(  # noqa: DJ001 - unique but for those without one
        max_length=64,
        null=True,
        blank=True,
        editable=False,
    )
    closing_cause = models.CharField(
        "nguyên nhân trả, rút", max_length=14, choices=Cause, blank=True
    )
    # The part of a large file that wrote this row last; its event stands for one of the dossier.
    imported_in = models.ForeignKey(
        ImportPart,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        editable=False,
    )

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        # Of millions of imported rows few have an officer, a place of support or a form's key: what is empty
        # is in no index, and no text is looked up by its beginning, so each has one index only.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="dossier_number_once"),
            models.UniqueConstraint(
                fields=["intake_key"],
                condition=Q(intake_key__isnull=False),
                name="dossier_intake_key_once",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(received_at__isnull=True)
                | Q(finished_at__gte=F("received_at")),
                name="dossier_finished_after_received",
            ),
            models.CheckConstraint(
                condition=Q(status__range=(1, 10)), name="dossier_status_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(channel__range=(1, 3)), name="dossier_channel_1_to_3"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["officer"], condition=Q(officer__isnull=False), name="dossier_of_officer"
            ),
            models.Index(
                fields=["place_of_support"],
                condition=Q(place_of_support__isnull=False),
                name="dossier_of_support",
            ),
            # The work list: what is open, by its due date.
            models.Index(
                fields=["officer", "due_at", "id"],
                condition=Q(status__in=OPEN_STATUSES),
                name="dossier_work_officer",
            ),
            models.Index(
                fields=["deciding_agency", "due_at", "id"],
                condition=Q(status__in=OPEN_STATUSES),
                name="dossier_work_deciding",
            ),
            models.Index(
                fields=["place_of_intake", "due_at", "id"],
                condition=Q(status__in=OPEN_STATUSES),
                name="dossier_work_intake",
            ),
            # What is decided and waits to be fetched, in whatever scope.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status=DossierStatus.RESOLVED),
                name="dossier_work_to_fetch",
            ),
            # Refused, stopped or withdrawn: counted by cause and the day on which they ended, from the index alone.
            models.Index(
                fields=["deciding_agency", "finished_at", "status", "closing_cause"],
                condition=Q(status__in=CLOSED_WITH_CAUSE)
                & (Q(received_at__isnull=False) | Q(status=DossierStatus.NOT_RECEIVED)),
                name="dossier_closed_with_cause",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the version of the procedure that holds on the day of intake."""
        if self.version_id is None:
            day = timezone.localdate(self.received_at) if self.received_at else timezone.localdate()
            version = self.procedure.version_on(day)
            if version is not None:
                self.version = version
        super().save(*args, **kwargs)
