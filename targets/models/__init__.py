"""What rates are made of. One file a subject; import them from here."""

from targets.models.campaigns import Campaign
from targets.models.closing import PeriodClosing
from targets.models.counted import (
    AskedComponent,
    CountedDossier,
    CountedPaper,
    CountedStock,
    TimeLimit,
)
from targets.models.indicators import Indicator
from targets.models.measures import Measure
from targets.models.reports import (
    CriterionWeight,
    ReportedFigures,
    ReportKind,
    ReportSchedule,
    SentReport,
)
from targets.models.schedules import FlowStart, ReadingChoice, TargetSchedule
from targets.models.stock import StockCount
from targets.models.sums import (
    AgencyDay,
    AgencyMonth,
    AgencyYear,
    Cursor,
    Difference,
    Figures,
    OwnerSet,
    ProcedureDay,
    ProcedureMonth,
    Recount,
    Touched,
    WholeMonth,
)

__all__ = [
    "AgencyDay",
    "AgencyMonth",
    "AgencyYear",
    "AskedComponent",
    "Campaign",
    "CountedDossier",
    "CountedPaper",
    "CountedStock",
    "CriterionWeight",
    "Cursor",
    "Difference",
    "Figures",
    "FlowStart",
    "Indicator",
    "Measure",
    "OwnerSet",
    "PeriodClosing",
    "ProcedureDay",
    "ProcedureMonth",
    "ReadingChoice",
    "Recount",
    "ReportKind",
    "ReportSchedule",
    "ReportedFigures",
    "SentReport",
    "StockCount",
    "TargetSchedule",
    "TimeLimit",
    "Touched",
    "WholeMonth",
]
