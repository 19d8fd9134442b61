"""Campaigns: one paper type of one agency's subtree is scanned until a day, by somebody who answers for it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency, User
from dossiers.models import PaperType


class Campaign(models.Model):
    """A plan to digitize valid results that are still on paper; its progress is counted, never typed in."""

    class Outcome(models.TextChoices):
        """How it ended; empty while it is under way."""

        DONE = "done", "Hoàn thành"
        STOPPED = "stopped", "Dừng"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="campaigns")
    paper_type = models.ForeignKey(
        PaperType, models.PROTECT, related_name="+", verbose_name="loại giấy tờ"
    )
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="campaigns", verbose_name="người phụ trách"
    )
    starts_on = models.DateField("bắt đầu")
    deadline = models.DateField("hạn")
    target = models.PositiveIntegerField("số giấy tờ phải số hóa")
    # What was missing on the day it was planned, as the proposal told it; the plan is read against that.
    missing_at_start = models.PositiveIntegerField("số giấy tờ còn thiếu khi lập")
    reason = models.CharField("lý do", max_length=500)
    planned_by = models.CharField("người lập", max_length=200)
    planned_at = models.DateTimeField("lập lúc", auto_now_add=True)
    outcome = models.CharField("kết thúc", max_length=8, choices=Outcome, blank=True)
    # The last day whose digital copies count; what comes later is no longer the campaign's.
    closed_on = models.DateField("kết thúc ngày", null=True, blank=True)
    closed_by = models.CharField("người kết thúc", max_length=200, blank=True)
    closing_note = models.CharField("lý do kết thúc", max_length=500, blank=True)

    class Meta:
        ordering = ("deadline", "id")
        verbose_name = "chiến dịch số hóa"
        verbose_name_plural = "chiến dịch số hóa"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deadline__gte=F("starts_on")), name="campaign_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(target__gte=1), name="campaign_has_something_to_reach"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on__isnull=True, closed_by="")
                | ~Q(outcome="") & Q(closed_on__isnull=False) & ~Q(closed_by=""),
                name="campaign_closed_by_somebody",
            ),
            # Two open campaigns of one agency and type would both count the same papers.
            models.UniqueConstraint(
                fields=["agency", "paper_type"],
                condition=Q(outcome=""),
                name="campaign_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner"], condition=Q(outcome=""), name="campaign_open_owner")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.paper_type_id} {self.deadline}"
