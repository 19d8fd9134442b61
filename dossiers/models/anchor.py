"""Anchors of the log: what its chains were at a moment, proven by a time-stamp and kept in the store too."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from accounts.models import Agency


class Anchor(models.Model):
    """One Merkle root over all new events; its statement is an object of the store that names the one before it.

    Source: RFC 9162, 2.1 (Merkle trees), RFC 3161 (time-stamps).
    """

    number = models.PositiveBigIntegerField(unique=True)  # gapless, from 1
    at = models.DateTimeField()
    events = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)  # SHA-256 of the statement before it
    key = models.CharField(
        max_length=80
    )  # of the statement, which is rebuilt from this row and its chains
    rows_key = models.CharField(max_length=80)  # of the list of all rows with their hashes
    token = models.BinaryField(blank=True)  # DER; empty where no authority is set
    token_key = models.CharField(max_length=80, blank=True)
    stamped_at = models.DateTimeField(null=True, blank=True)  # by the authority's clock

    class Meta:
        ordering = ("number",)
        verbose_name = "mốc neo nhật ký"
        verbose_name_plural = "mốc neo nhật ký"

    def __str__(self) -> str:
        return f"{self.number} {self.root}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if self.pk is not None:
            raise TypeError("anchors are append-only")
        super().save(*args, **kwargs)

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Never."""
        raise TypeError("anchors are append-only")


class AnchoredChain(models.Model):
    """The part of one agency's chain that an anchor holds."""

    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="chains")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        verbose_name = "đoạn nhật ký đã neo"
        verbose_name_plural = "đoạn nhật ký đã neo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["anchor", "agency"], name="anchored_once_an_anchor"),
            # The last part of a chain is asked for each time that something is due.
            models.UniqueConstraint(fields=["agency", "last"], name="anchored_once_a_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.first}-{self.last}"
