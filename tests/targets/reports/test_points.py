"""Decision 766's digitization group: 22 points by data with dates, in proportion, and an estimate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import AcceptedData, DataSource, Reuse, ReuseMode
from targets.models import CriterionWeight, ReportKind
from targets.reports.content import report_of
from targets.reports.document import Section
from targets.reports.periods import ReportPeriod
from targets.reports.points import Criterion, Estimate, weights_on
from targets.rollup import follow
from tests.targets.world import BY, World

JUNE = ReportPeriod(ReportKind.MONTH, 2024, 6)


def points(rate: tuple[int, int] | None, *, most: str, full_at: str = "100") -> Decimal | None:
    weight = CriterionWeight(points=Decimal(most), full_at=Decimal(full_at))
    return Estimate(weight, rate).points


def test_points_are_in_proportion_and_full_from_a_rate_on() -> None:
    assert points((1, 2), most="6") == Decimal("3.00")
    assert points((1, 3), most="4") == Decimal("1.33")
    assert points((8, 10), most="2", full_at="80") == Decimal("2.00")
    assert points((4, 10), most="2", full_at="80") == Decimal("1.00")
    assert points((9, 10), most="2", full_at="80") == Decimal("2.00")


def test_nothing_due_and_nothing_known_give_no_points_instead_of_none() -> None:
    assert points((0, 0), most="6") is None
    assert points(None, most="6") is None
    assert points((0, 5), most="6") == 0


@given(
    bottom=st.integers(1, 10**6),
    share=st.fractions(0, 1),
    most=st.decimals(0, 22, places=2),
    full_at=st.decimals("0.01", 100, places=2),
)
def test_points_lie_between_none_and_all(
    bottom: int, share: float, most: Decimal, full_at: Decimal
) -> None:
    found = points((int(bottom * share), bottom), most=str(most), full_at=str(full_at))
    assert found is not None
    assert 0 <= found <= most


@pytest.mark.django_db
def test_weights_are_data_with_dates() -> None:
    assert weights_on(date(2022, 6, 22)) == []
    now = weights_on(date(2025, 1, 1))
    assert [each.criterion for each in now] == Criterion.values
    assert sum(each.points for each in now) == 22
    CriterionWeight.objects.create(
        criterion="reuse", points=5, valid_from=date(2026, 1, 1), source="Quyết định mới"
    )
    points_of = {
        year: {each.criterion: each.points for each in weights_on(date(year, 6, 1))}
        for year in (2025, 2026)
    }
    assert (points_of[2025]["reuse"], points_of[2026]["reuse"]) == (2, 5)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    dossiers = [made.dossier(made.commune, date(2024, 6, 3)) for _ in range(4)]
    source = DataSource.objects.create(code="CSDL-DC", name="Cơ sở dữ liệu dân cư")
    AcceptedData.objects.create(component=made.components[0], source=source)
    found = Reuse.objects.create(
        dossier=dossiers[0],
        component=made.components[0],
        mode=ReuseMode.DATA_LOOKUP,
        source=source,
        reference="tra cứu 1",
        purpose="giải quyết hồ sơ",
        legal_basis="Nghị định",
        officer=BY,
    )
    made.tell("reuse.recorded", found, made.commune)
    follow()
    return made


def section(world: World) -> Section:
    report = report_of(world.province, JUNE, today=date(2024, 7, 5))
    return next(each for each in report.sections if each.code == "points")


def test_the_group_as_a_section(world: World) -> None:
    found = section(world)
    assert found.heading.endswith("(ước tính)")
    rows = {row[0]: row[1:] for row in found.tables[0].rows}
    reuse = rows["Hồ sơ tái sử dụng thông tin, dữ liệu đã số hóa"]
    assert reuse == (1, 4, Decimal("25.00"), Decimal("2.00"), Decimal("0.63"))
    assert rows["Hồ sơ chứng thực bản sao điện tử"][-1] is None
    assert rows["Hồ sơ khai thác dữ liệu dân cư"][:2] == (None, None)
    assert rows["Cộng"][3] == 22
    assert "Hồ sơ khai thác dữ liệu dân cư" in found.notes[-1]


def test_the_population_database_is_the_one_that_the_office_names(world: World) -> None:
    CriterionWeight.objects.filter(criterion__startswith="population").update(data_source="CSDL-DC")
    rows = {row[0]: row[1:] for row in section(world).tables[0].rows}
    assert rows["Hồ sơ khai thác dữ liệu dân cư"][:3] == (1, 4, Decimal("25.00"))
    assert rows["Thủ tục kết nối dữ liệu dân cư"][:3] == (1, 1, Decimal("100.00"))
