"""Forms of the one-stop counter: their editions by law, those issued, and the days on which nobody works."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models.dossier import Cause, Dossier
from dossiers.models.procedure import Component


class FormKind(models.TextChoices):
    """What a form says."""

    RECEIPT = "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT = "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    APOLOGY = "apology", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    STOP = "stop", "Thông báo dừng giải quyết hồ sơ"
    CONTROL = "control", "Phiếu kiểm soát quá trình giải quyết hồ sơ"


class FormEditionQuerySet(models.QuerySet["FormEdition"]):
    """Which edition holds when."""

    def on(self, day: date) -> "FormEditionQuerySet":
        """The editions that hold on the day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class FormEdition(models.Model):
    """A form as one legal instrument lays it down; a dossier keeps the editions of its day of intake."""

    kind = models.CharField("loại", max_length=10, choices=FormKind)
    number = models.CharField("mẫu số", max_length=30, blank=True)
    title = models.CharField("tên mẫu", max_length=200)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500)
    # The folder of its template below counter/templates/counter/forms/.
    template = models.CharField("bộ mẫu in", max_length=60)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    objects = FormEditionQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "valid_from")
        verbose_name = "mẫu biểu"
        verbose_name_plural = "mẫu biểu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="form_edition_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="form_edition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class SupplementReason(models.Model):
    """Why the law lets a citizen be asked a second time for supplements; data with dates."""

    code = models.CharField("mã", max_length=40, primary_key=True)
    name = models.CharField("tên", max_length=300)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "lý do yêu cầu bổ sung lần nữa"
        verbose_name_plural = "lý do yêu cầu bổ sung lần nữa"

    def __str__(self) -> str:
        return self.name


class IssuedForm(models.Model):
    """A form given out for a dossier: what stood on it, and the PDF/A once that is kept.

    The facts are frozen when it is issued, so that it can be printed whenever the printer failed; the
    bytes are printed once and given out again as they are.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="forms")
    edition = models.ForeignKey(FormEdition, models.PROTECT, related_name="+")
    kind = models.CharField("loại", max_length=10, choices=FormKind)
    # Numbers run by agency, kind and year, without gaps.
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField("số")
    facts = models.JSONField(default=dict)
    cause = models.CharField("nguyên nhân", max_length=14, choices=Cause, blank=True)
    # Of a second request for supplements.
    reason = models.ForeignKey(
        SupplementReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_due_at = models.DateTimeField("hẹn lại", null=True, blank=True)
    issued_at = models.DateTimeField("lập lúc")
    issued_by = models.CharField("người lập", max_length=200)
    answered_at = models.DateTimeField("bổ sung xong lúc", null=True, blank=True)
    # Empty until the bytes are in the store.
    key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-issued_at", "-id")
        verbose_name = "phiếu đã lập"
        verbose_name_plural = "phiếu đã lập"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "kind", "year", "serial"], name="issued_form_number_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(kind="receipt"), name="receipt_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(kind="supplement", answered_at__isnull=True),
                name="supplement_open_once",
            ),
            # One request is the rule; each further one names the reason that the law gives.
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(kind="supplement", reason__isnull=True),
                name="supplement_without_reason_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="apology") | Q(new_due_at__isnull=False),
                name="apology_has_a_new_date",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["supplement", "refusal", "stop"]) | ~Q(cause=""),
                name="issued_form_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(key="", sha256="") | ~Q(key="") & ~Q(sha256=""),
                name="issued_form_printed_wholly",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["dossier", "kind", "new_due_at"], name="issued_form_promises"),
            # What is still to be printed, among millions of forms: the sweep asks every minute.
            models.Index(fields=["id"], condition=Q(key=""), name="issued_form_unprinted"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind} {self.serial}/{self.year}"


class SupplementItem(models.Model):
    """One thing that a request for supplements asks for, with whose doing it is that it is asked."""

    form = models.ForeignKey(IssuedForm, models.PROTECT, related_name="items")
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cause = models.CharField("nguyên nhân", max_length=14, choices=Cause)
    text = models.CharField("nội dung", max_length=1000)

    class Meta:
        ordering = ("form", "id")
        verbose_name = "nội dung yêu cầu bổ sung"
        verbose_name_plural = "nội dung yêu cầu bổ sung"

    def __str__(self) -> str:
        return f"{self.form_id}: {self.cause}"


class DayOff(models.Model):
    """A day that is otherwise than its weekday says: a holiday, or a Saturday worked to make up for one."""

    class Kind(models.TextChoices):
        """Off or worked."""

        OFF = "off", "Nghỉ"
        MAKE_UP = "make_up", "Làm bù"

    day = models.DateField("ngày", primary_key=True)
    kind = models.CharField("loại", max_length=7, choices=Kind, default=Kind.OFF)
    name = models.CharField("tên", max_length=200, blank=True)

    class Meta:
        ordering = ("day",)
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class DaySerial(models.Model):
    """The last serial of the dossier numbers that a unit gave on a day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số hồ sơ trong ngày"
        verbose_name_plural = "số hồ sơ trong ngày"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "day"], name="day_serial_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}: {self.last}"
