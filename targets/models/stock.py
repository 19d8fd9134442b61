"""Counts of the results that are still on paper."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Agency
from dossiers.models import PaperType, Procedure


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
