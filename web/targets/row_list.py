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
from targets.behind import behind_dossiers, behind_papers, behind_stock
from targets.indicators import INDICATORS, Definition
from targets.models import CountedStock, Indicator
from web.paging import KeysetPage, page_of
from web.targets.place import Place
from web.targets.row_words import of_dossier, of_paper

T = TypeVar("T", bound=Model)
MOST_STOCK = 50
OF_PAPERS = frozenset({Indicator.M1, Indicator.M4})
# Which side of the rate, as the address has it → whether it is counted in the numerator.
SIDES = {"thieu": False, "duoc": True}
OPENS_DOSSIERS = (Role.Kind.CLERK, Role.Kind.OFFICER)
OPENS_PAPERS = (Role.Kind.CLERK, Role.Kind.OFFICER, Role.Kind.AUDITOR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows the address asks for."""

    side: str
    procedure: str
    after: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read the address; by default what is missing, of all procedures."""
        side = query.get("tinh", "")
        return cls(
            side=side if side in SIDES else "thieu",
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
    procedure: Procedure | None
    rows: Sequence[Row]
    page: KeysetPage[Any]
    stock: Sequence[CountedStock]  # results on paper that were only counted, on the first page

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
        return f"{what} {'được tính vào tử số' if self.is_counted else 'còn thiếu'}"

    @property
    def counts(self) -> str:
        """What the side of the rate counts, in words."""
        words = self.definition.words
        if self.is_counted:
            return f"Tử số đếm {words.numerator}."
        return f"Thuộc mẫu số ({words.denominator}) nhưng chưa được tính vào tử số ({words.numerator})."


def row_list_of(place: Place, indicator: Indicator, wanted: Wanted, *, user: User) -> RowList:
    """The rows of a place that the person may see; an unknown procedure is as none."""
    procedure = Procedure.objects.filter(code=wanted.procedure).first()
    period = place.choice.period.until(place.choice.today)
    page, rows = _read(place, indicator, wanted, procedure=procedure, user=user)
    stock: list[CountedStock] = []
    if indicator is Indicator.M1 and not SIDES[wanted.side] and page.is_first:
        found = behind_stock(user, agency=place.agency, period=period, procedure=procedure)
        stock = list(_at_level(found, place)[:MOST_STOCK])
    return RowList(
        place=place,
        definition=INDICATORS[indicator],
        wanted=wanted,
        procedure=procedure,
        rows=rows,
        page=page,
        stock=stock,
    )


def _read(
    place: Place,
    indicator: Indicator,
    wanted: Wanted,
    *,
    procedure: Procedure | None,
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
    keys = ("-received_day", "-dossier_id")
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
