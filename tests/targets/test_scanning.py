"""What to scan next: the stock that is still on paper, by agency and type, and how often it is asked for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import PaperType
from targets.models import AskedComponent, ProcedureMonth
from targets.scanning import Order, asked_for, candidates, missing_of
from tests.records import make_agency, make_component, make_paper_type, make_procedure
from tests.targets.piles import result, stock

pytestmark = pytest.mark.django_db
LONG_AGO, COUNTED = date(2020, 1, 1), date(2026, 1, 5)


@pytest.fixture
def province() -> Agency:
    return make_agency(level="province")


@pytest.fixture
def permit() -> PaperType:
    return make_paper_type("giay_phep_xd")


def told(agency: Agency, order: Order = Order.GAIN) -> list[tuple[str, str, int]]:
    found = candidates(agency, day=timezone.localdate(), order=order)
    return [(each.agency.code, each.paper_type.pk, each.missing) for each in found]


def test_stock_and_known_results_without_a_copy_add_up_largest_first(
    province: Agency, permit: PaperType
) -> None:
    big, small = make_agency(parent=province), make_agency(parent=province)
    stock(small, permit, 7, day=COUNTED)
    stock(big, permit, 5, day=COUNTED)
    for _ in range(4):
        result(big, permit, since=COUNTED + timedelta(days=1))
    result(big, permit, since=LONG_AGO)  # is one of the five that were counted
    result(big, permit, since=LONG_AGO, copied=COUNTED)
    assert told(province) == [(big.code, permit.pk, 9), (small.code, permit.pk, 7)]
    assert told(small) == [(small.code, permit.pk, 7)]
    assert missing_of(province, permit, day=timezone.localdate()) == 16


def test_what_was_scanned_since_the_count_is_taken_off_it(
    province: Agency, permit: PaperType
) -> None:
    commune = make_agency(parent=province)
    stock(commune, permit, 5, day=COUNTED)
    result(commune, permit, since=LONG_AGO, copied=COUNTED)  # was no longer in the count
    result(commune, permit, since=LONG_AGO, copied=COUNTED + timedelta(days=1))
    assert told(province) == [(commune.code, permit.pk, 4)]
    for _ in range(9):
        result(commune, permit, since=LONG_AGO, copied=COUNTED + timedelta(days=2))
    assert told(province) == []  # more than were counted: never less than nothing


def test_results_that_no_longer_hold_are_not_worth_a_scan(
    province: Agency, permit: PaperType
) -> None:
    commune = make_agency(parent=province)
    over = result(commune, permit, since=LONG_AGO)
    over.result_to = timezone.localdate()
    over.save()
    result(commune, permit, since=timezone.localdate() + timedelta(days=1))
    assert told(province) == []


def test_the_stock_of_an_ended_agency_is_its_successors(
    province: Agency, permit: PaperType
) -> None:
    heir = make_agency(parent=province)
    ended = make_agency(
        parent=province, valid_to=timezone.localdate() - timedelta(days=1), successor=heir
    )
    stock(ended, permit, 5, day=COUNTED)
    result(heir, permit, since=LONG_AGO)  # another series than the stock of the one that ended
    assert told(province) == [(heir.code, permit.pk, 6)]
    assert told(heir) == [(heir.code, permit.pk, 6)]


def test_demand_is_what_dossiers_of_twelve_months_asked_for(province: Agency) -> None:
    commune, today = make_agency(parent=province), timezone.localdate()
    rare, often = make_paper_type("hiem", name="Hiếm"), make_paper_type("hay", name="Hay")
    procedure = make_procedure()
    version = procedure.versions.get()
    for kinds in ((rare, often), (often,)):
        component = make_component(procedure, *kinds)
        AskedComponent.objects.create(version=version, component=component, mandatory=True)
    month = today.replace(day=1)
    years_ago = month.replace(year=month.year - 1)
    for where, day, n in (
        (commune, month, 10),
        (commune, years_ago, 1000),
        (make_agency(), month, 5),
    ):
        ProcedureMonth.objects.create(agency=where, procedure=procedure, month=day, received=n)
    assert asked_for({commune.pk}, day=today) == {"hiem": 10, "hay": 20}
    stock(commune, rare, 50, day=COUNTED)
    stock(commune, often, 2, day=COUNTED)
    assert [kind for _, kind, _ in told(province)] == ["hiem", "hay"]
    assert [kind for _, kind, _ in told(province, Order.DEMAND)] == ["hay", "hiem"]
