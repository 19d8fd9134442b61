"""What pages, reports and commands ask of the targets: rates, rankings, trends, figures. Import them from here.

Every one reads the sums (targets/summing.py) and none keeps anything; the records may change at any time.
"""

from targets.behind import behind_dossiers, behind_papers, behind_stock
from targets.forecast import Forecast
from targets.indicators import INDICATORS
from targets.periods import Period
from targets.selectors.figures import Check, Figures, carried_over, figures
from targets.selectors.months import HeatRow, MonthRate, forecast, forecast_from, heat, trend
from targets.selectors.procedures import ProcedureRate, by_procedure
from targets.selectors.rates import (
    Pair,
    Rate,
    Scope,
    best_first,
    compare,
    gap_points,
    percent,
    ranking,
    rates,
    rates_of,
    still_needed,
    still_too_many,
)
from targets.tree import Tree

__all__ = [
    "INDICATORS",
    "Check",
    "Figures",
    "Forecast",
    "HeatRow",
    "MonthRate",
    "Pair",
    "Period",
    "ProcedureRate",
    "Rate",
    "Scope",
    "Tree",
    "behind_dossiers",
    "behind_papers",
    "behind_stock",
    "best_first",
    "by_procedure",
    "carried_over",
    "compare",
    "figures",
    "forecast",
    "forecast_from",
    "gap_points",
    "heat",
    "percent",
    "ranking",
    "rates",
    "rates_of",
    "still_needed",
    "still_too_many",
    "trend",
]
