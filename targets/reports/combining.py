"""What combined procedures save: their limit beside those of their parts one after another (seed S4-1)."""

from targets.combined import TimeSaved, time_saved
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject

NOT_SET = "không rõ"
HOW_COUNTED = (
    "Ngày làm việc theo thời hạn của thủ tục; hồ sơ có thể kết hợp gồm hồ sơ kết hợp và hồ sơ của "
    "thủ tục thành phần cuối làm riêng."
)
COLUMNS = (
    Column("Thủ tục kết hợp"),
    Column("Làm lần lượt (ngày)", Unit.COUNT, none=NOT_SET),
    Column("Kết hợp (ngày)", Unit.COUNT, none=NOT_SET),
    Column("Giảm (ngày)", Unit.COUNT, none=NOT_SET),
    Column("Tỷ lệ giảm", Unit.PERCENT, none=NOT_SET),
    Column("Hồ sơ kết hợp", Unit.COUNT),
    Column("Hồ sơ có thể kết hợp", Unit.COUNT),
    Column("Tỷ lệ kết hợp", Unit.PERCENT, none="không phát sinh"),
)


def combining_section(subject: Subject) -> Section | None:
    """Every combined procedure that was or could have been used; None without any."""
    saved = time_saved(subject.agency, period=subject.days, reading=subject.reading)
    found = [each for each in saved if each.cases]
    if not found:
        return None
    table = Table(
        "combined", "Thời gian giảm của thủ tục kết hợp", COLUMNS, tuple(map(_cells, found))
    )
    return Section(
        "combined",
        "Thủ tục thực hiện kết hợp",
        (table,),
        notes=(HOW_COUNTED,),
    )


def _cells(each: TimeSaved) -> type_of_row:
    parts = ", ".join(part.procedure.name for part in each.parts)
    procedure = each.version.procedure
    return (
        f"{procedure.code} {procedure.name} (gồm {parts})",
        each.days_apart,
        each.days,
        each.saved_days,
        each.saved_percent,
        each.together,
        each.cases,
        each.share,
    )
