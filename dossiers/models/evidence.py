"""What other systems ask for through the API: evidence for a dossier, and answers kept for repeated requests."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from dossiers.models.dossier import Dossier
from dossiers.models.procedure import Component
from dossiers.models.reuse import LawfulException, Reuse


class EvidenceRequest(models.Model):
    """Another system asks for the papers of one component: request, preview, accept or refuse, fetch.

    The steps of the EU's Once-Only Technical System; nothing is counted as reused before it is accepted.
    """

    class State(models.TextChoices):
        """Open ones end by themselves with `until`."""

        OPEN = "open", "Chờ xem"
        ACCEPTED = "accepted", "Đã nhận"
        REFUSED = "refused", "Đã từ chối"

    # What its address names: a row id would tell how many there are, and invite guessing.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="evidence_requests")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="evidence_requests")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    # The papers that were offered and the version of each: {"12": 3}.
    papers = models.JSONField(default=dict)
    purpose = models.CharField("mục đích", max_length=500)
    legal_basis = models.CharField("căn cứ", max_length=500)
    request = models.CharField("đề nghị", max_length=12, choices=Reuse.Request)
    exception = models.ForeignKey(
        LawfulException, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    at = models.DateTimeField(auto_now_add=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    until = (
        models.DateTimeField()
    )  # an open one may be decided, an accepted one fetched, before this

    class Meta:
        ordering = ("-id",)
        verbose_name = "yêu cầu cung cấp giấy tờ"
        verbose_name_plural = "yêu cầu cung cấp giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False),
                name="evidence_decided_at_a_time",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["user", "id"], name="evidence_of_system")]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.component}"


class IdempotentAnswer(models.Model):
    """The answer to a request that wrote something: who sends it again with the same key gets it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    # Keyed, since what was sent may name a person: nobody can find it out by trying.
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "câu trả lời đã gửi"
        verbose_name_plural = "câu trả lời đã gửi"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="answer_once_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
