"""What was taken in from large files: a run over one file, its parts, and which part wrote a dossier."""

from typing import ClassVar

from django.db import models

from accounts.models import Agency
from accounts.selectors import administered_by, type_of_user


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Runs, and who may see them."""

    def visible_to(self, user: type_of_user) -> "ImportRunQuerySet":
        """The runs told in the chains of agencies that the user administers."""
        return self.filter(agency__in=administered_by(user)).select_related("agency")


class ImportRun(models.Model):
    """One run over one file of dossiers; a run that was cut off goes on after its last part."""

    # Whose chain tells of it; dossiers of many agencies may stand in one file.
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="import_runs", verbose_name="cơ quan"
    )
    by = models.CharField("người nhập", max_length=200)  # user:<name>, cli:<os user>
    file_name = models.CharField("tệp", max_length=255)
    file_sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField("kích thước")
    started_at = models.DateTimeField("bắt đầu")
    ended_at = models.DateTimeField("xong", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-id")
        verbose_name = "lần nhập hồ sơ"
        verbose_name_plural = "các lần nhập hồ sơ"
        indexes: ClassVar = [
            models.Index(fields=["file_sha256", "-id"], name="import_run_of_file"),
            models.Index(fields=["-started_at", "-id"], name="import_run_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d}"


class ImportPart(models.Model):
    """Some thousand rows of a run that were written in one transaction, and told by one event."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField("phần")  # from 1
    # As a spreadsheet counts, the heading is row 1; a run that goes on begins after the last one.
    first_row = models.PositiveBigIntegerField()
    last_row = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField("số dòng")
    created = models.PositiveIntegerField("mới")
    updated = models.PositiveIntegerField("sửa")
    unchanged = models.PositiveIntegerField("giữ nguyên")
    bad = models.PositiveIntegerField("lỗi")
    # Of the rows' cells as they were read, see docs/importing.md.
    sha256 = models.CharField(max_length=64)
    # How long the file of bad rows is with this part in it: what stands after that was never kept.
    errors_bytes = models.PositiveBigIntegerField()
    done = models.FloatField("đã đọc", default=0)  # share of the file with this part, 0 to 1
    at = models.DateTimeField("lúc")

    class Meta:
        ordering = ("run", "number")
        verbose_name = "phần của lần nhập hồ sơ"
        verbose_name_plural = "các phần của lần nhập hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="import_part_once"),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("bad")
                ),
                name="import_part_accounts_for_every_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class EarlierImport(models.Model):
    """A part that wrote a dossier before the one that its row names now.

    Only what is imported again over an import has one, so that a first import of millions adds no row.
    """

    dossier = models.ForeignKey(
        "Dossier", models.CASCADE, related_name="earlier_imports", verbose_name="hồ sơ"
    )
    part = models.ForeignKey(ImportPart, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dossier", "part")
        verbose_name = "lần nhập trước của hồ sơ"
        verbose_name_plural = "các lần nhập trước của hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "part"], name="earlier_import_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.part_id}"
