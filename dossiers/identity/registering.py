"""Links a paper or dossier to its holder: the one on record, or a new row where nobody is."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from dossiers.answers import Refused
from dossiers.identity.matching import determine, doubts_about, numbered, type_of_birth
from dossiers.models import Holder, Lease
from vietnamese.person_id import parse_person_id
from vietnamese.tax_code import TaxCodeKind, parse_tax_code

# The row that is locked by whoever adds a holder, until their transaction ends.
MAKING_A_HOLDER = "holders"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a paper, a form or another system says of a person or organisation."""

    number: str  # personal id, old id or tax code
    name: str
    birth_date: type_of_birth | None = None  # the year alone where no more is known
    sex: str = ""
    address: str = ""


def find_or_register(claim: Claim, *, confirmed: bool = False) -> Holder | Refused:
    """The holder meant by the claim, locked so that they are not merged away meanwhile; made when new.

    Runs in the caller's transaction, after its locks on dossier and paper.

    Args:
        confirmed: a person has compared number, name, birth and sex, and answers for the difference.
    """
    if not claim.name.strip():
        return Refused("holder.name_needed")
    doubts = doubts_about(claim.number, birth=claim.birth_date, sex=claim.sex)
    if doubts and not confirmed:
        return Refused(doubts[0])
    with transaction.atomic():
        found = _determined(claim)
        if found is None:
            # Two clerks with papers of one person would both make one, and no later paper could tell
            # which is meant: the second waits here, and looks again.
            hold_numbers()
            found = _determined(claim)
        if found is not None:
            return held(found)
        others = numbered(claim.number)
        if not others:
            return _register(claim)
        if confirmed and len(others) == 1:
            return held(others[0])
    return Refused("holder.not_certain")


def hold_numbers() -> None:
    """Let one transaction at a time give somebody a number that was not theirs: after papers, before holders."""
    Lease.objects.get_or_create(name=MAKING_A_HOLDER)
    Lease.objects.select_for_update().get(name=MAKING_A_HOLDER)


def held(holder: Holder) -> Holder:
    """The holder, locked until the transaction ends; whoever they were merged into a moment ago."""
    row = Holder.objects.select_for_update(no_key=True).get(pk=holder.pk)
    return held(row.merged_into) if row.merged_into else row


def _determined(claim: Claim) -> Holder | None:
    return determine(number=claim.number, name=claim.name, birth=claim.birth_date)


def _register(claim: Claim) -> Holder | Refused:
    person, tax = parse_person_id(claim.number), parse_tax_code(claim.number)
    numbers: dict[str, str | None] = {}
    kind = Holder.Kind.PERSON
    if person is not None:
        column = "personal_id" if len(person.digits) == 12 else "old_personal_id"
        numbers[column] = person.digits
    elif tax is not None:
        numbers["tax_code"] = tax.code
        if tax.kind is not TaxCodeKind.PERSON:
            kind = Holder.Kind.ORGANISATION
    else:
        return Refused("holder.malformed")
    return Holder.objects.create(
        kind=kind,
        name=claim.name.strip()[:300],
        birth_date=claim.birth_date if isinstance(claim.birth_date, date) else None,
        sex=claim.sex,
        address=claim.address.strip()[:500],
        **numbers,
    )
