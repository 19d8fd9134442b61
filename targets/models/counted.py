"""What each record counts as: one row a record, from which all sums are made.

A row says facts and days of one dossier, paper or count, in the office's time zone; which measure it adds
to on which day stands in targets/counting/spread.py. Rows are derived and may be made anew at any time, so
they name what they belong to without a key that the database checks.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models import (
    Channel,
    Component,
    Dossier,
    DossierStatus,
    Holder,
    Paper,
    PaperType,
    Procedure,
    ProcedureVersion,
)
from targets.models.stock import StockCount
from targets.models.unchecked import unchecked, unchecked_or_none


class CountedDossier(models.Model):
    """A dossier that counts: it has a day of intake, and is neither registered only nor refused."""

    dossier = models.OneToOneField(
        Dossier, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="counted"
    )
    # Who decides: that agency's figures it belongs to.
    agency = unchecked(Agency)
    procedure = unchecked(Procedure)
    holder = unchecked(Holder)
    channel = models.PositiveSmallIntegerField(choices=Channel)
    status = models.PositiveSmallIntegerField(choices=DossierStatus)
    closing_cause = models.CharField(max_length=14, blank=True)

    received_day = models.DateField()
    # Finished by its status, with a time.
    finished_day = models.DateField(null=True)
    # Of what is finished; none where nothing says when it was due.
    on_time = models.BooleanField(null=True)
    # The day after the due day; none where nothing says when it was due.
    late_from = models.DateField(null=True)
    # Finished, or waiting for the applicant; of what has a due time.
    settled_day = models.DateField(null=True)
    settled_on_time = models.BooleanField(null=True)
    apologised = models.BooleanField(default=False)

    has_component = models.BooleanField(default=False)  # a component's file, its own or reused
    digitized = models.BooleanField(default=False)
    complete = models.BooleanField(default=False)
    wants_result = models.BooleanField(default=False)
    e_result = models.BooleanField(default=False)
    e_result_valid = models.BooleanField(default=False)
    reusing = models.BooleanField(default=False)
    from_store = models.BooleanField(default=False)
    components = models.PositiveIntegerField(default=0)
    components_reused = models.PositiveIntegerField(default=0)
    transfers = models.PositiveIntegerField(default=0)
    transfers_electronic = models.PositiveIntegerField(default=0)
    # The holder had a paper accepted before; and handed in again what was accepted and still valid.
    held_before = models.BooleanField(default=False)
    resubmitted = models.BooleanField(default=False)

    rated_day = models.DateField(null=True)
    satisfied = models.BooleanField(default=False)
    complained_day = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "received_day"], name="counted_received"),
            models.Index(fields=["agency", "finished_day"], name="counted_finished"),
            models.Index(
                fields=["agency", "late_from"],
                condition=Q(settled_day__isnull=True, late_from__isnull=False),
                name="counted_overdue",
            ),
            models.Index(fields=["holder"], name="counted_holder"),
            # The rows behind a number, the newest first, whatever they count as.
            models.Index(fields=["-received_day", "-dossier"], name="counted_newest"),
            models.Index(
                fields=["-received_day", "-dossier"],
                condition=Q(resubmitted=True),
                name="counted_resubmitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.received_day}"


# A result that has no digital copy, or had none for a while.
LACKING = Q(result_from__isnull=False) & (
    Q(copy_from__isnull=True) | Q(copy_from__gt=F("result_from"))
)


class CountedPaper(models.Model):
    """A paper that counts: accepted as a digital copy, or known as a result."""

    paper = models.OneToOneField(
        Paper, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="counted"
    )
    agency = unchecked(Agency)
    procedure = unchecked_or_none(Procedure)
    paper_type = unchecked_or_none(PaperType)
    holder = unchecked_or_none(Holder)
    # Accepted, and neither returned nor under review again.
    accepted_day = models.DateField(null=True)
    stored = models.BooleanField(default=False)  # signed, its hash kept, its owner known
    # Of a result: whose it is, its first valid day, and the first day without it.
    result_agency = unchecked_or_none(Agency)
    result_from = models.DateField(null=True)
    result_to = models.DateField(null=True)
    copy_from = models.DateField(null=True)  # since when there is an accepted copy of it
    # Of a result that was counted with the paper stock: in which series of counts, and from when to when
    # it is taken off them.
    stock_procedure = unchecked_or_none(Procedure)
    stock_from = models.DateField(null=True)
    stock_to = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "accepted_day"], name="counted_accepted"),
            # The papers that a rate lacks are few among many: the rows behind it, the newest first.
            models.Index(
                fields=["-paper"],
                condition=Q(stored=False, accepted_day__isnull=False),
                name="counted_unstored",
            ),
            models.Index(fields=["-paper"], condition=LACKING, name="counted_lacking"),
            models.Index(
                fields=["result_agency", "result_from"],
                condition=Q(result_from__isnull=False),
                name="counted_results",
            ),
            # What was scanned of a type, and what is still to be.
            models.Index(
                fields=["paper_type", "result_agency", "copy_from"],
                condition=Q(copy_from__isnull=False),
                name="counted_copies",
            ),
            models.Index(
                fields=["result_agency", "paper_type"],
                condition=Q(copy_from__isnull=True, result_from__isnull=False),
                name="counted_without_copy",
            ),
            models.Index(
                fields=["result_agency", "paper_type"],
                condition=Q(stock_from__isnull=False),
                name="counted_off_stock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}"


class CountedStock(models.Model):
    """A count of paper stock, and the day on which the next count of the same takes its place."""

    stock_count = models.OneToOneField(
        StockCount, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="counted"
    )
    agency = unchecked(Agency)
    procedure = unchecked_or_none(Procedure)
    paper_type = unchecked(PaperType)
    stock_from = models.DateField()
    stock_to = models.DateField(null=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.stock_count_id}: {self.count}"


class AskedComponent(models.Model):
    """What a version asks for, of a combined procedure what its parts ask for, shared ones once."""

    version = models.ForeignKey(
        ProcedureVersion, models.CASCADE, db_constraint=False, related_name="+"
    )
    component = models.ForeignKey(Component, models.CASCADE, db_constraint=False, related_name="+")
    mandatory = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "component"], name="asked_component_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.component_id}"


class TimeLimit(models.Model):
    """When a limit in working days ends that began to run after a day, by the calendar of days off."""

    received_day = models.DateField()
    working_days = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["received_day", "working_days"], name="time_limit_once")
        ]

    def __str__(self) -> str:
        return f"{self.received_day} + {self.working_days}: {self.ends_at}"
