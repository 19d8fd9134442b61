"""The append-only, hash-chained record of acts. It holds row ids, never names or personal ids."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from accounts.models import Agency


class Event(models.Model):
    """PREMIS event: agent (actor), verb, object, purpose, time; hash = SHA-256 over all the rest."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()  # gapless in the agency, from 1
    actor = models.CharField(max_length=200)  # user:<id>, cli:<os user>, worker
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)  # ids, codes and numbers only
    at = models.DateTimeField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("agency", "seq")
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "seq"], name="event_seq_gapless_start")
        ]
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id", "id"])]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.seq} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if self.pk is not None:
            raise TypeError("events are append-only")
        super().save(*args, **kwargs)

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Never."""
        raise TypeError("events are append-only")


class ChainHead(models.Model):
    """Where the chain of an agency ends; a trigger on events writes it, and nobody else.

    Without it nothing would tell that the last events, or a whole chain, were taken away.
    """

    agency = models.OneToOneField(
        Agency, models.PROTECT, primary_key=True, related_name="chain_head"
    )
    seq = models.PositiveBigIntegerField()
    row_id = models.PositiveBigIntegerField()  # no foreign key: it stands when the event is gone
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "điểm cuối nhật ký"
        verbose_name_plural = "điểm cuối nhật ký"

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.seq}"
