"""The person or organisation a paper belongs to."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from vietnamese.text import fold


class Holder(models.Model):
    """A holder (chủ giấy tờ). Matched by id and name; never guessed."""

    class Kind(models.TextChoices):
        """Person or organisation."""

        PERSON = "person", "Cá nhân"
        ORGANISATION = "organisation", "Tổ chức"

    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.PERSON)
    personal_id = models.CharField(
        "số định danh cá nhân", max_length=12, null=True, blank=True, unique=True
    )
    old_personal_id = models.CharField("số CMND cũ", max_length=9, blank=True, db_index=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True, db_index=True)
    name = models.CharField("họ và tên", max_length=300)
    name_folded = models.CharField(max_length=300, editable=False, db_index=True)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=6, blank=True)
    address = models.CharField("địa chỉ", max_length=500, blank=True)

    class Meta:
        ordering = ("name_folded", "id")
        verbose_name = "chủ giấy tờ"
        verbose_name_plural = "chủ giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(personal_id__isnull=True) | Q(personal_id__regex=r"^\d{12}$"),
                name="holder_personal_id_has_12_digits",
            ),
            models.CheckConstraint(
                condition=Q(old_personal_id="") | Q(old_personal_id__regex=r"^\d{9}$"),
                name="holder_old_id_has_9_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step, for look-ups without accents."""
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)
