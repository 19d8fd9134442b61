"""Batches, received files and papers. A paper is one or more pages of one received file."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from accounts.models import Agency, Role, User
from accounts.selectors import agencies_of, type_of_user
from dossiers.models.dossier import Dossier
from dossiers.models.holder import Holder
from dossiers.models.procedure import Component, PaperType
from dossiers.states import KEPT_STATES, UNREVIEWED, State


class Batch(models.Model):
    """Who handed files in, for which agency, and for which dossier (none: the backlog)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="batches")
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="batches"
    )
    created_by = models.CharField("người nhận", max_length=200)  # a user name, or cli:<os user>
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "lô quét"
        verbose_name_plural = "lô quét"

    def __str__(self) -> str:
        return f"Lô {self.pk}"


class Splitting(models.TextChoices):
    """Who said where the papers of a file begin; empty: it is one paper, or nobody has yet."""

    SHEETS = "sheets", "Tách theo tờ phân cách"
    PROPOSED = "proposed", "Đề xuất tách, chờ xem"
    ACCEPTED = "accepted", "Đã tách"


class ReceivedFile(models.Model):
    """A file as it arrived. Empty, damaged and duplicate files are recorded too: every file is accounted for."""

    class Outcome(models.TextChoices):
        """What became of the file at intake; a kept file's further way is its papers' states."""

        KEPT = "kept", "Đã lưu"
        DUPLICATE = "duplicate", "Trùng"
        REFUSED = "refused", "Không nhận"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=1000)  # as given, NFC, control characters shown
    source = models.CharField(max_length=4000, blank=True)  # path on the scanning machine, if any
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=200, blank=True)  # of the original in the store
    outcome = models.CharField(max_length=12, choices=Outcome)
    code = models.CharField(max_length=80, blank=True)  # error code when refused
    duplicate_of = models.ForeignKey(
        "Paper", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    warnings = models.JSONField(default=list, blank=True)  # codes found at triage
    # How a stack falls into papers: {"signs": [what each page tells]}, see ingest/split_signs.py.
    split = models.JSONField(default=dict, blank=True)
    split_state = models.CharField(max_length=12, choices=Splitting, blank=True)
    split_by = models.CharField("người tách", max_length=200, blank=True)
    split_at = models.DateTimeField("tách lúc", null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    # The bytes are gone on purpose, with the last paper of the file; the same bytes may come anew.
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "tệp nhận"
        verbose_name_plural = "tệp nhận"
        constraints: ClassVar = [
            # Two workers that take in the same bytes at once: the second is told of the first.
            models.UniqueConstraint(
                fields=["agency", "sha256"],
                condition=Q(outcome="kept", disposed_at__isnull=True),
                name="file_kept_once_an_agency",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="kept") | ~Q(key=""), name="file_kept_has_its_bytes"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(code=""), name="file_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="duplicate") | Q(duplicate_of__isnull=False),
                name="file_duplicate_names_the_paper",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"]),
            models.Index(fields=["id"], condition=Q(outcome="refused"), name="file_refused"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_parted(self) -> bool:
        """Whether it has several pages, as far as they are counted, and was not signed as a whole."""
        papers = self.papers.all()
        is_signed = any(paper.arrived_signed for paper in papers)
        return not is_signed and any((paper.last_page or 1) > 1 for paper in papers)


class CopyKind(models.TextChoices):
    """What the paper is (LoaiBan)."""

    ORIGINAL = "original", "Bản chính"
    COPY = "copy", "Bản sao"
    E_COPY = "e_copy", "Bản sao điện tử"
    ELECTRONIC = "electronic", "Bản điện tử"


class PaperQuerySet(models.QuerySet["Paper"]):
    """Who may see which papers, and which papers hold on a day."""

    def visible_to(self, user: type_of_user) -> "PaperQuerySet":
        """The papers this person may see; every read path begins here.

        Clerks and auditors see every state in their agencies. Officers see papers that are in use or
        withdrawn: of their own agencies, and of their whole province where the type is shared;
        restricted types only in the very agency that keeps them. Others see no papers.
        """
        return self._open_to(user)

    def known_to(self, user: type_of_user) -> "PaperQuerySet":
        """The same, and those that an officer may only be told of: papers of their agencies that wait for review."""
        return self._open_to(user, waiting=UNREVIEWED)

    def _open_to(self, user: type_of_user, *, waiting: tuple[State, ...] = ()) -> "PaperQuerySet":
        if not isinstance(user, User):
            return self.none()
        staff = agencies_of(user, Role.Kind.CLERK, Role.Kind.AUDITOR)
        # A dissolved paper has no page of its own left, a disposed one no bytes and no text.
        may = Q(agency__in=staff) & ~Q(state__in=(State.DISSOLVED, State.DISPOSED))
        in_use = (State.AVAILABLE, State.WITHDRAWN)
        for role in user.roles_held:
            if role.kind != Role.Kind.OFFICER:
                continue
            restricted = Q(paper_type__access=PaperType.Access.RESTRICTED)
            kept = role.reach("agency") & ~restricted | Q(agency=role.agency)
            may |= Q(state__in=(*in_use, *waiting)) & kept
            root = role.agency.path.split("/", 1)[0] + "/"
            if role.agency.path != root:
                shared = Q(paper_type__access=PaperType.Access.SHARED)
                may |= Q(state__in=in_use) & shared & Q(agency__path__startswith=root)
        return self.filter(may) if user.is_active else self.none()

    def valid_on(self, day: date) -> "PaperQuerySet":
        """Papers in use whose validity covers the day."""
        return self.filter(_holds_on(day))

    def with_validity_on(self, day: date) -> "PaperQuerySet":
        """The same papers, each with `holds`: whether it is one of `valid_on`."""
        return self.annotate(holds=ExpressionWrapper(_holds_on(day), models.BooleanField()))

    def not_valid_on(self, day: date) -> "PaperQuerySet":
        """All the others."""
        return self.exclude(_holds_on(day))


def _holds_on(day: date) -> Q:
    return Q(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=day),
        state=State.AVAILABLE,
        replaced_by__isnull=True,
    )


class Paper(models.Model):
    """A paper (giấy tờ) on its way from a scan to a signed, stored, reusable copy."""

    received_file = models.ForeignKey(ReceivedFile, models.PROTECT, related_name="papers")
    first_page = models.PositiveIntegerField(default=1)
    last_page = models.PositiveIntegerField(null=True, blank=True)  # None until triage has counted
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="papers", verbose_name="cơ quan giữ"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_result = models.BooleanField("là kết quả giải quyết", default=False)
    paper_type = models.ForeignKey(
        PaperType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="loại giấy tờ",
    )
    type_confidence = models.FloatField(null=True, blank=True)
    title = models.CharField("tên giấy tờ", max_length=500, blank=True)
    number = models.CharField("số, ký hiệu", max_length=120, blank=True)
    number_key = models.CharField(max_length=120, blank=True, db_index=True, editable=False)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    holder = models.ForeignKey(
        Holder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="chủ giấy tờ",
    )
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    revoked_at = models.DateField("thu hồi ngày", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="bị thay bởi",
    )
    withdrawn_reason = models.CharField("lý do ngừng dùng", max_length=500, blank=True)
    accepted_at = models.DateTimeField("đối soát lúc", null=True, blank=True)
    accepted_by = models.CharField("người đối soát", max_length=200, blank=True)
    # As it was set when the paper came into use; the store refuses to delete before, and knows it by itself.
    retain_until = models.DateTimeField("lưu đến", null=True, blank=True)
    copy_kind = models.CharField(
        "loại bản", max_length=12, choices=CopyKind, default=CopyKind.E_COPY
    )
    arrived_signed = models.BooleanField("đã ký số khi đến", default=False)

    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.RECEIVED)
    state_since = models.DateTimeField(auto_now_add=True)
    # The index follows the records: indexed_version < version means due.
    version = models.PositiveIntegerField(default=0)
    indexed_version = models.PositiveIntegerField(default=0)

    lease_owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)  # back-off of a retryable error
    failed_from = models.CharField(max_length=12, choices=State, blank=True)
    failure_code = models.CharField(max_length=80, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)  # technical, for administrators

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["received_file", "first_page"], name="page_in_one_paper"
            ),
            models.CheckConstraint(
                condition=Q(last_page__isnull=True) | Q(last_page__gte=F("first_page")),
                name="paper_pages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | (~Q(failure_code="") & ~Q(failed_from="")),
                name="paper_failed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reviewed", "to_sign", "signed", "available"))
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="") & Q(paper_type__isnull=False)),
                name="paper_used_only_when_accepted",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="paper_validity_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=F("id")), name="paper_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(indexed_version__lte=F("version")), name="paper_index_not_ahead"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before", "id"], name="paper_due"),
            models.Index(
                fields=["id"], condition=Q(indexed_version__lt=F("version")), name="paper_index_due"
            ),
            models.Index(fields=["holder", "paper_type", "state"], name="paper_reuse_lookup"),
            models.Index(fields=["agency", "state", "id"], name="paper_agency_state"),
            models.Index(
                fields=["agency", "retain_until", "id"],
                condition=Q(state__in=KEPT_STATES),
                name="paper_retention_ends",
            ),
            models.Index(fields=["lease_owner"], condition=~Q(lease_owner=""), name="paper_leased"),
        ]

    def __str__(self) -> str:
        return self.title or self.received_file.name
