"""Who works: one row for each process that runs steps or writes the index."""

from typing import ClassVar

from django.db import models


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
