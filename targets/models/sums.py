"""The sums at six grains, and how far the events have been read.

A sum is wide: one column a measure, so that one row answers every indicator. Subtrees are
summed when they are read; a parent's sums are never stored, only those of everybody, which name no agency and
which no reform rewrites. Sums are found by their day first: a page of the
whole tree reads some days of every agency, and one of a single agency passes over the others in the index.
"""

from datetime import date
from hashlib import blake2b
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Agency
from dossiers.models import Procedure
from targets.models.unchecked import unchecked, unchecked_or_none


class Figures(models.Model):
    """The columns of every sum, named as `Measure` names them.

    Small numbers, which PostgreSQL adds up without numerics and keeps in half the space; only paper stock outgrows
    them.
    """

    received = models.IntegerField(default=0)
    timed = models.IntegerField(default=0)
    online = models.IntegerField(default=0)
    post = models.IntegerField(default=0)
    digitized = models.IntegerField(default=0)
    complete = models.IntegerField(default=0)
    wants_result = models.IntegerField(default=0)
    e_result = models.IntegerField(default=0)
    e_result_valid = models.IntegerField(default=0)
    reusing = models.IntegerField(default=0)
    from_store = models.IntegerField(default=0)
    components = models.IntegerField(default=0)
    components_reused = models.IntegerField(default=0)
    transferred = models.IntegerField(default=0)
    e_circulated = models.IntegerField(default=0)
    transfers = models.IntegerField(default=0)
    transfers_electronic = models.IntegerField(default=0)
    held_before = models.IntegerField(default=0)
    resubmitted = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    apologised = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    stopped = models.IntegerField(default=0)
    settled_on_time = models.IntegerField(default=0)
    settled_late = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    complained = models.IntegerField(default=0)
    items = models.IntegerField(default=0)
    items_stored = models.IntegerField(default=0)
    results = models.IntegerField(default=0)
    results_digitized = models.IntegerField(default=0)
    stock = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class ProcedureDay(Figures):
    """One agency, procedure (none: papers without a dossier) and day: the leaf of all sums."""

    agency = unchecked(Agency)
    procedure = unchecked_or_none(Procedure)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "day", "agency", Coalesce("procedure", 0), name="sums_procedure_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.procedure_id} {self.day}"


class ProcedureMonth(Figures):
    """One agency, procedure and month (by its first day)."""

    agency = unchecked(Agency)
    procedure = unchecked_or_none(Procedure)
    month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "month", "agency", Coalesce("procedure", 0), name="sums_procedure_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.procedure_id} {self.month:%Y-%m}"


class WholeMonth(Figures):
    """One procedure and month (by its first day), all agencies together: what a page of the whole tree tells."""

    procedure = unchecked_or_none(Procedure)
    month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("month", Coalesce("procedure", 0), name="sums_whole_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.month:%Y-%m}"


class AgencyDay(Figures):
    """One agency and day."""

    agency = unchecked(Agency)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "agency"], name="sums_agency_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}"


class AgencyMonth(Figures):
    """One agency and month (by its first day)."""

    agency = unchecked(Agency)
    month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "agency"], name="sums_agency_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"


class AgencyYear(Figures):
    """One agency and year (by its first day): what a page of a whole year tells, and what was before it."""

    agency = unchecked(Agency)
    year = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "agency"], name="sums_agency_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year:%Y}"


class Difference(Figures):
    """What a piece of work changes: with minus what counted before, with plus what counts now.

    Empty but for the inside of a transaction.
    """

    agency = unchecked(Agency)
    procedure = unchecked_or_none(Procedure)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.procedure_id} {self.day}"


class OwnerSet(models.Model):
    """Which holders handed dossiers in to an agency in a month, of those who had papers accepted before.

    Persons are counted once in whatever scope is asked, so their sums do not add up; sets do.
    Source: Lemire et al., "Roaring Bitmaps: Implementation of an Optimized Software Library" (2018).
    """

    agency = unchecked(Agency)
    month = models.DateField()
    held_before = models.BinaryField()  # a roaring bitmap of holders' ids
    resubmitted = (
        models.BinaryField()
    )  # of them, those who handed in again what was accepted before
    digest = models.BigIntegerField()  # who knows what this is of need not read it again

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "month"], name="owner_set_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"

    @staticmethod
    def digest_of(month: date, held_before: bytes, resubmitted: bytes) -> int:
        """48 bits that are others for another month or other bitmaps; as a sum they tell several sets at once."""
        content = month.isoformat().encode() + held_before + resubmitted
        return int.from_bytes(blake2b(content, digest_size=6).digest())


class Recount(models.Model):
    """One comparison of all that is kept here with a full count from the records."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=200)
    took_s = models.FloatField()
    rows = models.PositiveBigIntegerField()  # of records, as they were counted
    sums = models.PositiveBigIntegerField()
    differences = models.PositiveBigIntegerField()
    differing = models.JSONField(default=dict)  # how many, by table
    rebuilt = models.BooleanField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần đối chiếu chỉ tiêu"
        verbose_name_plural = "lần đối chiếu chỉ tiêu"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.differences}"


class Touched(models.Model):
    """A record that is counted again. Empty but for the inside of a transaction."""

    kind = models.CharField(max_length=40)  # its model, as events name it
    record = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class Cursor(models.Model):
    """How far an agency's events have been read."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, primary_key=True, related_name="counted_up_to"
    )
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("agency",)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.seq}"
