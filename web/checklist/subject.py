"""Whose checklist is shown: a dossier's, or a holder's for a procedure, as the address says it."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.selectors import home_agency
from dossiers import events
from dossiers.access import dossiers_in_reach
from dossiers.identity.access import holders_visible_to
from dossiers.models import Dossier, Holder, Paper, Procedure, ProcedureVersion
from reuse.asked_for import version_lately
from reuse.check import check
from reuse.checklist import Line, checklist
from reuse.sight import Sight

SALT = "web.checklist.look_up"
OPEN_FOR_S = 8 * 60 * 60  # a working day, as long as a session


@dataclass(frozen=True, slots=True)
class Subject:
    """A procedure and a person; `holder` is None when they could not be determined."""

    version: ProcedureVersion
    holder: Holder | None
    dossier: Dossier | None = None

    @property
    def procedure(self) -> Procedure:
        """The procedure."""
        return self.version.procedure


def of_dossier(number: str, *, viewer: User) -> Subject | None:
    """The dossier with this number, where the person may see it; None when not, as when there is none."""
    rows = dossiers_in_reach(viewer).filter(number=number).order_by()
    related = rows.select_related("holder", "deciding_agency", "place_of_intake")
    found = next(iter(related[:1]), None)
    if found is None:
        return None
    found.version = version_lately(found.version_id)
    return Subject(found.version, found.holder, found)


def tellable(found: Holder | None, *, named: bool, viewer: User) -> Holder | None:
    """The person found, or None where a number alone would tell whose it is to somebody with nothing of theirs.

    Args:
        named: whether the name was given too; then the answer names nobody who was not named already.
    """
    if named:
        return found
    pk = found.pk if found else 0
    seen = holders_visible_to(viewer).filter(pk=pk).exists()
    waits = Paper.objects.known_to(viewer).filter(holder=pk).exists()
    return found if seen or waits else None


def look_up_key(*, holder: Holder | None, procedure: Procedure, viewer: User, by: str) -> str:
    """Record that the person looks somebody up, and give the key under which they may see the answer.

    The key holds row ids only, works for this person only, and is signed, so that nobody can try others.
    """
    agency = home_agency(viewer)
    if agency is not None:
        events.record(
            agency=agency,
            actor=by,
            verb="reuse.checked",
            about=holder or procedure,
            facts={"procedure": procedure.pk, "holder": holder.pk if holder else None},
        )
    value = {"viewer": viewer.pk, "holder": holder.pk if holder else 0, "procedure": procedure.pk}
    return signing.dumps(value, salt=SALT)


def of_key(key: str, *, viewer: User) -> Subject:
    """What a look-up found.

    Raises:
        Http404: the key is forged, another person's, or of another day.
    """
    try:
        value = signing.loads(key, salt=SALT, max_age=OPEN_FOR_S)
    except signing.BadSignature as error:
        raise Http404 from error
    procedure = Procedure.objects.filter(pk=value["procedure"]).first()
    version = procedure.version_on(timezone.localdate()) if procedure else None
    if value["viewer"] != viewer.pk or version is None:
        raise Http404
    return Subject(version, Holder.objects.filter(pk=value["holder"]).first())


def lines_of(subject: Subject, *, viewer: User, on: date) -> list[Line]:
    """The lines of the checklist as this person may see them."""
    if subject.dossier is not None:
        return checklist(subject.dossier, viewer=viewer, on=on)
    checks = check(
        holder=subject.holder,
        version=subject.version,
        on=on,
        sight=Sight(viewer=viewer),
    )
    return [Line(each) for each in checks]
