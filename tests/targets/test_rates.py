"""Each indicator on records made for it; levels, successors, gaps, rounding, the command and visibility."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency, Role
from dossiers.models import Channel, DayOff, Reuse, ReuseMode
from dossiers.states import State
from targets.indicators import as_markdown
from targets.models import Indicator
from targets.periods import Period
from targets.reading import reading_of
from targets.rollup import follow
from targets.selectors import Rate, percent, rates, still_needed
from targets.selectors.rates import Place
from tests.records import make_agency, make_paper_type, make_user
from tests.targets.world import World, at

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 3)  # a Monday


@pytest.fixture
def world() -> World:
    return World()


def rate(world: World, indicator: str, year: int = 2024, **where: Any) -> Rate:
    follow()
    where = {"agency": world.province, **where}
    return rates(year, indicators=[indicator], **where)[0]


def share(found: Rate) -> tuple[int, int]:
    return found.numerator, found.denominator


def test_stock_counts_results_from_their_first_to_their_last_valid_day(world: World) -> None:
    kind = make_paper_type("giay_phep_xd")
    facts = {"paper_type": kind, "valid_from": JUNE, "accepted_at": at(date(2024, 6, 10))}
    world.paper(None, world.commune, valid_to=date(2024, 6, 20), **facts)
    world.count(world.commune, date(2024, 1, 1), 9)
    for day, expected in {
        date(2024, 6, 2): (0, 9),
        date(2024, 6, 3): (0, 10),
        date(2024, 6, 9): (0, 10),
        date(2024, 6, 10): (1, 10),
        date(2024, 6, 20): (1, 10),
        date(2024, 6, 21): (0, 9),
    }.items():
        assert share(rate(world, "M1", as_of=day)) == expected, day


def test_a_revoked_result_counts_until_then_and_a_wrong_one_never(world: World) -> None:
    kind = make_paper_type("giay_phep_xd")
    facts = {"paper_type": kind, "valid_from": JUNE, "accepted_at": at(JUNE)}
    world.paper(None, world.commune, state="withdrawn", revoked_at=date(2024, 7, 1), **facts)
    world.paper(None, world.commune, state="withdrawn", **facts)
    assert share(rate(world, "M1", as_of=date(2024, 6, 30))) == (1, 1)
    assert share(rate(world, "M1", as_of=date(2024, 7, 1))) == (0, 0)


def test_a_later_count_takes_the_place_of_the_one_before(world: World) -> None:
    world.count(world.commune, date(2024, 1, 1), 9)
    world.count(world.commune, date(2024, 9, 1), 4)
    assert share(rate(world, "M1", as_of=date(2024, 8, 31))) == (0, 9)
    assert share(rate(world, "M1", as_of=date(2024, 9, 1))) == (0, 4)
    world.count(world.commune, date(2024, 5, 1), 6)
    assert share(rate(world, "M1", as_of=date(2024, 8, 31))) == (0, 6)
    assert share(rate(world, "M1", as_of=date(2024, 9, 1))) == (0, 4)


def test_a_dossier_is_digitized_with_a_component_and_its_result(world: World) -> None:
    dossier = world.dossier(world.commune, JUNE)
    first, second = world.components
    world.paper(dossier, world.commune, component=first)
    assert share(rate(world, "M2")) == (0, 1)
    world.paper(dossier, world.commune, is_result=True, state="to_review", accepted_at=None)
    assert share(rate(world, "M2")) == (0, 1)
    world.paper(dossier, world.commune, is_result=True)
    assert share(rate(world, "M2")) == (1, 1)
    assert share(rate(world, "M2s")) == (0, 1)
    world.paper(dossier, world.commune, component=second)
    assert share(rate(world, "M2s")) == (1, 1)


def test_without_a_result_to_give_a_component_is_enough(world: World) -> None:
    dossier = world.dossier(world.commune, JUNE, procedure=world.without_result)
    world.paper(dossier, world.commune)
    assert share(rate(world, "M2")) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "stored"),
    [
        ({}, 1),
        ({"holder": None}, 0),
        ({"verdict": "indeterminate"}, 0),
        ({"state": "signed"}, 0),
        ({"state": "withdrawn"}, 1),
    ],
)
def test_signed_and_stored_needs_signature_hash_and_owner(
    world: World, facts: dict[str, Any], stored: int
) -> None:
    world.paper(None, world.commune, **facts)
    assert share(rate(world, "M4")) == (stored, 1)


def test_reuse_by_dossier_and_by_component(world: World) -> None:
    dossier = world.dossier(world.commune, JUNE)
    world.dossier(world.commune, JUNE)
    paper = world.paper(None, world.commune)
    reuse = world.reuse(dossier, world.components[0], paper)
    assert share(rate(world, "M5")) == (1, 2)
    assert share(rate(world, "M5c")) == (1, 4)
    world.revoke(reuse)
    assert share(rate(world, "M5")) == (0, 2)


def test_a_databases_answer_is_a_reuse_and_no_file(world: World) -> None:
    dossier = world.dossier(world.commune, JUNE, procedure=world.without_result)
    [component] = dossier.version.components.all()
    reuse = Reuse.objects.create(
        dossier=dossier,
        component=component,
        mode=ReuseMode.CITIZEN_STORE,
        reference="KHO-1",
        purpose="giải quyết hồ sơ",
        legal_basis="Nghị định",
        officer="user:thu",
    )
    world.tell("reuse.recorded", reuse, world.commune)
    assert share(rate(world, "M5")) == (1, 1)
    assert share(rate(world, "M5c")) == (1, 1)
    assert share(rate(world, "M2")) == (0, 1)


def test_without_a_due_date_days_off_do_not_count(world: World) -> None:
    DayOff.objects.create(day=date(2024, 6, 5), name="Nghỉ")
    world.dossier(world.commune, JUNE, status=9, finished_at=at(date(2024, 6, 7)), due_at=None)
    assert share(rate(world, "M9")) == (1, 1)


def test_online_and_who_is_not_counted(world: World) -> None:
    world.dossier(world.commune, JUNE, channel=Channel.ONLINE)
    world.dossier(world.commune, JUNE)
    for facts in ({"status": 1}, {"status": 3}, {"received_at": None}):
        world.dossier(world.commune, JUNE, **facts)
    assert share(rate(world, "M7")) == (1, 2)


def test_on_time_of_finished(world: World) -> None:
    due = at(JUNE + timedelta(days=3))
    for status, finished, limit in [
        (9, due, due),  # on time to the minute
        (10, due + timedelta(minutes=1), due),  # late
        (4, None, due),  # open
        (4, due, due),  # not finished by its status
        (9, at(date(2024, 6, 6)), None),  # three working days after Monday: on time
        (9, at(date(2024, 6, 7)), None),  # the fourth: late
    ]:
        world.dossier(world.commune, JUNE, status=status, finished_at=finished, due_at=limit)
    found = rate(world, "M9f")
    assert share(found) == (2, 4)
    assert found.value == Decimal("50.00")
    # By Decision 766 what is still open counts too: here both have been overdue since June.
    assert share(rate(world, "M9")) == (2, 6)
    before_due = rate(world, "M9", as_of=date(2024, 6, 5))
    assert share(before_due) == (6, 6)


def test_the_figures_of_a_service_centre_in_2020() -> None:
    """S2-2: 52,964 on time and 53 late are 99.90 %."""
    assert percent(52_964, 52_964 + 53) == Decimal("99.90")
    assert percent(12_013_483, 12_013_483 + 49_518) == Decimal("99.59")


def test_the_day_is_that_of_the_office(world: World) -> None:
    world.dossier(world.commune, JUNE, received_at=at(date(2023, 12, 31), hour=18))
    assert rate(world, "M7", 2023).denominator == 0
    assert rate(world, "M7", 2024).denominator == 1


def test_before_digitization_began_nothing_was_due(world: World) -> None:
    world.dossier(world.commune, date(2023, 5, 31))
    world.dossier(world.commune, date(2023, 6, 1))
    found = rate(world, "M2", 2023)
    assert share(found) == (0, 1)
    assert share(rate(world, "M7", 2023)) == (0, 2)
    before = rate(world, "M2", 2022)
    assert (before.value, before.gap_papers) == (None, None)


def test_an_ended_district_counts_under_its_successor_and_keeps_its_history(world: World) -> None:
    world.dossier(world.district, date(2025, 3, 3))
    world.count(world.district, date(2024, 12, 31), 9)
    follow()
    in_2025 = rates(2025, agency=world.commune, indicators=["M7"])
    assert {each.level: each.denominator for each in in_2025} == {
        None: 1,
        "district": 1,
        "commune": 0,
    }
    stock = rates(2025, agency=world.commune, indicators=["M1"], level="commune")[0]
    assert (stock.denominator, stock.target) == (9, Decimal(15))
    before = rates(2025, as_of=date(2025, 6, 30), agency=world.commune, indicators=["M7", "M1"])
    assert [each.denominator for each in before] == [0, 0]
    district = rates(2025, as_of=date(2025, 6, 30), agency=world.district, indicators=["M1"])[0]
    assert (district.level, district.denominator, district.target) == ("district", 9, Decimal(20))
    province = rates(2025, agency=world.province, indicators=["M1"])
    assert next(each for each in province if each.level is None).denominator == 9


def test_gaps(world: World) -> None:
    for number in range(7):
        world.dossier(world.commune, JUNE, channel=2 if number < 3 else 1)
    found = rate(world, "M7", level="commune")
    assert (found.value, found.target) == (Decimal("42.86"), Decimal(50))
    assert (found.gap_points, found.gap_papers) == (Decimal("7.14"), 1)
    nothing = rate(world, "M4", agency=world.commune)
    assert (nothing.value, nothing.gap_points, nothing.gap_papers) == (None, None, None)
    assert nothing.target == Decimal(55)
    no_target = rate(world, "M9", agency=world.commune)
    assert (no_target.target, no_target.gap_points) == (None, None)


@given(denominator=st.integers(1, 10**6), part=st.fractions(0, 1), target=st.integers(0, 100))
def test_the_gap_is_the_fewest_that_reach_the_target(
    denominator: int, part: Any, target: int
) -> None:
    numerator = int(denominator * part)
    missing = still_needed(numerator, denominator, Decimal(target))
    assert (numerator + missing) * 100 >= target * denominator
    if missing:
        assert (numerator + missing - 1) * 100 < target * denominator


def told(*options: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("rates", "--json", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_follows_first_and_answers_as_fixed(world: World) -> None:
    world.dossier(world.commune, JUNE, channel=2)
    where = ["--year", "2024", "--agency", "H80.3", "--level", "commune"]
    assert told(*where, "--indicator", "M7", "--indicator", "M1") == [
        {
            "year": 2024, "as_of": "2024-12-31", "agency": "H80.3", "level": "commune",
            "indicator": "M1", "numerator": 0, "denominator": 0, "value": None,
            "target": 15.0, "gap_points": None, "gap_papers": None,
        },
        {
            "year": 2024, "as_of": "2024-12-31", "agency": "H80.3", "level": "commune",
            "indicator": "M7", "numerator": 1, "denominator": 1, "value": 100.0,
            "target": 50.0, "gap_points": 0.0, "gap_papers": 0,
        },
    ]  # fmt: skip
    assert {each["agency"] for each in told("--year", "2024")} == {"H80", "H80.1", "H80.2", "H80.3"}


def test_the_table_for_a_person(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.dossier(world.commune, JUNE)
    call_command("rates", "--year", "2024", "--agency", "H80.3")
    out = capsys.readouterr().out
    assert "Năm 2024, tính đến 31/12/2024" in out
    assert "0,00 %" in out
    assert "chỉ tiêu 50,00 %, còn thiếu 1" in out
    assert "n/a" in out


def test_what_the_indicators_count(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rates", "--definitions")
    assert capsys.readouterr().out == as_markdown()


def test_m10_stands_for_its_four_parts(world: World) -> None:
    world.dossier(world.commune, JUNE, channel=Channel.POST)
    world.dossier(world.commune, JUNE, status=7, finished_at=at(JUNE), due_at=at(JUNE))
    where = ["--year", "2024", "--agency", "H80.3", "--level", "commune"]
    assert {
        each["indicator"]: (each["numerator"], each["denominator"])
        for each in told(*where, "--indicator", "M10")
    } == {"M10p": (1, 2), "M10r": (1, 1), "M10a": (0, 0), "M10s": (1, 1)}


@pytest.mark.parametrize(
    "wrong",
    [["--level", "thôn"], ["--indicator", "M11"], ["--agency", "H1"], ["--as", "khong-co"]],
)
def test_wrong_use(world: World, wrong: list[str]) -> None:
    with pytest.raises(CommandError) as ended:
        call_command("rates", "--year", "2024", *wrong)
    assert ended.value.returncode == 2


def test_a_manager_sees_their_subtree_and_a_clerk_nothing(world: World) -> None:
    make_agency("H81", level="province")
    manager = make_user("manager", world.commune)
    seen = {each["agency"] for each in told("--year", "2024", "--as", manager.username)}
    assert seen == {"H80.3", "H80.2"}
    with pytest.raises(CommandError):
        call_command("rates", "--year", "2024", "--agency", "H81", "--as", manager.username)
    clerk = make_user("clerk", world.province)
    assert told("--year", "2024", "--as", clerk.username) == []
    Role.objects.create(user=clerk, kind="auditor", agency=Agency.objects.get(code="H81"))
    assert {each["agency"] for each in told("--year", "2024", "--as", clerk.username)} == {"H81"}


def test_failed_after_acceptance_is_still_known(world: World) -> None:
    facts = {"failed_from": "to_sign", "failure_code": "signing.no_key"}
    kind = make_paper_type("giay_phep_xd")
    world.paper(None, world.commune, state=State.FAILED, paper_type=kind, valid_from=JUNE, **facts)
    assert share(rate(world, "M1")) == (0, 1)


@pytest.mark.parametrize(
    ("numerator", "told"), [(49_999, "0.01"), (50_000, "0.00"), (50_001, "0.00"), (42_857, "7.14")]
)
def test_a_gap_is_not_told_as_nothing_while_papers_are_missing(
    world: World, numerator: int, told: str
) -> None:
    day = date(2024, 6, 30)
    place = Place(world.commune, "commune", Period.year(2024), day, reading_of(day).goals)
    found = place.rate(Indicator.M7, numerator, 100_000)
    assert found.gap_points == Decimal(told)
    assert (found.gap_papers == 0) == (found.gap_points == 0)
