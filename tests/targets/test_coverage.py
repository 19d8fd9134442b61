"""One-stop units, focal officers, ends by cause and what people said: the seeds' figures, and their edges."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency
from dossiers.models import (
    Cause,
    Complaint,
    Dossier,
    DossierStatus,
    FocalOfficer,
    OneStopUnit,
    Rating,
    RatingChannel,
)
from targets.coverage import closings, evaluation, focal_officers, one_stop, previous, without_unit
from targets.periods import Period
from targets.rollup import rebuild
from tests.records import make_agency, make_dossier, make_holder, make_procedure

DAY = date(2019, 11, 30)
MOMENT = datetime(2019, 8, 5, 3, 0, tzinfo=UTC)
Y2019 = Period.year(2019)


def province(*, departments: int, districts: int, communes: int) -> Agency:
    """A province with so many agencies below it, communes under the districts in turn."""
    root = make_agency("H29", level="province", name="Thành phố Mây")
    for number in range(departments):
        make_agency(f"H29.{number + 1}", level="province", parent=root)
    made = [
        make_agency(f"H29.{number + 100}", level="district", parent=root)
        for number in range(districts)
    ]
    for number, parent in enumerate(islice(cycle(made), communes)):
        make_agency(f"{parent.code}.{number + 1}", parent=parent)
    return root


def fit(level: str, compliant: int, *, not_yet: int = 0) -> None:
    """So many agencies below the province have a compliant unit, and so many one that is not."""
    below = Agency.objects.filter(level=level, parent__isnull=False).order_by("pk")
    units = [
        OneStopUnit(agency=agency, compliant=number < compliant, source="Báo cáo")
        for number, agency in enumerate(below[: compliant + not_yet])
    ]
    OneStopUnit.objects.bulk_create(units)


@pytest.mark.django_db
def test_s0_1_and_s0_2_one_stop_units_and_focal_officers() -> None:
    """13 departments, 22 of 24 districts, 295 of 322 communes; 862 focal officers."""
    root = province(departments=13, districts=24, communes=322)
    fit("province", 13)
    fit("district", 22, not_yet=2)
    fit("commune", 295, not_yet=10)
    told = {each.level.pk: each for each in one_stop(root, on=DAY)}
    assert list(told) == ["province", "district", "commune"]
    figures = {level: (each.compliant, each.units, each.agencies) for level, each in told.items()}
    assert figures == {
        "province": (13, 13, 14),  # the committee itself is one of the level
        "district": (22, 24, 24),
        "commune": (295, 305, 322),
    }
    assert told["district"].share == Decimal("91.67")
    assert told["commune"].share == Decimal("91.61")
    assert without_unit(root, on=DAY).filter(level="commune").count() == 27
    agencies = islice(cycle(Agency.objects.order_by("pk")), 862)
    FocalOfficer.objects.bulk_create(
        FocalOfficer(agency=agency, name=f"Cán bộ {number}")
        for agency, number in zip(agencies, count(), strict=False)
    )
    levels = focal_officers(root, on=DAY)
    assert sum(each.officers for each in levels) == 862
    assert (
        sum(each.with_officers for each in levels) == sum(each.agencies for each in levels) == 360
    )


@pytest.mark.django_db
def test_what_has_ended_or_not_begun_is_not_there() -> None:
    root = make_agency("H80", level="province")
    commune = make_agency("H80.3", parent=root, valid_from=date(2025, 7, 1))
    district = make_agency(
        "H80.2", level="district", parent=root, valid_to=date(2025, 6, 30), successor=commune
    )
    OneStopUnit.objects.create(agency=district, compliant=True, source="x")
    OneStopUnit.objects.create(
        agency=commune, compliant=True, source="x", valid_from=date(2026, 1, 1)
    )
    FocalOfficer.objects.create(agency=district, name="A", valid_to=date(2024, 12, 31))

    def told(day: date) -> dict[str, tuple[int, int]]:
        return {each.level.pk: (each.compliant, each.agencies) for each in one_stop(root, on=day)}

    assert told(date(2025, 6, 30)) == {"province": (0, 1), "district": (1, 1)}
    assert told(date(2025, 7, 1)) == {"province": (0, 1), "commune": (0, 1)}
    assert told(date(2026, 1, 1)) == {"province": (0, 1), "commune": (1, 1)}
    assert set(without_unit(root, on=date(2025, 7, 1))) == {root, commune}
    held = {day: sum(e.officers for e in focal_officers(root, on=day)) for day in
            (date(2024, 12, 31), date(2025, 1, 1))}  # fmt: skip
    assert list(held.values()) == [1, 0]


def end(
    agency: Agency, status: DossierStatus, cause: str, *, day: date, times: int, procedure: object
) -> None:
    """So many dossiers that ended so on that day."""
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    for _ in range(times):
        make_dossier(
            agency,
            status=status,
            closing_cause=cause,
            received_at=at,
            finished_at=at,
            procedure=procedure,
        )


@pytest.mark.django_db
def test_s2_4_returned_and_withdrawn_dossiers_rise_by_cause() -> None:
    root = make_agency("H80", level="province")
    commune = make_agency("H80.3", parent=root)
    here = {"agency": commune, "procedure": make_procedure()}
    before, now = date(2019, 5, 6), date(2020, 5, 6)
    end(**here, status=DossierStatus.RETURNED, cause="", day=before, times=9)
    end(**here, status=DossierStatus.STOPPED, cause=Cause.APPLICANT, day=before, times=1)
    end(**here, status=DossierStatus.RETURNED, cause="", day=now, times=4)
    end(**here, status=DossierStatus.STOPPED, cause=Cause.APPLICANT, day=now, times=2)
    end(**here, status=DossierStatus.WITHDRAWN, cause=Cause.OWN_WISH, day=now, times=1)
    end(**here, status=DossierStatus.STOPPED, cause="", day=now, times=1)
    # Refused at the door: told, and no part of what was finished.
    end(**here, status=DossierStatus.NOT_RECEIVED, cause=Cause.WRONG_AGENCY, day=now, times=3)
    rebuild()
    found = closings(root, period=Period.year(2020))
    assert [(each.status, each.cause, each.count, each.before) for each in found.ends] == [
        (3, "wrong_agency", 3, 0),
        (8, "applicant", 2, 1),
        (7, "own_wish", 1, 0),
        (8, "", 1, 0),
    ]
    assert found.ends[-1].words == "Chưa ghi nguyên nhân"
    assert found.ends[1].words == "Người nộp thiếu hoặc sai giấy tờ"
    assert (found.finished, found.finished_before) == (8, 10)
    assert (found.share, found.share_before) == (Decimal("50.00"), Decimal("10.00"))
    assert found.rises
    nothing = closings(root, period=Period.year(2018))
    assert (nothing.ends, nothing.share, nothing.rises) == ([], None, None)


@pytest.mark.django_db
def test_ends_before_a_merger_are_those_of_whom_the_agency_had_then() -> None:
    """As what was finished then, which the share is of."""
    root = make_agency("H80", level="province")
    heir = make_agency("H80.3", parent=root)
    gone = make_agency("H80.4", parent=root, valid_to=date(2019, 12, 31), successor=heir)
    how = {
        "status": DossierStatus.WITHDRAWN,
        "cause": Cause.OWN_WISH,
        "procedure": make_procedure(),
    }
    end(heir, **how, day=date(2019, 5, 6), times=1)
    end(gone, **how, day=date(2019, 5, 6), times=4)
    end(gone, **how, day=date(2020, 2, 3), times=2)
    end(heir, **how, day=date(2020, 5, 6), times=3)
    rebuild()
    found = closings(heir, period=Period.year(2020))
    assert [(each.count, each.before) for each in found.ends] == [(5, 1)]
    assert (found.finished, found.finished_before) == (5, 1)
    whole = closings(root, period=Period.year(2020))
    assert [(each.count, each.before) for each in whole.ends] == [(5, 5)]


@pytest.mark.django_db
def test_days_of_ends_are_days_of_the_office() -> None:
    agency = make_agency("H80")
    late = datetime(2019, 12, 31, 17, 0, tzinfo=UTC)  # midnight in Hà Nội
    make_dossier(agency, status=DossierStatus.WITHDRAWN, received_at=late, finished_at=late)
    assert [each.count for each in closings(agency, period=Y2019).ends] == []
    assert [each.count for each in closings(agency, period=Period.year(2020)).ends] == [1]


@pytest.mark.django_db
def test_what_was_never_received_is_no_part_of_what_was_stopped() -> None:
    """The share is M10r: what its denominator leaves out, the numerator leaves out too."""
    agency = make_agency("H29", level="province")
    for status, received in ((8, None), (3, None), (9, MOMENT)):
        make_dossier(agency, status=status, received_at=received, finished_at=MOMENT)
    rebuild()
    found = closings(agency, period=Y2019)
    assert [(each.status, each.count) for each in found.ends] == [(DossierStatus.NOT_RECEIVED, 1)]
    assert (found.finished, found.share) == (1, Decimal("0.00"))


@pytest.mark.django_db
def test_s0_5_an_evaluation_by_unit_procedure_and_channel() -> None:
    """12 units, 4 procedures, 17,008 dossiers from 21 June to 16 November 2019; here a hundredth."""
    root = make_agency("H29", level="province")
    units = [make_agency(f"H29.{number + 1}", parent=root) for number in range(12)]
    procedures = [make_procedure() for _ in range(4)]
    holder = make_holder()
    made = [
        Dossier(
            number=f"{unit.code}-190805-{number:04d}",
            procedure=procedure,
            version=procedure.versions.get(),
            holder=holder,
            status=DossierStatus.RETURNED,
            received_at=MOMENT,
            finished_at=MOMENT,
            place_of_intake=unit,
            deciding_agency=unit,
        )
        for number, unit, procedure in zip(
            range(170), cycle(units), cycle(procedures), strict=False
        )
    ]
    dossiers = Dossier.objects.bulk_create(made)
    channels = cycle([RatingChannel.COUNTER, RatingChannel.COUNTER, RatingChannel.PAGE])
    Rating.objects.bulk_create(
        Rating(dossier=each, score=5 if number % 10 else 2, channel=channel, at=MOMENT)
        for number, (each, channel) in enumerate(zip(dossiers, channels, strict=False))
    )
    for about, settled in (("late", None), ("late", MOMENT), ("fee", MOMENT)):
        Complaint.objects.create(
            dossier=dossiers[len(about)],
            about=about,
            received_at=MOMENT if settled is None else datetime(2019, 8, 4, tzinfo=UTC),
            settled_at=settled,
            by="user:x",
        )
    found = evaluation(root, period=Period(date(2019, 6, 21), date(2019, 11, 16)))
    assert (found.rated, found.units) == (170, 12)
    assert found.procedures == 4
    assert (found.scores[Rating.Score.VERY_GOOD], found.scores[Rating.Score.BAD]) == (153, 17)
    assert found.satisfied == Decimal("90.00")
    assert sum(found.channels.values()) == sum(found.scores.values()) == found.rated
    assert (found.complaints[Complaint.About.LATE], found.unsettled) == (2, 1)
    nobody = evaluation(root, period=Period.year(2018))
    assert (nobody.rated, nobody.satisfied) == (0, None)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.year(2020), Period.year(2019)),
        (Period.quarter(2020, 1), Period.quarter(2019, 4)),
        (Period.month(2020, 3), Period.month(2020, 2)),
        (Period.month(2020, 1), Period.month(2019, 12)),
        # What still runs stands beside the same days, so that like is held against like.
        (Period(date(2020, 1, 1), date(2020, 7, 31)), Period(date(2019, 1, 1), date(2019, 7, 31))),
        (Period(date(2020, 4, 1), date(2020, 5, 7)), Period(date(2020, 1, 1), date(2020, 2, 7))),
        (Period(date(2020, 3, 1), date(2020, 3, 30)), Period(date(2020, 2, 1), date(2020, 2, 29))),
        (Period(date(2020, 3, 2), date(2020, 3, 8)), Period(date(2020, 2, 24), date(2020, 3, 1))),
    ],
)
def test_the_period_before(period: Period, before: Period) -> None:
    assert previous(period) == before


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS)
def test_the_period_before_has_ended_and_is_about_as_long(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    before = previous(period)
    assert before.begin <= before.end < period.begin
    longer = (period.end - period.begin) - (before.end - before.begin)
    assert abs(longer.days) <= 3
