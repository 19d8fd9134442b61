"""A form is issued: its edition, its number, and what stands on it. Printing it is counter/press.py's."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from accounts.actors import actor
from accounts.models import Agency, User
from counter.calendar import local_day
from counter.holding import lock_agencies
from counter.letters import facts_of
from counter.results import Refused
from dossiers.models import Dossier, FormEdition, FormKind, IssuedForm


def edition_for(dossier: Dossier, kind: FormKind) -> FormEdition | None:
    """The edition that held on the day of intake; a dossier keeps it to its end."""
    day = local_day(dossier.received_at or timezone.now())
    editions = FormEdition.objects.on(day).filter(kind=kind)
    return editions.order_by(F("valid_from").desc(nulls_last=True)).first()


def issue(
    dossier: Dossier, kind: FormKind, *, by: User, said: Mapping[str, Any], **columns: Any
) -> IssuedForm | Refused:
    """Write the form down, inside the caller's transaction, which holds the dossier.

    Args:
        said: what stands on this kind of form, beside what every form says.
        columns: of IssuedForm, such as `cause`.
    """
    edition = edition_for(dossier, kind)
    if edition is None:
        return Refused("counter.no_form")
    agency = _issuer(dossier, kind)
    lock_agencies(agency, dossier.deciding_agency)
    now = timezone.now()
    year = local_day(now).year
    before = IssuedForm.objects.filter(agency=agency, kind=kind, year=year)
    last = before.aggregate(last=Max("serial"))["last"] or 0
    return IssuedForm.objects.create(
        dossier=dossier,
        edition=edition,
        kind=kind,
        agency=agency,
        year=year,
        serial=last + 1,
        facts={
            **facts_of(dossier, edition, agency=agency, by=by, at=now),
            "serial": last + 1,
            **said,
        },
        issued_at=now,
        issued_by=actor(by),
        **columns,
    )


def _issuer(dossier: Dossier, kind: FormKind) -> Agency:
    """Whoever took the dossier in gives the receipt; all else comes from who decides."""
    return dossier.place_of_intake if kind == FormKind.RECEIPT else dossier.deciding_agency
