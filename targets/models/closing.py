"""Closed periods: the figures as they stood when somebody answered for them."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency


class PeriodClosing(models.Model):
    """The figures of an agency's subtree over a period, frozen under a hash.

    A row is never changed. What is corrected later is shown beside it, and may be closed again as a new
    version with a reason; the versions before stay.
    """

    class Kind(models.TextChoices):
        """How long a period is."""

        MONTH = "month", "Tháng"
        QUARTER = "quarter", "Quý"
        YEAR = "year", "Năm"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="closings", verbose_name="cơ quan"
    )
    kind = models.CharField("loại kỳ", max_length=8, choices=Kind)
    begin = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày")
    version = models.PositiveSmallIntegerField("lần chốt")
    # Canonical JSON (RFC 8785), byte for byte what the hash covers.
    content = models.TextField("số liệu")
    sha256 = models.CharField("mã băm SHA-256", max_length=64)
    closed_by = models.CharField("người chốt", max_length=200)
    closed_at = models.DateTimeField("chốt lúc")
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        ordering = ("-end", "kind", "agency__path", "-version")
        verbose_name = "kỳ đã chốt"
        verbose_name_plural = "kỳ đã chốt"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "kind", "begin", "version"], name="closing_version_once"
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("begin")), name="closing_ends_after_it_begins"
            ),
            # Closing again is a correction, and a correction has a reason.
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="closing_again_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} {self.begin} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if self.pk is not None:
            raise TypeError("a closed period is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Never."""
        raise TypeError("a closed period is never changed")
