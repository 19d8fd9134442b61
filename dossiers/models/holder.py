"""The person or organisation a paper belongs to, what they were called before, and what was changed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from vietnamese.text import fold


class HolderQuerySet(models.QuerySet["Holder"]):
    """Rows that stand for a person; those merged into another row do not."""

    def current(self) -> "HolderQuerySet":
        """The holders that any look-up may find."""
        return self.filter(merged_into__isnull=True)


class Holder(models.Model):
    """A holder (chủ giấy tờ). Matched by id and name; never guessed (see dossiers/identity)."""

    class Kind(models.TextChoices):
        """Person or organisation."""

        PERSON = "person", "Cá nhân"
        ORGANISATION = "organisation", "Tổ chức"

    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.PERSON)
    # Null where there is none: two persons without an id are no two bearers of the same one.
    personal_id = models.CharField(  # noqa: DJ001
        "số định danh cá nhân", max_length=12, null=True, blank=True, db_index=True
    )
    old_personal_id = models.CharField("số CMND cũ", max_length=9, blank=True, db_index=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True, db_index=True)
    name = models.CharField("họ và tên", max_length=300)
    name_folded = models.CharField(max_length=300, editable=False)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=6, blank=True)
    address = models.CharField("địa chỉ", max_length=500, blank=True)
    # The row that stands for this person since the two were merged; never itself a merged one.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = HolderQuerySet.as_manager()

    class Meta:
        ordering = ("name_folded", "id")
        verbose_name = "chủ giấy tờ"
        verbose_name_plural = "chủ giấy tờ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["personal_id"],
                condition=Q(merged_into__isnull=True),
                name="holder_personal_id_once",
            ),
            models.CheckConstraint(
                condition=Q(personal_id__isnull=True) | Q(personal_id__regex=r"^\d{12}$"),
                name="holder_personal_id_has_12_digits",
            ),
            models.CheckConstraint(
                condition=Q(old_personal_id="") | Q(old_personal_id__regex=r"^\d{9}$"),
                name="holder_old_id_has_9_digits",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("id")), name="holder_not_merged_into_itself"
            ),
        ]
        # A common name is borne by thousands, by few of one birth.
        indexes: ClassVar = [
            models.Index(fields=["name_folded", "birth_date"], name="holder_named_and_born")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step, for look-ups without accents."""
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)


class HolderChange(models.Model):
    """A change of who is who, with what is needed to take it back exactly."""

    class Kind(models.TextChoices):
        """What was done."""

        CORRECTED = "corrected", "Sửa thông tin"
        MERGED = "merged", "Gộp hai bản ghi của một người"
        RELINKED = "relinked", "Gắn lại giấy tờ"

    class Reason(models.TextChoices):
        """Why; which of them fit a kind stands in dossiers/identity/reasons.py."""

        MISTYPED = "mistyped", "Ghi sai khi nhập"
        CIVIL_STATUS = "civil_status", "Thay đổi, cải chính hộ tịch"
        REISSUED = "reissued", "Được cấp lại số định danh"
        COMPLETED = "completed", "Bổ sung thông tin còn thiếu"
        TWICE = "twice", "Một người có hai bản ghi"
        OLD_ID = "old_id", "Số CMND cũ và số định danh của cùng một người"
        WRONG_PERSON = "wrong_person", "Giấy tờ gắn nhầm người"
        NOT_LINKED = "not_linked", "Giấy tờ chưa gắn với ai"
        UNDETERMINED = "undetermined", "Không xác định được chủ giấy tờ"

    kind = models.CharField(max_length=12, choices=Kind)
    # Who was corrected; who stays after a merger; who the paper was taken from (none: from nobody).
    holder = models.ForeignKey(
        Holder, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    # Who was merged away; whose the paper is now (none: nobody's).
    other = models.ForeignKey(Holder, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(
        "Paper", models.PROTECT, null=True, blank=True, related_name="holder_changes"
    )
    code = models.CharField("lý do", max_length=14, choices=Reason)
    reason = models.CharField("diễn giải", max_length=500)
    before = models.JSONField(default=dict)  # the changed columns of `holder`, as they were
    after = models.JSONField(default=dict)  # the same, as this change wrote them
    moved = models.JSONField(default=dict)  # ids: papers, dossiers, merged, alarmed, settled
    by = models.CharField("người sửa", max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "thay đổi chủ giấy tờ"
        verbose_name_plural = "thay đổi chủ giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False) | Q(other__isnull=False),
                name="holder_change_is_about_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="holder_change_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(kind="relinked") | Q(paper__isnull=False),
                name="holder_change_relinks_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.holder_id} {self.other_id}"


class FormerIdentity(models.Model):
    """A name or a number that a holder had before; papers of that time bear it, and lead here."""

    holder = models.ForeignKey(Holder, models.CASCADE, related_name="former")
    name = models.CharField("tên cũ", max_length=300, blank=True)
    name_folded = models.CharField(max_length=300, editable=False, blank=True, db_index=True)
    number = models.CharField("số cũ", max_length=14, blank=True, db_index=True)
    until = models.DateField("đến ngày", null=True, blank=True)
    # The change that made it former, and whose undoing takes it away; none: it came by an import.
    change = models.ForeignKey(
        HolderChange, models.CASCADE, null=True, blank=True, related_name="former"
    )

    class Meta:
        ordering = ("-until", "-id")
        verbose_name = "tên hoặc số cũ"
        verbose_name_plural = "tên hoặc số cũ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "name", "number"], name="holder_former_identity_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="", number=""), name="holder_former_identity_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "số cũ"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step."""
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)
