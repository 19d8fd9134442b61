"""Figures that others have reported: what does not add up is told, with how much is missing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency
from dossiers.imports.run import import_file
from dossiers.models import Event
from targets.models import ReportedFigures, ReportKind
from targets.reading import Reading
from targets.reports.periods import ReportPeriod
from targets.reports.reported import differences_of, finished_of, reported_section
from targets.reports.reported_import import REPORTED_FIGURES
from targets.reports.subject import Subject
from targets.selectors import percent
from tests.records import make_agency

COUNTS = st.integers(0, 10**7)


def city_of_nine_months() -> ReportedFigures:
    """S0-6: sixteen December 2018 until fifteen September 2019."""
    return ReportedFigures(
        begin=date(2018, 12, 16),
        end=date(2019, 9, 15),
        source="Sơ kết chín tháng",
        received=12_254_254,
        resolved=12_063_009,
        on_time=12_013_483,
        late=49_518,
        on_time_rate=Decimal("99.59"),
    )


def test_eight_dossiers_are_neither_on_time_nor_late() -> None:
    figures = city_of_nine_months()
    [found] = differences_of(figures)
    assert (found.code, found.amount) == ("outcomes", 8)
    assert "12.063.001, ít hơn số đã giải quyết (12.063.009) 8 hồ sơ" in found.sentence
    assert percent(figures.on_time or 0, 12_063_009) == Decimal("99.59")
    assert percent(figures.late or 0, 12_063_009) == Decimal("0.41")


def test_what_was_carried_over_shows_in_the_sums() -> None:
    figures = ReportedFigures(
        received=12_254_254, counter=11_180_931, online=1_073_323, resolved=12_063_009, open=407_760
    )
    [found] = differences_of(figures)
    assert (found.code, found.amount) == ("carried_over", 216_515)
    assert "12.470.769, nhiều hơn số tiếp nhận (12.254.254) 216.515 hồ sơ" in found.sentence
    assert "kỳ trước chuyển sang" in found.sentence
    figures.carried_over = 216_515
    assert differences_of(figures) == []
    assert percent(figures.online or 0, figures.received or 0) == Decimal("8.76")


def test_a_report_that_adds_up_is_let_be() -> None:
    figures = ReportedFigures(
        received=54_365, on_time=52_964, late=53, open=1_348, on_time_rate=Decimal("99.90")
    )
    assert finished_of(figures) == 53_017
    assert differences_of(figures) == []


@pytest.mark.parametrize(
    ("figures", "code", "amount"),
    [
        ({"resolved": 10, "on_time": 8, "late": 3}, "outcomes", -1),
        ({"received": 10, "resolved": 5, "open": 4}, "flow", -1),
        ({"received": 10, "carried_over": 2, "resolved": 9, "open": 4}, "flow", 1),
        ({"received": 10, "online": 3, "counter": 6}, "channels", 1),
        ({"received": 10, "online": 3, "counter": 6, "post": 2}, "channels", -1),
        ({"resolved": 10, "on_time": 9, "on_time_rate": Decimal("99.00")}, "rate", 0),
    ],
)
def test_each_sum_is_checked(figures: dict[str, int], code: str, amount: int) -> None:
    [found] = differences_of(ReportedFigures(**figures))
    assert (found.code, found.amount) == (code, amount)


def test_what_is_not_given_is_not_guessed() -> None:
    assert differences_of(ReportedFigures()) == []
    assert differences_of(ReportedFigures(received=5, online=2)) == []
    assert differences_of(ReportedFigures(resolved=5, on_time=2)) == []


@given(carried=COUNTS, received=COUNTS, on_time=COUNTS, late=COUNTS, missing=st.integers(-9, 9))
def test_what_is_told_is_what_is_missing(
    carried: int, received: int, on_time: int, late: int, missing: int
) -> None:
    resolved = max(0, on_time + late + missing)
    still_open = carried + received - resolved
    figures = ReportedFigures(
        carried_over=carried, received=received, on_time=on_time, late=late, resolved=resolved
    )
    figures.open = still_open if still_open >= 0 else None
    told = {each.code: each.amount for each in differences_of(figures)}
    short = resolved - on_time - late
    assert told == ({"outcomes": short} if short else {})


@pytest.fixture
def province(db: None) -> Agency:
    return make_agency("H80", name="Tỉnh Mây", level="province")


def _subject(agency: Agency, period: ReportPeriod) -> Subject:
    return Subject(agency=agency, period=period, reading=Reading(period.end))


def test_a_report_tells_what_ended_within_its_period(province: Agency) -> None:
    commune = make_agency("H80.3", name="Xã Suối", parent=province)
    figures = city_of_nine_months()
    figures.agency = commune
    figures.save()
    found = reported_section(_subject(province, ReportPeriod(ReportKind.QUARTER, 2019, 3)))
    assert found is not None
    assert "8 hồ sơ" in found.differences[0]
    [row] = found.tables[0].rows
    assert row[0] == "Xã Suối: Sơ kết chín tháng"
    assert row[-1] == Decimal("99.59")
    quarter_before = _subject(province, ReportPeriod(ReportKind.QUARTER, 2019, 2))
    assert reported_section(quarter_before) is None
    elsewhere = _subject(make_agency("H81"), ReportPeriod(ReportKind.YEAR, 2019))
    assert reported_section(elsewhere) is None


def test_figures_come_from_a_file_once(province: Agency, tmp_path: Path) -> None:
    file = tmp_path / "so-lieu.csv"
    file.write_text(
        "agency_code,begin,end,source,received,resolved,on_time,late,on_time_rate\n"
        'H80,2018-12-16,15/09/2019,Sơ kết,12254254,12063009,12013483,49518,"99,59"\n'
    )
    done = import_file(REPORTED_FIGURES, file, by="cli:thu")
    assert (done.created, done.problems) == (1, [])
    assert [each.code for each in done.warnings] == ["figures.outcomes"]
    row = ReportedFigures.objects.get()
    assert (row.received, row.online, row.on_time_rate) == (12_254_254, None, Decimal("99.59"))
    again = import_file(REPORTED_FIGURES, file, by="cli:thu")
    assert (again.created, again.unchanged) == (0, 1)
    assert Event.objects.filter(verb="figures.reported").count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("H99,2019-01-01,2019-12-31,a,,", "agency.unknown"),
        ("H80,2019-12-31,2019-01-01,a,,", "figures.ends_before_it_begins"),
        ("H80,2019-01-01,2019-12-31,,,", "cell.missing"),
        ("H80,2019-01-01,2019-12-31,a,-1,", "cell.not_a_number"),
        ("H80,2019-01-01,2019-12-31,a,,NaN", "figures.not_a_rate"),
        ("H80,2019-01-01,2019-12-31,a,,100.01", "figures.not_a_rate"),
    ],
)
def test_a_wrong_row_is_told(province: Agency, tmp_path: Path, row: str, code: str) -> None:
    file = tmp_path / "so-lieu.csv"
    file.write_text(f"agency_code,begin,end,source,received,on_time_rate\n{row}\n")
    done = import_file(REPORTED_FIGURES, file, by="cli:thu")
    assert [each.code for each in done.problems] == [code]
    assert not ReportedFigures.objects.exists()
