"""The dossiers or papers behind a number: which they are and why they count, or are missing. Of nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Agency, Role, User
from accounts.selectors import has_role
from dossiers.models import Procedure
from targets.behind import behind_dossiers, behind_papers, behind_stock, type_of_procedure
from targets.indicators import INDICATORS, Definition
from targets.models import CountedStock, Indicator
from targets.selectors.rates import type_of_ratio
from vietnamese.dates import format_number
from web.paging import KeysetPage, page_of
from web.targets.place import Place
from web.targets.row_words import of_dossier, of_paper

T = TypeVar("T", bound=Model)
MOST_STOCK = 50
OF_PAPERS = frozenset({Indicator.M1, Indicator.M4})
# Which side of the rate, as the address has it → whether it is counted in the numerator.
SIDES = {"thieu": False, "duoc": True}
# What a number cannot be told row by row, in words.
NOT_BY_ROWS = {
    Indicator.M6: "Chỉ số đếm mỗi người một lần; danh sách này là hồ sơ của họ.",
    Indicator.M10S: (
        "Chỉ số là 100 % trừ tỷ lệ quá hạn và tỷ lệ bị phản ánh: hồ sơ vừa quá hạn vừa bị phản ánh bị trừ hai "
        "lần, phản ánh tính theo ngày nhận; vì thế số dòng ở đây có thể khác tử số."
    ),
}
OPENS_DOSSIERS = (Role.Kind.CLERK, Role.Kind.OFFICER)
# In an address: papers that belong to no procedure.
WITHOUT_PROCEDURE = "khong"
OPENS_PAPERS = (Role.Kind.CLERK, Role.Kind.OFFICER, Role.Kind.AUDITOR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows the address asks for."""

    side: str
    procedure: str
    after: str

    @classmethod
    def of(cls, query: QueryDict, indicator: Indicator) -> "Wanted":
        """Read the address; by default the side that asks for something to be done, of all procedures."""
        side = query.get("tinh", "")
        return cls(
            side=side if side in SIDES else default_side(INDICATORS[indicator]),
            procedure=query.get("thu_tuc", "").replace("\0", "")[:60],
            after=query.get("sau", ""),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier or paper, without anybody's name; `address` is empty where the person may not open it."""

    name: str
    address: str
    agency: Agency
    procedure: Procedure | None
    day: date | None
    facts: str


@dataclass(frozen=True, slots=True)
class RowList:
    """One page of rows."""

    place: Place
    definition: Definition
    wanted: Wanted
    procedure: type_of_procedure
    rows: Sequence[Row]
    page: KeysetPage[Any]
    ratio: type_of_ratio | None  # of the whole list; None where one procedure's rows are listed
    stock: Sequence[CountedStock]  # results on paper that were only counted, on the first page
    has_more_stock: bool  # counts that are not listed, smaller than those that are

    @property
    def procedure_name(self) -> str:
        """Whose rows only, if they are of one."""
        return "Không theo thủ tục" if self.procedure == "none" else str(self.procedure or "")

    @property
    def indicator(self) -> Indicator:
        """Which one."""
        return self.definition.code

    @property
    def of_papers(self) -> bool:
        """Whether papers are listed, not dossiers."""
        return self.indicator in OF_PAPERS

    @property
    def is_counted(self) -> bool:
        """Whether the numerator is listed."""
        return SIDES[self.wanted.side]

    @property
    def heading(self) -> str:
        """What is listed."""
        what = "Giấy tờ" if self.of_papers else "Hồ sơ"
        name = side_names(self.definition)[self.wanted.side]
        return f"{what} {name[0].lower()}{name[1:]}"

    @property
    def switches(self) -> list[tuple[str, str, bool]]:
        """Both sides: part of the address, name, whether it is the one shown; what is to be mended first."""
        names = side_names(self.definition)
        first = default_side(self.definition)
        order = sorted(names, key=lambda side: side != first)
        return [(side, names[side], side == self.wanted.side) for side in order]

    @property
    def not_by_rows(self) -> str:
        """Why the rows are not exactly what the number counts; empty where they are."""
        return NOT_BY_ROWS.get(self.indicator, "")

    @property
    def total(self) -> str:
        """How many the whole list is made of, and of how many; empty where nothing was due."""
        numerator, denominator = self.ratio or (0, 0)
        if not denominator:
            return ""
        number = numerator if self.is_counted else denominator - numerator
        unit = self.definition.words.unit
        return f"{format_number(number)} trong {format_number(denominator)} {unit}."

    @property
    def counts(self) -> str:
        """What the side of the rate counts, in words."""
        words = self.definition.words
        if self.is_counted:
            return f"Tử số đếm {words.numerator}."
        return f"Thuộc mẫu số ({words.denominator}) nhưng chưa được tính vào tử số ({words.numerator})."


def default_side(definition: Definition) -> str:
    """The side that asks for something to be done: what is missing, or what there should be few of."""
    return "duoc" if definition.lower_is_better else "thieu"


def side_names(definition: Definition) -> dict[str, str]:
    """What the two sides of the rate are called."""
    if definition.lower_is_better:
        return {"thieu": "Không bị tính", "duoc": "Bị tính vào tử số"}
    return {"thieu": "Chưa được tính", "duoc": "Được tính vào tử số"}


def row_list_of(place: Place, indicator: Indicator, wanted: Wanted, *, user: User) -> RowList:
    """The rows of a place that the person may see; an unknown procedure is as none."""
    procedure: type_of_procedure = Procedure.objects.filter(code=wanted.procedure).first()
    if wanted.procedure == WITHOUT_PROCEDURE:
        procedure = "none"
    period = place.choice.period.until(place.choice.today)
    page, rows = _read(place, indicator, wanted, procedure=procedure, user=user)
    ratio = None
    if procedure is None:
        [ratio] = place.book([place.agency], [indicator]).ratios(
            place.agency, place.level_code, [indicator]
        )
    stock: list[CountedStock] = []
    if indicator is Indicator.M1 and not SIDES[wanted.side] and page.is_first:
        found = behind_stock(user, agency=place.agency, period=period, procedure=procedure)
        stock = list(_at_level(found, place)[: MOST_STOCK + 1])
    return RowList(
        place=place,
        definition=INDICATORS[indicator],
        wanted=wanted,
        procedure=procedure,
        rows=rows,
        page=page,
        ratio=ratio,
        stock=stock[:MOST_STOCK],
        has_more_stock=len(stock) > MOST_STOCK,
    )


def _read(
    place: Place,
    indicator: Indicator,
    wanted: Wanted,
    *,
    procedure: type_of_procedure,
    user: User,
) -> tuple[KeysetPage[Any], list[Row]]:
    asked: dict[str, Any] = {
        "indicator": indicator,
        "agency": place.agency,
        "procedure": procedure,
        "period": place.choice.period.until(place.choice.today),
        "counted": SIDES[wanted.side],
    }
    if indicator in OF_PAPERS:
        papers = _at_level(behind_papers(user, **asked), place)
        of_papers = page_of(papers, keys=("-paper_id",), after=wanted.after)
        return of_papers, [_paper(row, indicator, user) for row in of_papers.rows]
    dossiers = _at_level(behind_dossiers(user, **asked), place)
    keys = ("-newest", "-dossier_id")
    of_dossiers = page_of(dossiers, keys=keys, after=wanted.after)
    return of_dossiers, [_dossier(row, indicator, user) for row in of_dossiers.rows]


def _at_level(found: QuerySet[T], place: Place) -> QuerySet[T]:
    return found.filter(agency__level=place.level) if place.level else found


def _dossier(row: Any, indicator: Indicator, user: User) -> Row:
    return Row(
        name=row.dossier.number,
        address=_address("dossier", row, may=has_role(user, *OPENS_DOSSIERS)),
        agency=row.agency,
        procedure=row.procedure,
        day=row.received_day,
        facts=of_dossier(row, indicator),
    )


def _paper(row: Any, indicator: Indicator, user: User) -> Row:
    return Row(
        name=f"{row.paper_type or 'Giấy tờ'} số {row.pk}",
        address=_address("paper", row, may=has_role(user, *OPENS_PAPERS)),
        agency=row.agency,
        procedure=row.procedure,
        day=row.accepted_day,
        facts=of_paper(row, indicator),
    )


def _address(name: str, row: Any, *, may: bool) -> str:
    """Where the row opens: for those whose roles open such pages, and who may see this one."""
    return reverse(name, args=[row.pk]) if may and row.may_open else ""
