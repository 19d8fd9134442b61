"""Rows of the walk itself: who works, and what the checks of the archive have seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Agency
from dossiers.models import Paper


class Heartbeat(models.Model):
    """A process that was alive at `seen_at`. Written by the process itself, see ingest/heartbeats.py."""

    class Kind(models.TextChoices):
        """What the process does."""

        WORKER = "worker", "Xử lý giấy tờ"
        INDEXER = "indexer", "Ghi chỉ mục tra cứu"

    owner = models.CharField(max_length=200)  # host/place/pid/start, as of a lease
    kind = models.CharField(max_length=20, choices=Kind)
    jobs = models.PositiveSmallIntegerField(default=1)  # papers at once
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "owner")
        verbose_name = "tiến trình đang chạy"
        verbose_name_plural = "tiến trình đang chạy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "kind"], name="heartbeat_once_a_process")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}"


class ArchiveRun(models.Model):
    """One check of the archive: how far it is, and what it counted. A run that was killed is gone on with."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )  # with all below it; none: everything
    sample = models.CharField(
        max_length=20, blank=True
    )  # as asked for: 500, 5%; empty: every object
    # Rows and objects to choose among them, counted at the beginning, so that a sample is exact.
    rows = models.PositiveBigIntegerField(default=0)
    wanted = models.PositiveBigIntegerField(default=0)
    # The cursor: the table, and the last row of it that is done.
    table = models.PositiveSmallIntegerField(default=0)
    last_row = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveBigIntegerField(default=0)
    objects_checked = models.PositiveBigIntegerField(default=0)
    bytes_checked = models.PositiveBigIntegerField(default=0)
    signatures = models.PositiveBigIntegerField(default=0)  # verified again
    wrong = models.PositiveBigIntegerField(default=0)  # objects that are not as the records say
    restored = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        get_latest_by = "id"
        verbose_name = "lần kiểm tra kho"
        verbose_name_plural = "lần kiểm tra kho"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(ended_at__isnull=True), name="archive_run_open")
        ]

    def __str__(self) -> str:
        return f"Kiểm tra kho {self.pk}"


class ArchiveFinding(models.Model):
    """An object that is not as its row says. It stands until the object is found sound again."""

    run = models.ForeignKey(ArchiveRun, models.PROTECT, related_name="findings")  # saw it first
    code = models.CharField("mã", max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="archive_findings"
    )
    # The row that names the object: receivedfile, rendition, issuedform.
    object_type = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    label = models.CharField("đối tượng", max_length=120)  # what it is, for a person
    key = models.CharField(max_length=200)
    answer = models.CharField("đã làm", max_length=60, blank=True)  # code of what was done about it
    found_at = models.DateTimeField("thấy lúc", auto_now_add=True)
    seen_at = models.DateTimeField("thấy lần cuối")
    ended_at = models.DateTimeField("hết lúc", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "vấn đề của kho"
        verbose_name_plural = "vấn đề của kho"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "code"],
                condition=Q(ended_at__isnull=True),
                name="archive_finding_open_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency"], condition=Q(ended_at__isnull=True), name="archive_finding_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_type} {self.object_id}"
