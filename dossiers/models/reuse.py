"""Reuse as a recorded act, and the reason given when a held paper is asked for all the same."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier
from dossiers.models.paper import Paper
from dossiers.models.procedure import Component


class ReuseMode(models.TextChoices):
    """How a component was satisfied without a new paper (see docs/indicators.md, M5)."""

    PRIOR_FILE = "prior_file", "Bản số hóa đã có"
    PRIOR_RESULT = "prior_result", "Kết quả giải quyết trước"
    CITIZEN_STORE = "citizen_store", "Kho dữ liệu của công dân"
    DATA_LOOKUP = "data_lookup", "Tra cứu cơ sở dữ liệu"


class Reuse(models.Model):
    """A held paper used for a component of a dossier: who, why, on what legal basis, which version."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="reuses")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="reuses")
    paper_version = models.PositiveIntegerField()
    mode = models.CharField(max_length=14, choices=ReuseMode)
    purpose = models.CharField("mục đích", max_length=500)
    legal_basis = models.CharField("căn cứ", max_length=500)
    officer = models.CharField("cán bộ", max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Set when the paper was revoked, replaced or found wrong after it had been used here.
    alarm = models.CharField("cảnh báo", max_length=80, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần tái sử dụng"
        verbose_name_plural = "lần tái sử dụng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "component", "paper"],
                condition=Q(revoked_at__isnull=True),
                name="reuse_recorded_once",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="reuse_has_a_purpose"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="reuse_has_a_legal_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ← {self.paper_id}"


class PaperRequest(models.Model):
    """A citizen was asked for a paper that is held; the reason is reported."""

    class Reason(models.TextChoices):
        """Why a held paper is asked for all the same."""

        UNREADABLE = "unreadable", "Bản đang giữ không đọc được"
        CHANGED = "changed", "Nội dung đã thay đổi"
        DOUBT = "doubt", "Nghi ngờ tính xác thực"
        LAW = "law", "Pháp luật chuyên ngành yêu cầu nộp mới"
        REFUSED = "refused", "Chủ giấy tờ không đồng ý dùng lại"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="paper_requests")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("lý do", max_length=12, choices=Reason)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    officer = models.CharField("cán bộ", max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần yêu cầu nộp giấy đang giữ"
        verbose_name_plural = "lần yêu cầu nộp giấy đang giữ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "component"], name="paper_asked_once_a_component"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.component}"
