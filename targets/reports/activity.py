"""Dossiers received, carried over, resolved and open: of the agency's subtree, and of each agency below."""

from collections.abc import Iterator

from targets.reports.document import Column, Section, Table, Unit, type_of_cell
from targets.reports.subject import Subject
from targets.selectors import Figures
from vietnamese.dates import format_number

# What a line says → the figure.
LINES = (
    ("Kỳ trước chuyển sang", "carried_over"),
    ("Tiếp nhận trong kỳ", "received"),
    ("– Trực tuyến", "online"),
    ("– Trực tiếp", "counter"),
    ("– Bưu chính công ích", "post"),
    ("Đã giải quyết", "finished"),
    ("– Đúng hạn", "on_time"),
    ("– Quá hạn", "late"),
    ("– Không rõ hạn trả", "undated"),
    ("Đang giải quyết", "open"),
    ("– Đã quá hạn", "overdue"),
)
BELOW = (
    "carried_over",
    "received",
    "online",
    "finished",
    "on_time",
    "late",
    "undated",
    "open",
    "overdue",
)


def activity_section(subject: Subject) -> Section:
    """The figures, whether they add up, and those of the agencies below."""
    now = subject.figures
    below = [(each, subject.figures_of(each)) for each in subject.below]
    tables = [_overall(subject, now)]
    if below:
        tables.append(_below([(each.name, found) for each, found in below], now))
    differences = [*now.differences, *_parts_and_whole(subject, [each for _, each in below], now)]
    return Section(
        "activity",
        "Tiếp nhận và giải quyết hồ sơ",
        tuple(tables),
        differences=tuple(differences),
        notes=(
            (
                "Hồ sơ tính theo cơ quan giải quyết; kỳ trước chuyển sang là hồ sơ tiếp nhận trước kỳ và chưa "
                "giải quyết xong khi kỳ bắt đầu. Hồ sơ không rõ hạn trả được nêu riêng, không tính là đúng hạn."
            ),
        ),
    )


def _overall(subject: Subject, now: Figures) -> Table:
    asked = [("Cùng kỳ năm trước", subject.year_before)]
    if subject.days.begin != subject.year_to_date.begin:
        asked.insert(0, ("Lũy kế từ đầu năm", subject.year_to_date))
    spans = [("Kỳ này", now), *((name, subject.figures_over(days)) for name, days in asked)]
    columns = (Column("Nội dung"), *(Column(name, Unit.COUNT) for name, _ in spans))
    rows = tuple((label, *(getattr(found, name) for _, found in spans)) for label, name in LINES)
    return Table("activity", "Số liệu chung", columns, rows)


def _below(below: list[tuple[str, Figures]], whole: Figures) -> Table:
    names = {name: label.removeprefix("– ") for label, name in LINES}
    columns = (Column("Cơ quan"), *(Column(names[name], Unit.COUNT) for name in BELOW))
    rows = [(agency, *_picked(found)) for agency, found in below]
    rows.append(("Toàn bộ", *_picked(whole)))
    return Table("agencies", "Theo cơ quan trực thuộc", columns, tuple(rows), has_total=True)


def _picked(found: Figures) -> Iterator[type_of_cell]:
    return (getattr(found, name) for name in BELOW)


def _parts_and_whole(subject: Subject, below: list[Figures], whole: Figures) -> Iterator[str]:
    """What the agency decides itself, or an agency that has ended, is in the whole and in none below."""
    own = whole.received - sum(each.received for each in below)
    if below and own > 0:
        yield (
            f"Các cơ quan trực thuộc tiếp nhận cộng lại ít hơn toàn bộ {format_number(own)} hồ sơ: "
            f"là hồ sơ do {subject.agency} trực tiếp giải quyết."
        )
