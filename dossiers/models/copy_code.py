"""The code that stands on a copy of a paper, by which anybody may ask whether it is genuine and valid."""

from typing import ClassVar

from django.db import models

from dossiers.models.paper import Paper


class CopyCode(models.Model):
    """The code of a paper's copy as a person accepted it: composed or signed anew, it keeps its code.

    Accepted anew, after a correction, the paper gets another copy with another code.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="copy_codes")
    accepted_at = models.DateTimeField(null=True, blank=True)  # of the paper, when this was made
    code = models.CharField("mã kiểm tra", max_length=24, unique=True)
    # Page of the copy on which it is drawn; none: there was no free place, the mark line says it.
    page = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "mã kiểm tra của bản số hóa"
        verbose_name_plural = "mã kiểm tra của bản số hóa"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "accepted_at"], name="copy_code_once_an_acceptance"
            )
        ]

    def __str__(self) -> str:
        return f"Mã {self.pk}"
