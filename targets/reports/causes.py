"""Why dossiers ended without a result, and what people said of how theirs was handled (seeds S2-4, S0-5)."""

from targets.coverage import Closings, Evaluation, closings, evaluation
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject
from vietnamese.dates import format_number, format_percent

ENDS = (
    Column("Nguyên nhân"),
    Column("Hình thức kết thúc"),
    Column("Kỳ này", Unit.COUNT),
    Column("Kỳ trước", Unit.COUNT),
)


def causes_section(subject: Subject) -> Section | None:
    """What was refused, stopped or withdrawn, by cause; None where nothing was."""
    found = closings(
        subject.agency,
        period=subject.days,
        reading=subject.reading,
        figures_over=subject.figures_over,
    )
    if not found.ends:
        return None
    rows: list[type_of_row] = [
        (each.words, str(each.status.label), each.count, each.before) for each in found.ends
    ]
    counts = [
        sum(numbers)
        for numbers in zip(*((each.count, each.before) for each in found.ends), strict=True)
    ]
    rows.append(("Cộng", "", *counts))
    table = Table("causes", "Số hồ sơ theo nguyên nhân", ENDS, tuple(rows), has_total=True)
    return Section(
        "causes",
        "Hồ sơ không tiếp nhận, dừng giải quyết, rút",
        (table,),
        notes=(_share(found), f"Kỳ trước: {found.before.name}."),
    )


def opinion_section(subject: Subject) -> Section | None:
    """Ratings and complaints of the period; None where there are none."""
    found = evaluation(subject.agency, period=subject.days, reading=subject.reading)
    complaints = [(str(each.label), count) for each, count in found.complaints.items() if count]
    tables = []
    if found.rated:
        scores = tuple((str(each.label), count) for each, count in found.scores.items())
        columns = (Column("Mức hài lòng"), Column("Số hồ sơ", Unit.COUNT))
        tables.append(Table("ratings", "Đánh giá của người dân, tổ chức", columns, scores))
    if complaints:
        columns = (Column("Nội dung"), Column("Số lượt", Unit.COUNT))
        tables.append(Table("complaints", "Phản ánh, kiến nghị", columns, tuple(complaints)))
    if not tables:
        return None
    return Section("opinion", "Mức độ hài lòng", tuple(tables), notes=tuple(_said(found)))


def _share(found: Closings) -> str:
    now, then = format_percent(found.share), format_percent(found.share_before)
    told = {True: ", tăng", False: ", không tăng", None: ""}[found.rises]
    return (
        f"Hồ sơ dừng, trả lại hoặc rút chiếm {now} số đã giải quyết (kỳ trước {then}){told}. "
        "Hồ sơ không tiếp nhận không tính vào tỷ lệ này."
    )


def _said(found: Evaluation) -> list[str]:
    notes = []
    if found.rated:
        channels = ", ".join(
            f"{str(each.label).lower()} {format_number(count)}"
            for each, count in found.channels.items()
            if count
        )
        notes.append(
            f"{format_number(found.rated)} hồ sơ được đánh giá ở {format_number(found.units)} cơ quan, "
            f"{format_number(found.procedures)} thủ tục; hài lòng trở lên {format_percent(found.satisfied)}. "
            f"Kênh đánh giá: {channels}."
        )
    if found.unsettled:
        notes.append(f"{format_number(found.unsettled)} phản ánh, kiến nghị chưa giải quyết xong.")
    return notes
