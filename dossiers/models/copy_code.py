"""The code that stands on a copy of a paper, by which anybody may ask whether it is genuine and valid."""

from typing import ClassVar

from django.db import models

from dossiers.models.paper import Paper


class CopyCode(models.Model):
    """The code of one version of a paper's composed copy; every signature on that version is of this code."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="copy_codes")
    version = models.PositiveIntegerField()  # of the composed rendition
    code = models.CharField("mã kiểm tra", max_length=24, unique=True)
    # Page of the copy on which it is drawn; none: there was no free place, the mark line says it.
    page = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("paper", "version")
        verbose_name = "mã kiểm tra của bản số hóa"
        verbose_name_plural = "mã kiểm tra của bản số hóa"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "version"], name="copy_code_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.version}"
