"""The catalogue: paper types with validity rules, procedures, their components and accepted papers."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models

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
    # Off by default: the clerk compares and answers for it.
    automatic_review = models.BooleanField("tự động đối soát", default=False)

    class Meta:
        ordering = ("name",)
        verbose_name = "loại giấy tờ"
        verbose_name_plural = "loại giấy tờ"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(validity="fixed") | models.Q(validity_months__isnull=False),
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
    """An administrative procedure (thủ tục hành chính)."""

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
    processing_days = models.PositiveSmallIntegerField(
        "thời hạn (ngày làm việc)", null=True, blank=True
    )
    legal_basis = models.CharField("căn cứ pháp lý", max_length=500, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class MandatoryClass(models.TextChoices):
    """Decree 107/2021: five classes that must be digitized; all else on request."""

    PRIOR_RESULT = "1", "Kết quả của thủ tục trước"
    SECTOR_LAW = "2", "Pháp luật chuyên ngành yêu cầu"
    MANAGEMENT = "3", "Theo quyết định quản lý"
    PARTICIPANT_OUTCOME = "4", "Kết quả của cơ quan phối hợp"
    FINAL_RESULT = "5", "Kết quả giải quyết"
    ON_REQUEST = "on_request", "Theo yêu cầu của người nộp"


class Component(models.Model):
    """A required component of a procedure's dossier (thành phần hồ sơ)."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="components")
    code = models.CharField("mã thành phần", max_length=50)
    name = models.CharField("tên", max_length=500)
    mandatory_class = models.CharField("nhóm bắt buộc", max_length=10, choices=MandatoryClass)

    class Meta:
        ordering = ("procedure", "code")
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "code"], name="component_code_once")
        ]

    def __str__(self) -> str:
        return self.name


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
