"""How the keeping of papers ends: legal holds, and disposal proposed by one person and approved by another.

Source: Law on Archives 33/2024/QH15 (effective 1 July 2025), disposal of documents whose retention has ended,
by a decision on the proposal of another; the rows stay for ever as the record of it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models.paper import Paper


class LegalHold(models.Model):
    """A paper may not be disposed of, whatever its retention, until this is lifted: a lawsuit, an inspection."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="legal_holds")
    reason = models.CharField("lý do", max_length=500)
    placed_by = models.CharField("người giữ", max_length=200)
    placed_at = models.DateTimeField("giữ từ", auto_now_add=True)
    lifted_by = models.CharField("người gỡ", max_length=200, blank=True)
    lifted_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    lifted_reason = models.CharField("lý do gỡ", max_length=500, blank=True)
    # Whether the store's own locks follow this row as it stands; written after the store has answered.
    in_store = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lệnh giữ giấy tờ"
        verbose_name_plural = "lệnh giữ giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_by="") & ~Q(lifted_reason=""),
                name="legal_hold_lifted_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["paper"], condition=Q(lifted_at=None), name="legal_hold_open"),
            models.Index(
                fields=["id"], condition=Q(in_store=False), name="legal_hold_not_in_store"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.reason}"


class Disposal(models.Model):
    """A list of papers whose retention has ended, from the proposal to the last object gone."""

    class State(models.TextChoices):
        """Who has said what, and what is done."""

        PROPOSED = "proposed", "Chờ người thứ hai duyệt"
        APPROVED = "approved", "Đã duyệt, chờ tiêu hủy"
        REFUSED = "refused", "Không duyệt"
        DONE = "done", "Đã thực hiện"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disposals")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField("lý do", max_length=500)
    legal_basis = models.CharField("căn cứ", max_length=500)
    proposed_by = models.CharField("người đề xuất", max_length=200)
    proposed_at = models.DateTimeField("đề xuất lúc", auto_now_add=True)
    decided_by = models.CharField("người duyệt", max_length=200, blank=True)
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decision_reason = models.CharField("ý kiến", max_length=500, blank=True)
    done_at = models.DateTimeField("thực hiện xong lúc", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần tiêu hủy"
        verbose_name_plural = "lần tiêu hủy"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(legal_basis=""), name="disposal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="disposal_by_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="disposal_decided_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "state"], name="disposal_agency_state")]

    def __str__(self) -> str:
        return f"Tiêu hủy {self.pk}"


class DisposalItem(models.Model):
    """One paper of the list."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="items")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="disposal_items")
    # The code of why the paper stayed; a later run tries again.
    hindrance = models.CharField(max_length=80, blank=True)
    disposed_at = models.DateTimeField("tiêu hủy lúc", null=True, blank=True)
    # After the last object that was the paper's alone; what it shares goes with the last paper that has it.
    bytes_gone_at = models.DateTimeField("đã xóa dữ liệu lúc", null=True, blank=True)

    class Meta:
        ordering = ("disposal", "paper")
        verbose_name = "giấy tờ tiêu hủy"
        verbose_name_plural = "giấy tờ tiêu hủy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disposal", "paper"], name="disposal_names_paper_once"),
            models.CheckConstraint(
                condition=Q(bytes_gone_at__isnull=True) | Q(disposed_at__isnull=False),
                name="disposal_bytes_go_after_the_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disposal_id}/{self.paper_id}"
