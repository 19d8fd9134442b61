"""One-stop units and focal officers: each from a day to a day, the earlier ends where the next begins."""

from datetime import date

import pytest

from dossiers.models import Event, FocalOfficer, OneStopUnit
from tests.imports.conftest import EXAMPLES, type_of_run
from tests.imports.test_imports import changed, type_of_table
from tests.records import make_user

HEADING = ["agency_code", "compliant", "source", "valid_from", "valid_to"]
YEARS = (
    ["H90.41", "false", "Báo cáo 2024", "2024-01-01", ""],
    ["H90.41", "true", "Báo cáo 2025", "2025-01-01", ""],
)
pytestmark = pytest.mark.usefixtures("province")


@pytest.mark.parametrize("kind", ["one_stop_units", "focal_officers"])
def test_the_examples_go_in_and_a_second_run_changes_nothing(run: type_of_run, kind: str) -> None:
    (first,) = run(kind, EXAMPLES / f"{kind}.csv")
    assert (first["created"], first["updated"]) == (4, 0)
    events = Event.objects.count()
    (again,) = run(kind, EXAMPLES / f"{kind}.csv")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 4)
    assert Event.objects.count() == events


def test_a_new_year_ends_the_one_before(run: type_of_run, table: type_of_table) -> None:
    run("one_stop_units", table("one_stop_units", [HEADING, YEARS[0]]))
    (done,) = run("one_stop_units", table("one_stop_units", [HEADING, YEARS[1]]))
    assert (done["created"], done["updated"]) == (1, 1)
    held = OneStopUnit.objects.order_by("valid_from").values_list("compliant", "valid_to")
    assert list(held) == [(False, date(2024, 12, 31)), (True, None)]
    # The file of the year before does not open its row again.
    (again,) = run("one_stop_units", table("one_stop_units", [HEADING, YEARS[0]]))
    assert (again["updated"], again["unchanged"]) == (0, 1)
    for day, compliant in ((date(2024, 12, 31), False), (date(2025, 1, 1), True)):
        assert OneStopUnit.objects.on(day).get().compliant is compliant
    assert not OneStopUnit.objects.on(date(2023, 12, 31)).exists()


def test_what_overlaps_is_refused(run: type_of_run, table: type_of_table) -> None:
    rows = [HEADING, [*YEARS[0][:4], "2025-06-30"], list(YEARS[1])]
    (told,) = run("one_stop_units", table("one_stop_units", rows), status=1)
    assert (told["row"], told["error"]["code"]) == (3, "office.overlaps")
    assert not OneStopUnit.objects.exists()


def test_bad_rows_are_told(run: type_of_run, table: type_of_table) -> None:
    rows = changed("one_stop_units", 2, compliant="", valid_to="2023-01-01")
    told = run("one_stop_units", table("one_stop_units", rows), status=1)
    codes = {(each["column"], each["error"]["code"]) for each in told}
    assert codes == {
        ("compliant", "cell.missing"),
        ("valid_to", "cell.ends_before_it_begins"),
    }
    rows = changed("focal_officers", 3, username="nobody")
    (told_user,) = run("focal_officers", table("focal_officers", rows), status=1)
    assert told_user["error"]["code"] == "user.unknown"


def test_an_officer_who_signs_in_is_known_by_it_and_no_event_names_them(
    run: type_of_run, table: type_of_table
) -> None:
    person = make_user("officer", username="dau-moi")
    run("focal_officers", table("focal_officers", changed("focal_officers", 3, username="dau-moi")))
    row = FocalOfficer.objects.get(user=person)
    told = Event.objects.get(object_type="focalofficer", object_id=row.pk)
    assert told.verb == "agency.focal_officer_recorded"
    assert row.name not in str(told.facts)
