"""SPREAD: which column of a counted row adds to which measure, of which agency, on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from dossiers.models import Channel, DossierStatus
from targets.models import CountedDossier, CountedPaper, CountedStock, Measure

ALL = Q()


@dataclass(frozen=True, slots=True)
class Adds:
    """What a row adds: one where a condition holds (of a sum column: its number), or that less."""

    what: Q | str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Spread:
    """The measures to which a row adds on the day that stands in its column `day`, if one does, `where` that holds."""

    rows: type[Model]
    day: str
    adds: Mapping[Measure, Adds]
    agency: str = "agency"
    where: Q = ALL
    procedure: str = "procedure"


_TIMED = Q(late_from__isnull=False)
# On some evening it was overdue: settled on the very day after the due day, it was on none.
_OVERDUE_ONCE = Q(settled_day__isnull=True) | Q(settled_day__gt=F("late_from"))
_SATISFIED, _COPIED = Q(satisfied=True), Q(copy_from__isnull=False)

SPREAD: tuple[Spread, ...] = (
    Spread(
        CountedDossier,
        "received_day",
        {
            Measure.RECEIVED: Adds(ALL),
            Measure.TIMED: Adds(_TIMED),
            Measure.ONLINE: Adds(Q(channel=Channel.ONLINE)),
            Measure.POST: Adds(Q(channel=Channel.POST)),
            Measure.DIGITIZED: Adds(Q(digitized=True)),
            Measure.COMPLETE: Adds(Q(complete=True)),
            Measure.WANTS_RESULT: Adds(Q(wants_result=True)),
            Measure.E_RESULT: Adds(Q(e_result=True)),
            Measure.E_RESULT_VALID: Adds(Q(e_result_valid=True)),
            Measure.REUSING: Adds(Q(reusing=True)),
            Measure.FROM_STORE: Adds(Q(from_store=True)),
            Measure.COMPONENTS: Adds("components"),
            Measure.COMPONENTS_REUSED: Adds("components_reused"),
            Measure.TRANSFERRED: Adds(Q(transfers__gt=0)),
            Measure.E_CIRCULATED: Adds(Q(transfers__gt=0, transfers_electronic=F("transfers"))),
            Measure.TRANSFERS: Adds("transfers"),
            Measure.TRANSFERS_ELECTRONIC: Adds("transfers_electronic"),
            Measure.HELD_BEFORE: Adds(Q(held_before=True)),
            Measure.RESUBMITTED: Adds(Q(resubmitted=True)),
        },
    ),
    Spread(
        CountedDossier,
        "finished_day",
        {
            Measure.FINISHED: Adds(ALL),
            Measure.ON_TIME: Adds(Q(on_time=True)),
            Measure.LATE: Adds(Q(on_time=False)),
            Measure.APOLOGISED: Adds(Q(on_time=False, apologised=True)),
            Measure.WITHDRAWN: Adds(Q(status=DossierStatus.WITHDRAWN)),
            Measure.STOPPED: Adds(Q(status=DossierStatus.STOPPED)),
        },
    ),
    Spread(
        CountedDossier,
        "settled_day",
        {
            Measure.SETTLED_ON_TIME: Adds(Q(settled_on_time=True)),
            Measure.SETTLED_LATE: Adds(Q(settled_on_time=False) & _TIMED),
            Measure.OVERDUE: Adds(_TIMED & _OVERDUE_ONCE, -1),
        },
    ),
    Spread(CountedDossier, "late_from", {Measure.OVERDUE: Adds(ALL)}, where=_OVERDUE_ONCE),
    Spread(
        CountedDossier,
        "rated_day",
        {Measure.RATED: Adds(ALL), Measure.SATISFIED: Adds(_SATISFIED)},
    ),
    Spread(CountedDossier, "complained_day", {Measure.COMPLAINED: Adds(ALL)}),
    Spread(
        CountedPaper,
        "accepted_day",
        {Measure.ITEMS: Adds(ALL), Measure.ITEMS_STORED: Adds(Q(stored=True))},
    ),
    Spread(CountedPaper, "result_from", {Measure.RESULTS: Adds(ALL)}, "result_agency"),
    Spread(CountedPaper, "copy_from", {Measure.RESULTS_DIGITIZED: Adds(ALL)}, "result_agency"),
    Spread(
        CountedPaper,
        "result_to",
        {Measure.RESULTS: Adds(ALL, -1), Measure.RESULTS_DIGITIZED: Adds(_COPIED, -1)},
        "result_agency",
    ),
    Spread(CountedStock, "stock_from", {Measure.STOCK: Adds("count")}),
    Spread(CountedStock, "stock_to", {Measure.STOCK: Adds("count", -1)}),
    # What stands in a count and in the records is no longer of the stock.
    Spread(
        CountedPaper,
        "stock_from",
        {Measure.STOCK: Adds(ALL, -1)},
        "result_agency",
        procedure="stock_procedure",
    ),
    Spread(
        CountedPaper,
        "stock_to",
        {Measure.STOCK: Adds(ALL)},
        "result_agency",
        procedure="stock_procedure",
    ),
)


def added(spread: Spread, rows: QuerySet[Any], *, sign: int) -> QuerySet[Any, Any]:
    """What each of these rows adds: day, agency, procedure, and every measure in the order of `Measure`.

    Small numbers, since PostgreSQL adds them up several times as quickly as large ones.

    Args:
        sign: −1 for what is to be taken back.
    """
    days = rows.filter(spread.where, **{f"{spread.day}__isnull": False}).order_by()
    keys = {"on_day": F(spread.day), "at_agency": F(f"{spread.agency}_id")}
    numbers = {f"adds_{each}": _number(spread.adds.get(each), sign) for each in Measure}
    found: QuerySet[Any, Any] = days.annotate(**keys, **numbers)
    return found.values_list("on_day", "at_agency", f"{spread.procedure}_id", *numbers)


def _number(adds: Adds | None, sign: int) -> Combinable:
    if adds is None:
        return Value(0)
    if isinstance(adds.what, str):
        return F(adds.what) * Value(adds.sign * sign)
    one = Value(adds.sign * sign)
    return Case(When(adds.what, then=one), default=Value(0)) if adds.what else one
