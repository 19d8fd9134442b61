"""The figures of the seeds come out as they were told, and what does not add up in them is named."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Agency
from dossiers.models import Channel, Dossier
from targets.models import CountedDossier
from targets.periods import Period
from targets.rollup import rebuild
from targets.selectors import Figures, figures, percent, rates, rates_of
from tests.records import make_agency, make_holder, make_procedure
from tests.targets.books import put

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def province() -> Agency:
    return make_agency("H29", name="Thành phố Mây", level="province")


@pytest.mark.django_db
def test_s0_6_the_eight_that_are_missing(province: Agency) -> None:
    """12,254,254 received; 12,063,009 resolved; 12,013,483 on time and 49,518 late: 8 short."""
    put(province, date(2018, 12, 16), received=12_254_254, timed=12_254_254)
    put(province, date(2019, 9, 15), finished=12_063_009, on_time=12_013_483, late=49_518)
    period = Period(date(2018, 12, 16), date(2019, 9, 15))
    [on_time] = rates_of([province], period=period, as_of=period.end, indicators=["M9f"])
    assert (on_time.numerator, on_time.denominator) == (12_013_483, 12_063_001)
    assert on_time.value == Decimal("99.59")
    assert percent(49_518, 12_063_001) == Decimal("0.41")

    counted = figures(province, period=period)
    assert (counted.received, counted.finished) == (12_254_254, 12_063_009)
    # What is counted here adds up: the eight have no known due time.
    assert (counted.undated, counted.differences) == (8, [])
    # As the report told it there was no such line.
    told = Figures(received=12_254_254, finished=12_063_009, on_time=12_013_483, late=49_518)
    [check] = [each for each in told.checks if each.missing]
    assert check.missing == 8
    assert told.differences == [
        "Đã giải quyết (12.063.009) khác đúng hạn và quá hạn (12.063.001): lệch 8 hồ sơ."
    ]


@pytest.mark.django_db
def test_s3_1_the_carry_over_that_was_not_told(province: Agency) -> None:
    """11,180,931 at the counter and 1,073,323 online; resolved and open are 216,515 more than received."""
    put(province, date(2018, 12, 15), received=216_515)
    put(province, date(2019, 3, 1), received=12_254_254, online=1_073_323, finished=12_063_009)
    period = Period(date(2018, 12, 16), date(2019, 9, 15))
    counted = figures(province, period=period)
    assert (counted.counter, counted.online, counted.post) == (11_180_931, 1_073_323, 0)
    assert (counted.open, counted.carried_over) == (407_760, 216_515)
    assert not [each for each in counted.differences if "tiếp nhận" in each]
    [online] = rates_of([province], period=period, as_of=period.end, indicators=["M7"])
    assert online.value == Decimal("8.76")

    told = replace(counted, carried_over=None, on_time=12_063_009, undated=0)
    [check] = [each for each in told.checks if each.missing]
    assert (check.left, check.right, check.missing) == (12_470_769, 12_254_254, 216_515)
    assert "216.515" in told.differences[0]


@pytest.mark.django_db
def test_s2_2_a_service_centre_in_seven_months(province: Agency) -> None:
    """54,365 received, 52,964 on time, 53 late, the rest (1,348) open, 11,429 online."""
    put(province, date(2020, 1, 2), received=54_365, timed=54_365, online=11_429)
    put(province, date(2020, 7, 30), finished=53_017, on_time=52_964, late=53)
    put(province, date(2020, 7, 30), settled_on_time=52_964, settled_late=53)
    period = Period(date(2020, 1, 1), date(2020, 7, 31))
    found = rates_of([province], period=period, as_of=period.end, indicators=["M9f", "M9", "M7"])
    told = {each.indicator.value: (each.numerator, each.denominator, each.value) for each in found}
    assert told["M9f"] == (52_964, 53_017, Decimal("99.90"))
    assert told["M7"] == (11_429, 54_365, Decimal("21.02"))
    # By Decision 766 those that are open and not overdue are on time so far.
    assert told["M9"] == (52_964 + 1_348, 54_365, Decimal("99.90"))
    counted = figures(province, period=period)
    assert (counted.open, counted.differences) == (1_348, [])


@pytest.mark.django_db
def test_s2_2_from_dossiers_one_for_a_hundred(province: Agency) -> None:
    """The same from records, counted and rolled up: 530 finished on time, 1 late, 13 open of 544."""
    procedure, holder = make_procedure(), make_holder()
    version = procedure.versions.get()
    rows = []
    for number in range(544):
        finished = number < 531
        received = datetime.combine(date(2020, 1, 2 + number % 27), time(9), HERE)
        due = datetime.combine(date(2020, 6, 1), time(17), HERE)
        rows.append(
            Dossier(
                number=f"H29-200102-{number:04d}",
                procedure=procedure,
                version=version,
                holder=holder,
                channel=Channel.ONLINE if number % 100 < 21 else Channel.COUNTER,
                status=9 if finished else 4,
                received_at=received,
                due_at=due if finished else datetime.combine(date(2020, 9, 1), time(17), HERE),
                finished_at=due.replace(month=7) if number == 0 else due if finished else None,
                place_of_intake=province,
                deciding_agency=province,
            )
        )
    Dossier.objects.bulk_create(rows)
    rebuild()
    assert CountedDossier.objects.count() == 544
    [on_time] = rates(2020, as_of=date(2020, 7, 31), agency=province, indicators=["M9f"])
    assert (on_time.numerator, on_time.denominator) == (530, 531)
    assert on_time.value == Decimal("99.81")
    counted = figures(province, period=Period(date(2020, 1, 1), date(2020, 7, 31)))
    assert (counted.received, counted.open, counted.overdue) == (544, 13, 0)
    assert counted.differences == []
