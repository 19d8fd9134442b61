"""The catalogue: paper types with validity rules, procedures, their components and accepted papers."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import Level


class PaperType(models.Model):
    """A kind of paper: how long it holds, how long it is kept, who may find it, how it is scanned."""

    class Validity(models.TextChoices):
        """Where the end of validity comes from."""

        FOREVER = "forever", "Không thời hạn"
        FIXED = "fixed", "Thời hạn cố định"
        STATED = "stated", "Ghi trên giấy"

    class Access(models.TextChoices):
        """Which officers may find papers of this type."""

        SHARED = "shared", "Mọi cơ quan trong tỉnh"
        AGENCY = "agency", "Cơ quan và cấp dưới"
        RESTRICTED = "restricted", "Chỉ cơ quan giữ"

    class Mode(models.TextChoices):
        """How papers of this type are read where the type is known before; as the installation does, if none."""

        FAST = "fast", "Nhanh"
        ACCURATE = "accurate", "Chính xác"

    code = models.CharField("mã", max_length=50, primary_key=True)
    name = models.CharField("tên", max_length=200)
    result_type_code = models.CharField("mã loại kết quả", max_length=50, blank=True)
    validity = models.CharField(
        "hiệu lực", max_length=10, choices=Validity, default=Validity.FOREVER
    )
    validity_months = models.PositiveSmallIntegerField("số tháng hiệu lực", null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField("thời hạn lưu (năm)", default=10)
    access = models.CharField("mức truy cập", max_length=12, choices=Access, default=Access.AGENCY)
    min_dpi = models.PositiveSmallIntegerField("độ phân giải tối thiểu", default=200)
    colour_required = models.BooleanField("phải quét màu", default=True)
    mark_text = models.CharField("dòng chữ trên bản số hóa", max_length=200, blank=True)
    mode = models.CharField("cách đọc", max_length=10, choices=Mode, blank=True)
    # Off by default: the clerk compares and answers for it.
    automatic_review = models.BooleanField("tự động đối soát", default=False)

    class Meta:
        ordering = ("name",)
        verbose_name = "loại giấy tờ"
        verbose_name_plural = "loại giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(validity="fixed") | Q(validity_months__isnull=False),
                name="paper_type_fixed_validity_has_months",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def valid_to(self, valid_from: date | None, stated: date | None) -> date | None:
        """The last valid day by this type's rule; None means no end."""
        if self.validity == self.Validity.STATED:
            return stated
        if self.validity == self.Validity.FIXED and valid_from and self.validity_months:
            return _add_months(valid_from, self.validity_months) - timedelta(days=1)
        return None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính): what stays the same through its versions."""

    code = models.CharField("mã thủ tục", max_length=40, unique=True)
    name = models.CharField("tên", max_length=500)
    level = models.ForeignKey(Level, models.PROTECT, verbose_name="cấp")
    sector = models.CharField("lĩnh vực", max_length=200, blank=True)
    result_type = models.ForeignKey(
        PaperType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="result_of",
        verbose_name="kết quả",
        help_text="Để trống khi thủ tục không trả giấy tờ.",
    )

    class Meta:
        ordering = ("code",)
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def version_on(self, day: date) -> "ProcedureVersion | None":
        """The published version that holds on the day; the first one before its own day; None without any.

        Reads `versions`, so that a prefetch serves it.
        """
        published = [each for each in self.versions.all() if each.published_at is not None]
        in_order = sorted(published, key=lambda each: (each.valid_from or date.min, each.number))
        begun = [each for each in in_order if (each.valid_from or date.min) <= day]
        return begun[-1] if begun else next(iter(in_order), None)


class MandatoryClass(models.TextChoices):
    """Decree 107/2021: five classes that must be digitized; all else on request."""

    PRIOR_RESULT = "1", "Kết quả của thủ tục trước"
    SECTOR_LAW = "2", "Pháp luật chuyên ngành yêu cầu"
    MANAGEMENT = "3", "Theo quyết định quản lý"
    PARTICIPANT_OUTCOME = "4", "Kết quả của cơ quan phối hợp"
    FINAL_RESULT = "5", "Kết quả giải quyết"
    ON_REQUEST = "on_request", "Theo yêu cầu của người nộp"


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Which version holds when."""

    def in_force(self, day: date) -> "ProcedureVersionQuerySet":
        """The version of each procedure that holds on the day: the newest one that has begun."""
        begun = self.published().filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))
        newest = (
            ProcedureVersion.objects.published()
            .filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=day), procedure=OuterRef("procedure")
            )
            .order_by(F("valid_from").desc(nulls_last=True), "-number")
            .values("pk")[:1]
        )
        return begun.filter(pk=Subquery(newest))

    def published(self) -> "ProcedureVersionQuerySet":
        """Without drafts."""
        return self.filter(published_at__isnull=False)


class ProcedureVersion(models.Model):
    """What a procedure asks for from a day on. A dossier keeps the version that held at its intake.

    A published version is never changed: a change is a new version. A draft has no `published_at`.
    """

    class IntakePlace(models.TextChoices):
        """Where the dossier may be handed in (Decree 118/2025: not bound to administrative boundaries)."""

        ANYWHERE = "anywhere", "Bất kỳ Bộ phận Một cửa nào trong tỉnh"
        CENTRE = "centre", "Trung tâm Phục vụ hành chính công"
        DECIDING = "deciding", "Bộ phận Một cửa của cơ quan giải quyết"

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    # None: from the beginning, for the version that the records began with.
    valid_from = models.DateField("áp dụng từ", null=True, blank=True)
    processing_days = models.PositiveSmallIntegerField(
        "thời hạn (ngày làm việc)", null=True, blank=True
    )
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500, blank=True)
    intake_place = models.CharField(
        "nơi tiếp nhận", max_length=10, choices=IntakePlace, default=IntakePlace.ANYWHERE
    )
    note = models.CharField("nội dung thay đổi", max_length=500, blank=True)
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    published_by = models.CharField("người ban hành", max_length=200, blank=True)
    # A combined procedure (liên thông): these are done at once, components that they share are handed in once.
    combines = models.ManyToManyField(
        "self", through="CombinedPart", symmetrical=False, related_name="combined_in"
    )

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        ordering = ("procedure", "number")
        verbose_name = "phiên bản thủ tục"
        verbose_name_plural = "phiên bản thủ tục"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["procedure", "valid_from"],
                condition=Q(published_at__isnull=False),
                name="version_begins_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(published_at__isnull=True), name="one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} (phiên bản {self.number})"


class CombinedPart(models.Model):
    """One of the procedures that a combined procedure does at once, in the version that it was joined in."""

    whole = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="parts")
    part = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)

    class Meta:
        ordering = ("whole", "position", "id")
        verbose_name = "thủ tục được liên thông"
        verbose_name_plural = "thủ tục được liên thông"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whole", "part"], name="combined_part_once"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="combined_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.whole_id} ← {self.part_id}"


class Component(models.Model):
    """A required component of a procedure's dossier (thành phần hồ sơ), in one version of the procedure."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="components")
    code = models.CharField("mã thành phần", max_length=50)
    name = models.CharField("tên", max_length=500)
    mandatory_class = models.CharField("nhóm bắt buộc", max_length=10, choices=MandatoryClass)
    # Components of combined procedures with the same word here are handed in once.
    shared_key = models.CharField("giấy tờ dùng chung", max_length=50, blank=True)
    # For a form to be filled in: a worked example, one "Nhãn: nội dung" a line.
    example = models.TextField("mẫu điền sẵn", max_length=4000, blank=True)

    class Meta:
        ordering = ("version", "code")
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="component_code_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def procedure(self) -> Procedure:
        """The procedure that asks for it."""
        return self.version.procedure

    def code_in(self, version_id: int) -> str:
        """The code by which other systems name it in a version, with the part's code where it is a part's.

        Codes are unique in a version only: the parts of a combined procedure may each have a TP01.
        """
        return self.code if self.version_id == version_id else f"{self.procedure.code}/{self.code}"


class AcceptedPaper(models.Model):
    """A paper type that satisfies a component: all of one alternative (AND), any alternative (OR)."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="accepted")
    alternative = models.PositiveSmallIntegerField("phương án", default=1)
    paper_type = models.ForeignKey(PaperType, models.PROTECT, verbose_name="loại giấy tờ")
    copy_kind = models.CharField("loại bản", max_length=20, blank=True)
    max_age_days = models.PositiveIntegerField("tuổi tối đa (ngày)", null=True, blank=True)

    class Meta:
        ordering = ("component", "alternative", "paper_type")
        verbose_name = "giấy tờ được nhận"
        verbose_name_plural = "giấy tờ được nhận"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["component", "alternative", "paper_type"], name="accepted_paper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.component} ← {self.paper_type}"


class DataSource(models.Model):
    """A database of the state that stands for a paper where it is asked (MaCSDL; Resolution 66.7/2025)."""

    code = models.CharField("mã CSDL", max_length=50, primary_key=True)
    name = models.CharField("tên", max_length=200)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500, blank=True)
    valid_from = models.DateField("dùng được từ", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "cơ sở dữ liệu"
        verbose_name_plural = "cơ sở dữ liệu"

    def __str__(self) -> str:
        return self.name


class AcceptedData(models.Model):
    """A database whose answer satisfies a component, beside the accepted papers."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="accepted_data")
    source = models.ForeignKey(DataSource, models.PROTECT, verbose_name="cơ sở dữ liệu")

    class Meta:
        ordering = ("component", "source")
        verbose_name = "dữ liệu được nhận"
        verbose_name_plural = "dữ liệu được nhận"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "source"], name="accepted_data_once")
        ]

    def __str__(self) -> str:
        return f"{self.component} ← {self.source}"
