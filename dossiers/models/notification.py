"""What a person is told without asking: a paper that their dossier used was withdrawn, a dossier is late …"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from dossiers.models.dossier import Dossier
from dossiers.models.paper import Paper


class Notification(models.Model):
    """One thing told to one person; its sentence stands in dossiers/notices.py, by kind."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=60)
    # The same thing is told once: whatever tells it may run twice.
    key = models.CharField(max_length=200)
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_told_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "id"], name="notification_list"),
            models.Index(
                fields=["user", "id"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
