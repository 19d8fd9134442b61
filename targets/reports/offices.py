"""How far the one-stop mechanism reaches: compliant units and focal officers, by level (seeds S0-1, S0-2)."""

from targets.coverage import focal_officers, one_stop
from targets.reports.document import Column, Section, Table, Unit
from targets.reports.subject import Subject
from targets.selectors import percent

COLUMNS = (
    Column("Cấp"),
    Column("Số cơ quan", Unit.COUNT),
    Column("Có bộ phận một cửa", Unit.COUNT),
    Column("Đạt chuẩn", Unit.COUNT),
    Column("Tỷ lệ đạt chuẩn", Unit.PERCENT, none="không phát sinh"),
    Column("Cán bộ đầu mối", Unit.COUNT),
)

NAMES = ("agencies", "units", "compliant")


def offices_section(subject: Subject) -> Section | None:
    """The agencies of each level on the last day that is counted; None where nobody has told of any."""
    day, reading = subject.as_of, subject.reading
    units = one_stop(subject.agency, on=day, reading=reading)
    told = focal_officers(subject.agency, on=day, reading=reading)
    officers = {each.level: each.officers for each in told}
    if not any(each.units for each in units) and not any(officers.values()):
        return None
    rows = [
        (
            each.level.name,
            each.agencies,
            each.units,
            each.compliant,
            each.share,
            officers.get(each.level, 0),
        )
        for each in units
    ]
    agencies, held, fits = (sum(getattr(each, name) for each in units) for name in NAMES)
    rows.append(("Cộng", agencies, held, fits, percent(fits, agencies), sum(officers.values())))
    table = Table("one_stop", "Bộ phận một cửa theo cấp", COLUMNS, tuple(rows), has_total=True)
    return Section("offices", "Bộ phận một cửa và cán bộ đầu mối", (table,))
