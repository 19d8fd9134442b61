"""The rolled-up leaves, and how far the events have been read."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Agency
from dossiers.models import Procedure


class Leaf(models.Model):
    """One figure of one agency, procedure and day. Subtrees are summed when read, never stored."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    measure = models.CharField(max_length=20)
    value = models.IntegerField()

    class Meta:
        ordering = ("agency", "day", "measure")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "procedure", "day", "measure"],
                condition=Q(procedure__isnull=False),
                name="leaf_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "day", "measure"],
                condition=Q(procedure__isnull=True),
                name="leaf_without_procedure_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "day"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} {self.measure}: {self.value}"


class Cursor(models.Model):
    """How far an agency's events have been read."""

    agency = models.OneToOneField(Agency, models.PROTECT, primary_key=True, related_name="+")
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("agency",)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.seq}"
