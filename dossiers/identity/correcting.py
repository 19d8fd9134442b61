"""Corrects what is known of a holder; all papers follow, since they link the row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor
from accounts.models import User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.answers import Refused
from dossiers.identity.access import holders_kept_by
from dossiers.identity.changes import (
    COLUMNS,
    Grounds,
    Kind,
    Reason,
    columns_of,
    index_anew,
    lock_rows,
    number_taken,
    plain,
    stamp_of,
    write_columns,
)
from dossiers.identity.matching import doubts_about
from dossiers.identity.registering import hold_numbers
from dossiers.models import FormerIdentity, Holder, HolderChange, Paper
from vietnamese.names import MatchLevel, names_match
from vietnamese.person_id import Sex, parse_person_id
from vietnamese.tax_code import parse_tax_code

# A wrong number may be somebody else's: only one that was truly borne goes on leading here.
BORNE = frozenset({Reason.REISSUED, Reason.CIVIL_STATUS})


@dataclass(frozen=True, slots=True)
class Amendment:
    """The columns as they should read (others stay); `confirmed`: a person answers for id, birth and sex."""

    values: Mapping[str, Any]
    confirmed: bool = False
    seen: str = ""  # stamp_of what the person saw; empty: not compared


def correct_holder(
    *, holder_id: int, amendment: Amendment, grounds: Grounds, officer: User
) -> HolderChange | Refused:
    """Write the corrected columns; a name of before is kept and leads here. A second call changes nothing."""
    if not grounds.fit(Kind.CORRECTED):
        return Refused("holder.reason_needed")
    wanted = {name: plain(amendment.values[name]) for name in COLUMNS if name in amendment.values}
    wanted = {name: _tidy(name, value) for name, value in wanted.items()}
    with transaction.atomic():
        agency = home_agency(officer)
        found = holders_kept_by(officer).filter(pk=holder_id).first()
        if found is None or agency is None:
            return Refused("holder.not_yours")
        lock_rows(Paper.objects.filter(holder=found))
        if wanted.get("personal_id", found.personal_id) != found.personal_id:
            hold_numbers()
        holder = Holder.objects.select_for_update(no_key=True).get(pk=holder_id)
        now = columns_of(holder)
        changed = {name: value for name, value in wanted.items() if value != now[name]}
        if not changed:
            return _done_before(holder)
        refused = _refusal(holder, {**now, **changed}, amendment)
        if refused is not None:
            return refused
        before = {name: now[name] for name in changed}
        change = HolderChange.objects.create(
            kind=Kind.CORRECTED,
            holder=holder,
            code=grounds.code,
            reason=grounds.text,
            before=before,
            after=changed,
            by=actor(officer),
        )
        write_columns(holder, changed)
        _keep_former(holder, before, change)
        # Asked for after the holder was locked: a paper that was linked meanwhile is found by the new name too.
        index_anew(set(holder.papers.values_list("pk", flat=True)))
        events.record(
            agency=agency,
            actor=actor(officer),
            verb="holder.corrected",
            about=holder,
            purpose=grounds.text,
            facts={"change": change.pk, "code": grounds.code, "columns": sorted(changed)},
        )
    return change


def _done_before(holder: Holder) -> HolderChange | Refused:
    last = holder.changes.filter(kind=Kind.CORRECTED, undone_at__isnull=True).first()
    return last or Refused("holder.nothing_changed")


def _tidy(name: str, value: Any) -> Any:
    text = " ".join(str(value or "").split())
    return (text or None) if name in {"personal_id", "birth_date"} else text


def _refusal(holder: Holder, values: Mapping[str, Any], amendment: Amendment) -> Refused | None:
    """Why the holder may not read so; `values` are all columns as they would be."""
    if holder.merged_into_id or (amendment.seen and amendment.seen != stamp_of(holder)):
        return Refused("holder.seen_older")
    code = _malformed(values)
    if code:
        return Refused(code)
    if number_taken(values["personal_id"], by_other_than={holder.pk}):
        return Refused("holder.number_taken")
    born = values["birth_date"]
    doubts = doubts_about(
        values["personal_id"] or "",
        birth=date.fromisoformat(born) if born else None,
        sex=values["sex"],
    )
    return Refused(doubts[0]) if doubts and not amendment.confirmed else None


def _malformed(values: Mapping[str, Any]) -> str:
    """The code of what is wrong in the form itself, empty when nothing is."""
    numbers = [(values["personal_id"] or "", 12), (values["old_personal_id"], 9)]
    wrong = any(
        text and (parse_person_id(text) is None or len(text) != length) for text, length in numbers
    )
    tax = parse_tax_code(values["tax_code"])
    if wrong or values["sex"] not in {"", *Sex} or not _is_day(values["birth_date"]):
        return "holder.malformed"
    if values["tax_code"] and (tax is None or tax.code != values["tax_code"]):
        return "holder.wrong_tax_code"
    if not values["name"]:
        return "holder.name_needed"
    if not any(values[name] for name in ("personal_id", "old_personal_id", "tax_code")):
        return "holder.no_number_left"
    return ""


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _keep_former(holder: Holder, before: Mapping[str, Any], change: HolderChange) -> None:
    today = timezone.localdate()
    name = before.get("name", "")
    if name and names_match(name, holder.name) is not MatchLevel.EXACT:
        remember(holder, change, name=name, until=today)
    if change.code in BORNE:
        for column in ("personal_id", "old_personal_id", "tax_code"):
            if before.get(column):
                remember(holder, change, number=before[column], until=today)


def remember(
    holder: Holder,
    change: HolderChange,
    *,
    name: str = "",
    number: str = "",
    until: date | None = None,
) -> None:
    """Let a name or number of before lead to the holder; known ones stay as they are."""
    defaults = {"until": until, "change": change}
    FormerIdentity.objects.get_or_create(holder=holder, name=name, number=number, defaults=defaults)
