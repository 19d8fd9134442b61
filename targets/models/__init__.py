"""What rates are made of. One file a subject; import them from here."""

from targets.models.campaigns import Campaign
from targets.models.counted import Contribution
from targets.models.indicators import Indicator
from targets.models.reports import (
    CriterionWeight,
    ReportedFigures,
    ReportKind,
    ReportSchedule,
    SentReport,
)
from targets.models.schedules import FlowStart, TargetSchedule
from targets.models.stock import StockCount
from targets.models.sums import Cursor, Leaf

__all__ = [
    "Campaign",
    "Contribution",
    "CriterionWeight",
    "Cursor",
    "FlowStart",
    "Indicator",
    "Leaf",
    "ReportKind",
    "ReportSchedule",
    "ReportedFigures",
    "SentReport",
    "StockCount",
    "TargetSchedule",
]
