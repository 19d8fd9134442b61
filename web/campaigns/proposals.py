"""Everything the page of proposals shows: what could be scanned next in an agency, and what M1 gains by it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Agency
from targets.campaigns import paths_to
from targets.models import Campaign, Indicator
from targets.reading import Reading
from targets.scanning import Candidate, candidates
from targets.selectors import Rate, percent, rates_of
from vietnamese.dates import format_number, format_percent
from web.campaigns.forms import Choice
from web.targets.place import topmost

SHOWN = 50
HEADER = (
    "Loại giấy tờ",
    "Mã loại",
    "Cơ quan",
    "Mã cơ quan",
    "Còn trên giấy",
    "Trong đó đã kiểm đếm",
    "Trong đó đã vào sổ",
    "Lượt hỏi 12 tháng",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate: its rate before and after, what the whole scope gains, and the campaign that has it already."""

    candidate: Candidate
    rate: Rate | None
    whole: Rate | None
    campaign: Campaign | None

    @property
    def change(self) -> str:
        """M1 of the agency now, and once all of the pile is scanned; never more than 100 %."""
        if self.rate is None or self.rate.value is None:
            return format_percent(None)
        reached = min(self.rate.denominator, self.rate.numerator + self.candidate.missing)
        after = percent(reached, self.rate.denominator)
        return f"{format_percent(self.rate.value)} → {format_percent(after)}"

    @property
    def gain(self) -> Decimal | None:
        """Points that M1 of the whole scope gains."""
        return percent(self.candidate.missing, self.whole.denominator) if self.whole else None

    @property
    def points(self) -> str:
        """The same in words; a gain that two decimals do not show is still one."""
        if self.gain is None:
            return "n/a"
        return f"+{format_number(self.gain)}" if self.gain else "< 0,01"


@dataclass(frozen=True, slots=True)
class Standing:
    """M1 of the whole scope at one level, against its target."""

    name: str
    rate: Rate

    @property
    def value(self) -> str:
        """41,20 %, or n/a."""
        return format_percent(self.rate.value)

    @property
    def target(self) -> str:
        """What is to be reached; empty without a target."""
        return "" if self.rate.target is None else format_percent(self.rate.target)


@dataclass(frozen=True, slots=True)
class Proposals:
    """One page."""

    choice: Choice
    agency: Agency
    above: list[Agency]
    below: list[Agency]
    standings: list[Standing]
    lines: list[Line]
    found: int
    papers: int
    may_plan: set[int]

    @property
    def left_out(self) -> int:
        """How many candidates the page does not show; the table to download has them all."""
        return self.found - len(self.lines)


def agency_of(choice: Choice, visible: QuerySet[Agency]) -> Agency:
    """The agency that the address names, else the topmost; Http404 where the person sees none such."""
    seen = visible.select_related("level")
    named = seen.filter(code=choice.agency).first() if choice.agency else None
    agency = named if choice.agency else topmost(seen, today=choice.today)
    if agency is None:
        raise Http404
    return agency


def proposals_of(
    choice: Choice, *, visible: QuerySet[Agency], planned: QuerySet[Agency]
) -> Proposals:
    """The page of an agency that the person may see; `planned` are those they may plan for.

    Raises:
        Http404: no such agency, or none of theirs.
    """
    agency = agency_of(choice, visible)
    reading = Reading(choice.today)
    found = candidates(agency, day=reading, order=choice.order)
    shown = found[:SHOWN]
    rates = _rates([agency, *dict.fromkeys(each.agency for each in shown)], reading)
    own = rates[agency.pk]
    under_way = {
        (each.agency_id, each.paper_type_id): each
        for each in Campaign.objects.filter(
            outcome="", agency__in={each.agency.pk for each in shown}
        )
    }
    lines = [
        Line(
            candidate=each,
            rate=next(iter(rates[each.agency.pk]), None),
            whole=next(iter(own), None),
            campaign=under_way.get((each.agency.pk, each.paper_type.pk)),
        )
        for each in shown
    ]
    levels = reading.tree.levels
    return Proposals(
        choice=choice,
        agency=agency,
        above=list(visible.filter(path__in=paths_to(agency)[:-1]).order_by("path")),
        below=_below(agency, reading, visible),
        standings=[Standing(levels[rate.level].name, rate) for rate in own if rate.level],
        lines=lines,
        found=len(found),
        papers=sum(each.missing for each in found),
        may_plan=set(
            planned.filter(pk__in={each.agency.pk for each in shown}).values_list("pk", flat=True)
        ),
    )


def table_of(found: list[Candidate]) -> list[tuple[str, ...]]:
    """Every candidate as a row of text."""
    return [
        (
            each.paper_type.name,
            each.paper_type.pk,
            each.agency.name,
            each.agency.code,
            str(each.missing),
            str(each.stock),
            str(each.known),
            str(each.asked),
        )
        for each in found
    ]


def _below(agency: Agency, reading: Reading, visible: QuerySet[Agency]) -> list[Agency]:
    seen = set(visible.values_list("pk", flat=True))
    return [each for each in reading.tree.children(agency) if each.pk in seen]


def _rates(agencies: list[Agency], reading: Reading) -> dict[int, list[Rate]]:
    """M1 of each agency: of all its levels together first."""
    year = reading.day.year
    found = rates_of(agencies, year=year, as_of=reading, indicators=[Indicator.M1])
    rates: dict[int, list[Rate]] = {each.pk: [] for each in agencies}
    for rate in found:
        rates[rate.agency.pk].append(rate)
    return rates
