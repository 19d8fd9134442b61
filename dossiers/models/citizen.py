"""The citizen's side: slips and sessions to sign in with, requests for correction, concealed entries."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Agency
from dossiers.models.event import Event
from dossiers.models.holder import Holder
from dossiers.models.paper import Paper


class AccessSlip(models.Model):
    """A slip given at the counter to a person whose identity card was compared; its code opens one session."""

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="slips")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    code_hash = models.CharField(
        max_length=64
    )  # keyed; the code itself is shown once and kept nowhere
    given_by = models.CharField("người cấp", max_length=200)
    given_at = models.DateTimeField("cấp lúc", auto_now_add=True)
    until = models.DateTimeField("dùng được đến")
    tries = models.PositiveSmallIntegerField(default=0)
    # Set when it was used, a newer one was given, or too many wrong codes were tried.
    ended_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "phiếu truy cập"
        verbose_name_plural = "phiếu truy cập"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(ended_at__isnull=True),
                name="slip_open_once_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(ended_at__isnull=False),
                name="slip_used_is_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"Phiếu {self.pk}"


class CitizenSession(models.Model):
    """A person signed in as a citizen; apart from the sessions of staff, by a cookie of its own."""

    class Way(models.TextChoices):
        """How they proved who they are."""

        SLIP = "slip", "Phiếu truy cập"
        OIDC = "oidc", "Tài khoản định danh điện tử"

    # As they signed in; where rows of one person were merged since, `merged_into` is followed.
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="citizen_sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    way = models.CharField("cách đăng nhập", max_length=4, choices=Way)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "phiên của công dân"
        verbose_name_plural = "phiên của công dân"

    def __str__(self) -> str:
        return f"Phiên {self.pk}"


class Correction(models.Model):
    """A person asks that a paper, or what is recorded of themselves, be put right (Law 91/2025/QH15)."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Chờ trả lời"
        DONE = "done", "Đã sửa"
        REFUSED = "refused", "Không sửa"

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="corrections")
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="corrections", verbose_name="cơ quan trả lời"
    )
    # Given by the form: the same form sent twice is one request.
    key = models.CharField(max_length=40)
    text = models.CharField("nội dung", max_length=2000)
    asked_at = models.DateTimeField("gửi lúc", auto_now_add=True)
    due_on = models.DateField("hạn trả lời")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField("trả lời", max_length=2000, blank=True)
    answered_by = models.CharField("người trả lời", max_length=200, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "đề nghị sửa thông tin"
        verbose_name_plural = "đề nghị sửa thông tin"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "key"], name="correction_asked_once"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="correction_closed_with_an_answer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "due_on", "id"], name="correction_to_answer")
        ]

    def __str__(self) -> str:
        return f"Đề nghị {self.pk}"


class ConcealmentRule(models.Model):
    """A case in which the law lets an agency show a use to the person later, or not at all; data with dates."""

    code = models.CharField("mã", max_length=40, primary_key=True)
    name = models.CharField("tên", max_length=300)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500)
    delay_days = models.PositiveIntegerField(
        "số ngày hiện muộn", null=True, blank=True, help_text="Để trống khi ẩn đến khi được bỏ."
    )
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "quy tắc ẩn hoặc hiện muộn"
        verbose_name_plural = "quy tắc ẩn hoặc hiện muộn"

    def __str__(self) -> str:
        return self.name


class ConcealmentQuerySet(models.QuerySet["Concealment"]):
    """Which entries are concealed when."""

    def in_force(self, at: datetime) -> "ConcealmentQuerySet":
        """Those that hide their entry at that moment."""
        later = Q(until__isnull=True) | Q(until__gt=at)
        return self.filter(later, lifted_at__isnull=True)


class Concealment(models.Model):
    """One entry of what a person sees of the uses of their papers, hidden from them by a rule for a while."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="concealments")
    rule = models.ForeignKey(
        ConcealmentRule, models.PROTECT, related_name="+", verbose_name="quy tắc"
    )
    reason = models.CharField("lý do, số văn bản", max_length=500)
    by = models.CharField("người ẩn", max_length=200)
    at = models.DateTimeField("ẩn lúc", auto_now_add=True)
    until = models.DateTimeField("ẩn đến", null=True, blank=True)
    lifted_by = models.CharField("người bỏ ẩn", max_length=200, blank=True)
    lifted_at = models.DateTimeField("bỏ ẩn lúc", null=True, blank=True)

    objects = ConcealmentQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "mục được ẩn"
        verbose_name_plural = "mục được ẩn"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(lifted_at__isnull=True),
                name="event_concealed_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="concealment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("at")),
                name="concealment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Mục ẩn {self.pk}"
