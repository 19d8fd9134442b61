"""Rates by procedure: which ones make the gap."""

from dataclasses import dataclass

from accounts.models import Agency
from dossiers.models import Procedure
from targets.indicators import INDICATORS
from targets.models import Indicator
from targets.periods import Period
from targets.reading import reading_of, type_of_day
from targets.selectors.rates import Place, Rate
from targets.summing import Apart, Reach, sums, type_of_added


@dataclass(frozen=True, slots=True)
class ProcedureRate:
    """The rate of one procedure; None: papers that belong to no dossier."""

    procedure: Procedure | None
    rate: Rate


def by_procedure(
    agency: Agency,
    *,
    indicator: Indicator,
    period: Period,
    as_of: type_of_day,
    level: str | None = None,
) -> list[ProcedureRate]:
    """The procedures of an agency's subtree in which something was due, the largest gap first.

    Of M6 they are told by dossiers (M6d): persons hand in for several procedures, and to tell who did, every
    one of them would have to be looked at.
    """
    if INDICATORS[indicator].counts_owners:
        indicator = Indicator.M6D
    reading = reading_of(as_of)
    within = frozenset(reading.tree.under(agency))
    reach = Reach(reading.tree, within, period.until(reading.day))
    ratios = _ratios(reach, indicator, level)
    procedures = Procedure.objects.in_bulk([each for each in ratios if each is not None])
    place = Place(agency, level, period, reading.day, reading.goals)
    found = [
        ProcedureRate(procedures[pk] if pk is not None else None, place.rate(indicator, *ratio))
        for pk, ratio in ratios.items()
        if ratio[1]
    ]
    return sorted(found, key=_largest_gap_first)


def _ratios(
    reach: Reach, indicator: Indicator, level: str | None
) -> dict[int | None, tuple[int, int]]:
    definition = INDICATORS[indicator]
    added: dict[int | None, type_of_added] = {}
    apart = Apart(procedures=True, levels=level is not None)
    for place, part in sums(reach, definition.terms, apart=apart).items():
        if level in {None, place.level}:
            of_procedure = added.setdefault(place.procedure, type_of_added())
            for key, value in part.items():
                of_procedure[key] += value
    return {procedure: definition.ratio(each) for procedure, each in added.items()}


def _largest_gap_first(found: ProcedureRate) -> tuple[int, int, str]:
    rate = found.rate
    is_worse_with_more = INDICATORS[rate.indicator].lower_is_better
    missing = rate.numerator if is_worse_with_more else rate.denominator - rate.numerator
    code = found.procedure.code if found.procedure else ""
    return -(rate.gap_papers or 0), -missing, code
