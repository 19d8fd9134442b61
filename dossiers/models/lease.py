"""Named leases: at most one holder at a time, taken over when the holder has died."""

from django.db import models


class Lease(models.Model):
    """A lease such as `indexer`."""

    name = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "quyền giữ việc"
        verbose_name_plural = "quyền giữ việc"

    def __str__(self) -> str:
        return self.name
