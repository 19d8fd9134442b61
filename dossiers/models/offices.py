"""What a province reports of its offices: compliant one-stop units, and officers who answer for procedures."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency, User

M = TypeVar("M", bound=models.Model)
ENDS_AFTER_IT_BEGINS = (
    Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from"))
)


class DatedQuerySet(models.QuerySet[M]):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> Self:
        """Those that hold on the day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class OneStopUnit(models.Model):
    """The one-stop unit (bộ phận một cửa) of an agency, and whether it is as the decree wants it (seed S0-1)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="one_stop_units")
    compliant = models.BooleanField("đạt chuẩn theo quy định")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    # The report or decision that says so.
    source = models.CharField("nguồn", max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("agency", "valid_from")
        verbose_name = "bộ phận một cửa"
        verbose_name_plural = "bộ phận một cửa"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "valid_from"], name="one_stop_unit_begins_once"
            ),
            # Databases take two rows without a first day for different ones.
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(valid_from__isnull=True),
                name="one_stop_unit_from_the_beginning_once",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="one_stop_unit_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.compliant}"


class FocalOfficer(models.Model):
    """Who answers in an agency for controlling its procedures (cán bộ đầu mối, seed S0-2)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="focal_officers")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="focal_offices"
    )
    # As the decision that names them spells it; most of them never sign in here.
    name = models.CharField("họ và tên", max_length=200)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("agency", "name")
        verbose_name = "cán bộ đầu mối"
        verbose_name_plural = "cán bộ đầu mối"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "name", "valid_from"], name="focal_officer_begins_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=Q(valid_from__isnull=True),
                name="focal_officer_from_the_beginning_once",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="focal_officer_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"
