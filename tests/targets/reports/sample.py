"""A report as a province might have one, made by hand: every kind of cell, and what is hostile in names."""

from datetime import date
from decimal import Decimal

from accounts.models import Agency
from targets.models import ReportKind
from targets.reports.document import Column, Document, Section, Table, Unit
from targets.reports.periods import ReportPeriod

HOSTILE = '=HYPERLINK("http://x"; "Xã") <script>alert(1)</script>\x07'
FIGURES = Table(
    "activity",
    "Số liệu chung",
    (Column("Chỉ tiêu"), Column("Kỳ này", Unit.COUNT), Column("Cùng kỳ năm trước", Unit.COUNT)),
    (("Tiếp nhận trong kỳ", 12_254_254, 0), ("Chênh lệch", -216_515, None)),
)
AGENCIES = Table(
    "agencies",
    "Theo cơ quan trực thuộc",
    (
        Column("Cơ quan"),
        *(Column(f"Cột dài số {number}", Unit.COUNT) for number in range(1, 6)),
        Column("Tỷ lệ", Unit.PERCENT, none="không phát sinh"),
        Column("Điểm", Unit.POINTS),
    ),
    (
        ("Xã Suối", 1, 2, 3, 4, 5, Decimal("97.30"), Decimal("1.50")),
        (HOSTILE, 0, 0, 0, 0, 0, None, Decimal("0.00")),
        ("Toàn bộ", 1, 2, 3, 4, 5, Decimal("97.30"), Decimal("1.50")),
    ),
    has_total=True,
)


def sample_report() -> Document:
    """Not saved anywhere."""
    province = Agency(code="H80", name="Ủy ban nhân dân tỉnh Mây")
    office = Agency(code="H80.1", name="Sở Nắng", parent=province)
    return Document(
        agency=office,
        period=ReportPeriod(ReportKind.MONTH, 2025, 7),
        as_of=date(2025, 7, 31),
        made_on=date(2025, 8, 5),
        sections=(
            Section(
                "activity",
                "Tiếp nhận và giải quyết hồ sơ",
                (FIGURES, AGENCIES),
                differences=("Thiếu 8 hồ sơ.",),
                notes=("Tính theo cơ quan giải quyết.",),
            ),
            Section("points", "Nhóm số hóa hồ sơ", (FIGURES,), estimated=True),
        ),
        marks=("Kỳ này đã chốt.",),
    )
