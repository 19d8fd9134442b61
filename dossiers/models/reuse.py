"""Reuse as a recorded act, and the reason given when a held paper is asked for all the same."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier
from dossiers.models.paper import Paper
from dossiers.models.procedure import Component, DataSource


class ReuseMode(models.TextChoices):
    """How a component was satisfied without a new paper (see docs/indicators.md, M5)."""

    PRIOR_FILE = "prior_file", "Bản số hóa đã có"
    PRIOR_RESULT = "prior_result", "Kết quả giải quyết trước"
    CITIZEN_STORE = "citizen_store", "Kho dữ liệu của công dân"
    DATA_LOOKUP = "data_lookup", "Tra cứu cơ sở dữ liệu"


class LawfulException(models.Model):
    """A case in which the law lets an agency use a paper without the holder's request; data with dates."""

    code = models.CharField("mã", max_length=40, primary_key=True)
    name = models.CharField("tên", max_length=300)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "trường hợp ngoại lệ"
        verbose_name_plural = "trường hợp ngoại lệ"

    def __str__(self) -> str:
        return self.name


class Reuse(models.Model):
    """A held paper, or a state database's answer, used for a component of a dossier.

    Who, why, on what legal basis, at whose wish, and which version of the paper.
    """

    class Request(models.TextChoices):
        """At whose wish: the holder's explicit request, or an exception that the law makes."""

        COUNTER = "counter", "Chủ giấy tờ đề nghị tại quầy"
        ONLINE = "online", "Chủ giấy tờ đề nghị trực tuyến"
        WRITTEN = "written", "Chủ giấy tờ đề nghị bằng văn bản"
        EXCEPTION = "exception", "Ngoại lệ theo luật"
        UNRECORDED = "unrecorded", "Chưa ghi"  # of the time before requests were recorded

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="reuses")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    # A paper for PRIOR_FILE, PRIOR_RESULT and for CITIZEN_STORE once it is here; else a reference.
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="reuses")
    paper_version = models.PositiveIntegerField(default=0)
    mode = models.CharField(max_length=14, choices=ReuseMode)
    source = models.ForeignKey(DataSource, models.PROTECT, null=True, blank=True, related_name="+")
    # The number of the look-up, or the document's number in the citizen's store.
    reference = models.CharField("số tra cứu", max_length=200, blank=True)
    purpose = models.CharField("mục đích", max_length=500)
    legal_basis = models.CharField("căn cứ", max_length=500)
    request = models.CharField(
        "đề nghị", max_length=12, choices=Request, default=Request.UNRECORDED
    )
    exception = models.ForeignKey(
        LawfulException, models.PROTECT, null=True, blank=True, related_name="+"
    )
    officer = models.CharField("cán bộ", max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Set when the paper was revoked, replaced or found wrong after it had been used here.
    alarm = models.CharField("cảnh báo", max_length=80, blank=True)
    # Set when the officer has looked at the alarm and lets the reuse stand; a new alarm clears it.
    settled_at = models.DateTimeField("đã xem xét lúc", null=True, blank=True)
    settled_reason = models.CharField("kết quả xem xét", max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần tái sử dụng"
        verbose_name_plural = "lần tái sử dụng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "component", "paper"],
                condition=Q(revoked_at__isnull=True, paper__isnull=False),
                name="reuse_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["dossier", "component"],
                condition=Q(revoked_at__isnull=True, paper__isnull=True),
                name="reuse_by_reference_once",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="reuse_has_a_purpose"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="reuse_has_a_legal_basis"),
            models.CheckConstraint(
                condition=Q(paper__isnull=False) | ~Q(reference=""),
                name="reuse_has_a_paper_or_a_reference",
            ),
            models.CheckConstraint(
                condition=~Q(mode="data_lookup") | Q(source__isnull=False),
                name="reuse_by_look_up_names_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(request="exception") | Q(exception__isnull=False),
                name="reuse_by_exception_names_it",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["dossier"],
                condition=~Q(alarm="") & Q(settled_at__isnull=True, revoked_at__isnull=True),
                name="reuse_open_alarm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ← {self.paper_id or self.reference}"


class HandOver(models.Model):
    """A reused paper handed to who asked: the signed copy at once, or a link that holds for minutes."""

    class Kind(models.TextChoices):
        """How."""

        COPY = "copy", "Bản đã ký số"
        LINK = "link", "Đường dẫn có hạn"

    reuse = models.ForeignKey(Reuse, models.PROTECT, related_name="hand_overs")
    kind = models.CharField(max_length=4, choices=Kind)
    token_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of a link's token
    until = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần giao giấy tờ"
        verbose_name_plural = "lần giao giấy tờ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="hand_over_token_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="link") | (~Q(token_hash="") & Q(until__isnull=False)),
                name="hand_over_by_link_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reuse_id} {self.kind}"


class PaperRefusal(models.Model):
    """An officer looked at a held paper and will not use it for this component; the reason is reported."""

    class Reason(models.TextChoices):
        """Why a paper that the rules allow is not used."""

        UNREADABLE = "unreadable", "Không đọc được"
        WRONG_PERSON = "wrong_person", "Không phải của người này"
        WRONG_CONTENT = "wrong_content", "Nội dung không khớp hồ sơ"
        OUTDATED = "outdated", "Thực tế đã thay đổi"
        DOUBT = "doubt", "Nghi ngờ tính xác thực"
        NOT_WANTED = "not_wanted", "Chủ giấy tờ không muốn dùng lại"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="paper_refusals")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="refusals")
    reason = models.CharField("lý do", max_length=14, choices=Reason)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    officer = models.CharField("cán bộ", max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lần từ chối dùng lại"
        verbose_name_plural = "lần từ chối dùng lại"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "component", "paper"],
                condition=Q(revoked_at__isnull=True),
                name="paper_refused_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ≠ {self.paper_id}"


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
