"""The digitization group of Decision 766's index, estimated: rates turned into points by weights that are data.

Marked *ước tính*: how the group's points fall to the criteria is known from a public transcription only.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from dossiers.models import Component, DataSource, Procedure, Reuse
from targets.models import CriterionWeight, Indicator, ProcedureMonth
from targets.periods import first_of_month
from targets.reports.document import Column, Section, Table, Unit, type_of_row
from targets.reports.subject import Subject
from targets.selectors import percent
from vietnamese.dates import format_date, format_number

Criterion = CriterionWeight.Criterion
CENT = Decimal("0.01")
BY_INDICATOR = {
    Criterion.E_RESULT: Indicator.M3,
    Criterion.DIGITIZED: Indicator.M2,
    Criterion.REUSE: Indicator.M5,
    Criterion.CITIZEN_STORE: Indicator.M5L,
}
COLUMNS = (
    Column("Tiêu chí"),
    Column("Tử số", Unit.COUNT, none="–"),
    Column("Mẫu số", Unit.COUNT, none="–"),
    Column("Tỷ lệ", Unit.PERCENT, none="không phát sinh"),
    Column("Điểm tối đa", Unit.POINTS),
    Column("Điểm ước tính", Unit.POINTS, none="chưa tính"),
)
type_of_ratio = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One criterion: `ratio` None where nothing here says it, `points` None where nothing was due either."""

    weight: CriterionWeight
    ratio: type_of_ratio | None

    @property
    def rate(self) -> Decimal | None:
        """Percent."""
        return percent(*self.ratio) if self.ratio else None

    @property
    def points(self) -> Decimal | None:
        """In proportion to the rate, all of them from `full_at` on."""
        if self.rate is None:
            return None
        share = min(Decimal(1), self.rate / self.weight.full_at)
        return (share * self.weight.points).quantize(CENT, rounding=ROUND_HALF_UP)


def weights_on(day: date) -> list[CriterionWeight]:
    """What each criterion weighs on the day; of two the one that begins later."""
    begun = CriterionWeight.objects.filter(valid_from__lte=day).select_related("data_source")
    rows = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("valid_from")
    found = {row.criterion: row for row in rows}
    return [found[each] for each in Criterion.values if each in found]


def estimates(subject: Subject) -> list[Estimate]:
    """Each criterion that has a weight on the last day that is counted."""
    return [Estimate(weight, _ratio(weight, subject)) for weight in weights_on(subject.as_of)]


def points_section(subject: Subject) -> Section:
    """The group as a table, with what could not be counted told."""
    found = estimates(subject)
    counted = [each for each in found if each.points is not None]
    rows = [*map(_cells, found), _total(found, counted)]
    missing = [each.weight.get_criterion_display() for each in found if each.points is None]
    most = sum((each.weight.points for each in counted), Decimal(0))
    notes = [
        (
            "Ước tính: điểm tối đa từng tiêu chí là số liệu đặt trong hệ thống, chưa đối chiếu với văn bản gốc; "
            "không thay cho điểm do Cổng Dịch vụ công quốc gia công bố."
        ),
        *sorted({_basis(each.weight) for each in found}),
    ]
    if missing:
        notes.append(
            f"Điểm ước tính chỉ gồm các tiêu chí tính được (tối đa {format_number(most)} điểm); "
            f"chưa có số liệu: {'; '.join(missing)}."
        )
    table = Table("points", "Nhóm chỉ số số hóa hồ sơ", COLUMNS, tuple(rows), has_total=True)
    return Section(
        "points",
        "Nhóm số hóa hồ sơ theo Quyết định 766/QĐ-TTg",
        (table,),
        notes=tuple(notes),
        estimated=True,
    )


def _ratio(weight: CriterionWeight, subject: Subject) -> type_of_ratio | None:
    criterion = Criterion(weight.criterion)
    if criterion in BY_INDICATOR:
        rate = subject.overall[BY_INDICATOR[criterion]]
        return rate.numerator, rate.denominator
    if weight.data_source is None:
        return None
    if criterion is Criterion.POPULATION_DOSSIERS:
        return _dossiers_using(weight.data_source, subject), subject.figures.received
    if criterion is Criterion.POPULATION_PROCEDURES:
        return _procedures_connected(weight.data_source, subject)
    return None


def _dossiers_using(source: DataSource, subject: Subject) -> int:
    """Dossiers received in the period for which the database was asked."""
    used = Reuse.objects.filter(
        source=source,
        revoked_at__isnull=True,
        dossier__counted__agency__in=subject.within,
        dossier__counted__received_day__range=(subject.days.begin, subject.days.end),
    )
    return used.values("dossier").distinct().count()


def _procedures_connected(source: DataSource, subject: Subject) -> type_of_ratio:
    """Of the procedures with dossiers in the period, those that take the database's answer for a component."""
    sums = ProcedureMonth.objects.filter(
        agency__in=subject.within,
        month__range=(first_of_month(subject.days.begin), subject.days.end),
        received__gt=0,
    )
    used = Procedure.objects.filter(pk__in=sums.values("procedure"))
    connected = Component.objects.filter(accepted_data__source=source).values("version__procedure")
    return used.filter(pk__in=connected).count(), used.count()


def _cells(each: Estimate) -> type_of_row:
    top, bottom = each.ratio or (None, None)
    name = each.weight.get_criterion_display()
    # Nothing was due is one thing, nothing here can say it another.
    rate = each.rate if each.ratio else "không tính được"
    return (name, top, bottom, rate, each.weight.points, each.points)


def _total(found: list[Estimate], counted: list[Estimate]) -> type_of_row:
    most = sum((each.weight.points for each in found), Decimal(0))
    reached = sum((each.points for each in counted if each.points is not None), Decimal(0))
    return ("Cộng", "", "", "", most, reached if counted else None)


def _basis(weight: CriterionWeight) -> str:
    return f"Căn cứ điểm tối đa: {weight.source}, áp dụng từ {format_date(weight.valid_from)}."
