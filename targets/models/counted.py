"""What each record counts as."""

from typing import ClassVar

from django.db import models


class Contribution(models.Model):
    """What one record has added to the leaves, so that counting it again adds the difference only."""

    object_type = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    # [[agency id, procedure id or null, ISO day, measure, value], …]
    parts = models.JSONField(default=list)

    class Meta:
        ordering = ("object_type", "object_id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_type", "object_id"], name="contribution_once_a_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"
