"""What the sections of a report tell, from records: figures, indicators, coverage, causes, time saved, closings."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Agency
from dossiers.models import CombinedPart, FocalOfficer, OneStopUnit, Rating
from targets.closing import Closing, close
from targets.models import PeriodClosing, ReportKind
from targets.reports.content import report_of
from targets.reports.document import Document, Section, Table, type_of_row
from targets.reports.periods import ReportPeriod
from targets.reports.press import html_of
from targets.rollup import follow
from tests.records import make_agency, make_procedure, make_user
from tests.targets.books import put
from tests.targets.world import World, at

JUNE = ReportPeriod(ReportKind.MONTH, 2024, 6)
LATER = date(2024, 8, 1)


def report(agency: Agency, period: ReportPeriod = JUNE) -> Document:
    return report_of(agency, period, today=LATER)


def section(found: Document, code: str) -> Section:
    return next(each for each in found.sections if each.code == code)


def table(found: Document, code: str) -> Table:
    return next(table for _, table in found.tables if table.code == code)


def rows(found: Document, code: str) -> dict[str, type_of_row]:
    return {str(row[0]): row[1:] for row in table(found, code).rows}


@pytest.fixture
def world(db: None) -> World:
    made = World()
    made.dossier(made.commune, date(2024, 5, 30))
    for number in range(4):
        done = {"status": 10, "due_at": at(date(2024, 6, 10)), "finished_at": at(date(2024, 6, 9))}
        made.dossier(made.commune, date(2024, 6, 3), channel=1 + number % 2, **done)
    made.dossier(made.department, date(2024, 6, 4), status=7, finished_at=at(date(2024, 6, 20)))
    follow()
    return made


def test_figures_of_the_whole_the_year_and_each_agency_add_up(world: World) -> None:
    found = report(world.province)
    figures = rows(found, "activity")
    assert figures["Kỳ trước chuyển sang"] == (1, 0, 0)
    assert figures["Tiếp nhận trong kỳ"] == (5, 6, 0)
    assert figures["Đã giải quyết"][0] == 5
    assert figures["Đang giải quyết"][0] == 1
    agencies = rows(found, "agencies")
    below = [row for name, row in agencies.items() if name != "Toàn bộ"]
    assert [sum(column) for column in zip(*below, strict=True)] == list(agencies["Toàn bộ"])
    assert section(found, "activity").differences == ()


def test_what_the_agency_decides_itself_is_told(world: World) -> None:
    world.dossier(world.province, date(2024, 6, 5))
    follow()
    [told] = section(report(world.province), "activity").differences
    assert "ít hơn toàn bộ 1 hồ sơ" in told


def test_a_period_that_runs_on_says_so(world: World) -> None:
    found = report_of(world.province, JUNE, today=date(2024, 6, 3))
    assert found.is_unfinished
    assert rows(found, "activity")["Tiếp nhận trong kỳ"][0] == 4
    assert not report(world.province).is_unfinished


def test_indicators_stand_with_target_and_without_a_figure_where_nothing_was_due(
    world: World,
) -> None:
    found = report(world.province)
    indicators = rows(found, "indicators")
    [online] = [row for name, row in indicators.items() if name.startswith("M7 ")]
    assert online == (2, 5, Decimal("40.00"), Decimal("50.00"), 1)
    [stock] = [row for name, row in indicators.items() if name.startswith("M1 ")]
    assert stock[:3] == (0, 0, None)
    levels = {row[1] for row in table(found, "levels").rows}
    assert levels == {"Cấp tỉnh", "Cấp huyện", "Cấp xã"}
    ranked = table(found, "ranking")
    assert "M2" in ranked.title
    assert [row[1] for row in ranked.rows][-1] is None


def test_a_target_is_sought_at_the_levels_only_where_a_level_has_one(world: World) -> None:
    targets = {
        name.split()[0]: row[3] for name, row in rows(report(world.province), "indicators").items()
    }
    assert (targets["M1"], targets["M4"]) == ("xem từng cấp", "xem từng cấp")
    assert targets["M7"] == Decimal(50)
    assert (targets["M2"], targets["M9"]) == (None, None)
    html = html_of(report(world.province))
    assert "chưa đặt" in html


def test_s0_1_and_s0_2_stand_in_the_report(world: World) -> None:
    communes = [make_agency(f"H80.{n}", parent=world.province) for n in range(10, 13)]
    for number, commune in enumerate([world.commune, *communes]):
        OneStopUnit.objects.create(agency=commune, compliant=number < 3, source="Báo cáo")
    FocalOfficer.objects.create(agency=world.commune, name="Lê Thị Đầu Mối")
    found = rows(report(world.province), "one_stop")
    assert found["Cấp xã"] == (4, 4, 3, Decimal("75.00"), 1)
    assert found["Cộng"][-1] == 1


def test_s2_4_why_dossiers_ended_without_a_result(world: World) -> None:
    found = report(world.province)
    [cause, total] = table(found, "causes").rows
    assert (cause[0], cause[2:]) == ("Chưa ghi nguyên nhân", (1, 0))
    assert total == ("Cộng", "", 1, 0)
    assert "chiếm 20,00 % số đã giải quyết" in section(found, "causes").notes[0]


def test_s0_5_what_people_said(world: World) -> None:
    done = world.commune.decided_dossiers.filter(status=10)
    for score, dossier in zip((5, 4, 2), done, strict=False):
        Rating.objects.create(
            dossier=dossier, score=score, channel="counter", at=at(date(2024, 6, 12))
        )
    found = section(report(world.province), "opinion")
    assert found.tables[0].rows[-1] == ("Rất hài lòng", 1)
    assert (
        "3 hồ sơ được đánh giá ở 1 cơ quan, 1 thủ tục; hài lòng trở lên 66,67 %" in found.notes[0]
    )


def test_s4_1_the_time_that_combining_saves(db: None) -> None:
    department = make_agency("H29", level="province")
    parts = [make_procedure(processing_days=days) for days in (30, 62, 30)]
    whole = make_procedure(processing_days=42, name="Cấp phép xây dựng liên thông")
    for number, part in enumerate(parts, start=1):
        CombinedPart.objects.create(
            whole=whole.versions.get(), part=part.versions.get(), position=number
        )
    put(department, date(2019, 8, 1), procedure=whole, received=97)
    put(department, date(2019, 8, 2), procedure=parts[-1], received=215)
    found = report(department, ReportPeriod(ReportKind.YEAR, 2019))
    [row] = table(found, "combined").rows
    assert "Cấp phép xây dựng liên thông" in str(row[0])
    assert row[1:] == (122, 42, 80, Decimal("65.57"), 97, 312, Decimal("31.09"))


def test_a_closed_period_bears_its_hash_and_what_changed_since(world: World) -> None:
    manager = make_user("manager", world.province)
    wanted = Closing(agency=world.province.pk, kind=PeriodClosing.Kind.MONTH, begin=JUNE.begin)
    made = close(by=manager, wanted=wanted)
    found = report(world.province)
    assert made.sha256 in found.marks[0]
    assert all(each.code != "changes" for each in found.sections)
    world.dossier(world.commune, date(2024, 6, 28), channel=2)
    follow()
    changes = table(report(world.province), "changes").rows
    assert ("2/5", "3/6") in {(row[2], row[4]) for row in changes if str(row[0]).startswith("M7 ")}
    # Whoever lies below it was frozen with it, and so was every shorter period: told, of which closing.
    [mark] = report(world.commune).marks
    assert f"của {world.province}" in mark
    assert made.sha256 in mark
    assert "changes" in {each.code for each in report(world.commune).sections}


def test_a_period_within_a_closed_one_tells_which_was_closed(world: World) -> None:
    manager = make_user("manager", world.province)
    wanted = Closing(
        agency=world.province.pk, kind=PeriodClosing.Kind.YEAR, begin=date(JUNE.begin.year, 1, 1)
    )
    made = close(by=manager, wanted=wanted)
    found = report(world.province)
    [mark] = found.marks
    assert f"đã chốt cùng năm {JUNE.begin.year}, lần 1" in mark
    assert made.sha256 in mark
    assert all(each.code != "changes" for each in found.sections)
