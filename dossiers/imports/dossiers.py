"""Dossiers by number; each one that is new or changed leaves an event, from which rates are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Agency, User
from dossiers import events
from dossiers.imports.agencies import agencies_by_code
from dossiers.imports.rows import Cells, Import
from dossiers.imports.table import Row
from dossiers.models import (
    Cause,
    Channel,
    Dossier,
    DossierStatus,
    FormerIdentity,
    Holder,
    Procedure,
    ProcedureVersion,
)
from dossiers.selectors import names_components
from vietnamese.dossier_number import parse_dossier_number
from vietnamese.procedure_code import parse_procedure_code

REQUIRED = (
    "number",
    "procedure_code",
    "holder_personal_id",
    "status",
    "received_at",
    "place_of_intake",
    "deciding_agency",
)
# The last two are left as they are where the file does not have them: the counter writes them too.
OPTIONAL = (
    *("channel", "due_at", "finished_at", "place_of_support"),
    *("officer", "closing_cause"),
)
CHANNELS = {str(value) for value in Channel.values}
STATUSES = {str(value) for value in DossierStatus.values}
CAUSES = {str(value) for value in Cause.values}


@dataclass(frozen=True, slots=True)
class Catalogues:
    """What the rows name, whoever's dossiers they are."""

    agencies: Mapping[str, Agency]
    procedures: Mapping[str, Procedure]
    officers: Mapping[str, User]


def catalogues() -> Catalogues:
    """As they stand now."""
    officers = User.objects.filter(is_active=True)
    return Catalogues(
        agencies=agencies_by_code(Agency.objects.select_related("level")),
        procedures={each.code: each for each in Procedure.objects.prefetch_related("versions")},
        officers={each.username: each for each in officers},
    )


def load_dossiers(rows: Sequence[Row], work: Import) -> None:
    """Create or update dossiers by number."""
    known = catalogues()
    holders = holders_by_number({row.cells["holder_personal_id"] for row in rows})
    numbers = {canonical_number(row.cells["number"]) for row in rows}
    saved = Dossier.objects.in_bulk(list(numbers), field_name="number")
    for row in rows:
        cells = Cells(row, work)
        number, values = values_of(cells, known, holders)
        values |= version_of(cells, saved.get(number), values)
        if not cells.ok:
            continue
        dossier, changed = work.write(saved.get(number), Dossier(number=number), values)
        saved[number] = dossier
        if changed:
            _tell(dossier, work.by)


def _tell(dossier: Dossier, by: str) -> None:
    events.record(
        agency=dossier.deciding_agency,
        actor=by,
        verb="dossier.recorded",
        about=dossier,
        facts={"procedure": dossier.procedure_id, "status": dossier.status},
    )


def canonical_number(text: str) -> str:
    """As dossiers are recorded, however it is spelled; what is no number stays as it is."""
    parsed = parse_dossier_number(text)
    return parsed.number if parsed else text


def _number(cells: Cells) -> str:
    text = cells.text("number", most=60, required=True)
    parsed = parse_dossier_number(text)
    if text and parsed is None:
        cells.wrong("dossier.malformed", "number")
    return parsed.number if parsed else ""


def holders_by_number(numbers: Collection[str]) -> dict[str, Holder]:
    """Holders by personal id, tax code or old card number; a number of several holders finds none."""
    found: dict[str, Holder] = {}
    wanted = sorted({*numbers} - {""})
    for column in ("old_personal_id", "tax_code", "personal_id"):
        several: set[str] = set()
        # In parts, since SQLite bounds the number of values of one query.
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            current = Holder.objects.current().filter(**{f"{column}__in": part})
            for holder in current.order_by("id"):
                number = str(getattr(holder, column))
                # One person may bear a number twice: since 2025 the personal id is the tax code too.
                before = found.get(number)
                if before and before.pk != holder.pk and getattr(before, column) == number:
                    several.add(number)
                found[number] = holder
        for number in several:
            del found[number]
    return _by_former_numbers(wanted, found) | found


def _by_former_numbers(numbers: Sequence[str], known: Collection[str]) -> dict[str, Holder]:
    """Who bore a number before that nobody bears today; a number of several finds none."""
    rest, bearers = [each for each in numbers if each not in known], dict[str, list[Holder]]()
    for start in range(0, len(rest), 500):
        part = FormerIdentity.objects.filter(number__in=rest[start : start + 500])
        for each in part.filter(holder__merged_into=None).select_related("holder"):
            bearers.setdefault(each.number, []).append(each.holder)
    return {number: each[0] for number, each in bearers.items() if len(each) == 1}


def values_of(
    cells: Cells, known: Catalogues, holders: Mapping[str, Holder]
) -> tuple[str, dict[str, Any]]:
    """The number and the columns that a row gives its dossier; what is wrong is noted in `cells`."""
    number = _number(cells)
    procedure = parse_procedure_code(cells.text("procedure_code", most=40, required=True))
    received, finished = cells.moment("received_at"), cells.moment("finished_at")
    if received and finished and finished < received:
        cells.wrong("dossier.finished_before_received", "finished_at")
    if procedure not in known.procedures and cells.row.cells["procedure_code"]:
        cells.wrong("procedure.unknown", "procedure_code")
    holder = holders.get(cells.text("holder_personal_id", most=40, required=True))
    if holder is None and cells.row.cells["holder_personal_id"]:
        # Told without the number: a message may end in a log.
        cells.wrong("holder.unknown", "holder_personal_id", value="")
    agencies, unknown = known.agencies, "agency.unknown"
    return number, {
        "procedure": known.procedures.get(procedure or ""),
        "holder": holder,
        "channel": int(cells.one_of("channel", CHANNELS, default="1")),
        "status": int(cells.one_of("status", STATUSES) or 0),
        "received_at": received,
        "due_at": cells.moment("due_at"),
        "finished_at": finished,
        "place_of_support": cells.known("place_of_support", agencies, code=unknown, required=False),
        "place_of_intake": cells.known("place_of_intake", agencies, code=unknown),
        "deciding_agency": cells.known("deciding_agency", agencies, code=unknown),
        **_values_if_given(cells, known),
    }


def _values_if_given(cells: Cells, known: Catalogues) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "officer" in cells.row.cells:
        values["officer"] = cells.known(
            "officer", known.officers, code="user.unknown", required=False
        )
    if "closing_cause" in cells.row.cells:
        values["closing_cause"] = cells.one_of("closing_cause", CAUSES, default="")
    return values


def version_of(
    cells: Cells, before: Dossier | None, values: Mapping[str, Any]
) -> dict[str, ProcedureVersion]:
    """The version that a dossier takes with this row; empty where it keeps its own.

    A dossier keeps the version of its intake. One that was only registered takes it when it comes in; one
    that stood under a wrong procedure takes it anew, unless something was done with what that one asks for.
    """
    procedure, received = values["procedure"], values["received_at"]
    if procedure is None:
        return {}
    if before is not None:
        same = before.procedure_id == procedure.pk
        if same and (before.received_at is not None or received is None):
            return {}
        if names_components(before):
            if not same:
                cells.wrong("dossier.procedure_in_use", "procedure_code")
            return {}
    version = procedure.version_on(timezone.localdate(received))
    if version is None:
        cells.wrong("procedure.not_published", "procedure_code")
    return {"version": version} if version is not None else {}
