"""A list's filter that a person kept under a name."""

from typing import ClassVar

from django.db import models

from accounts.models import User


class SavedFilter(models.Model):
    """What stood in the address of a list; nobody sees another's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", db_index=False)
    # The name of the list's address, such as "search".
    area = models.CharField(max_length=40)
    name = models.CharField("tên bộ lọc", max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ("name", "id")
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "area", "name"], name="filter_name_once")
        ]

    def __str__(self) -> str:
        return self.name
