"""What every act begins with: hold the dossier, and refuse what is not this officer's or not this procedure's."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, User
from dossiers.access import dossiers_open_to
from dossiers.models import Component, Dossier, DossierStatus, Paper, Reuse
from dossiers.selectors import components_of
from reuse.answers import Refused
from reuse.check import ComponentCheck, check
from reuse.checklist import circumstances_of
from reuse.done import done_for
from reuse.sight import Sight

TEXT_LENGTH = 500
# Nothing is asked of these any more.
CLOSED = (DossierStatus.NOT_RECEIVED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED)


def held(dossier: Dossier, component: Component, officer: User) -> Dossier | Refused:
    """The dossier as it is now, held so that two officers at once wait for each other."""
    rows = Dossier.objects.filter(
        pk=dossier.pk, pk__in=dossiers_open_to(officer, Role.Kind.OFFICER).values("pk")
    )
    # Without joins: who waited for the lock would find nothing where the holder is another row by now.
    rows.select_for_update(of=("self",), no_key=True).values_list("pk").first()
    now = rows.select_related("version", "holder__merged_into", "deciding_agency").first()
    if now is None:
        return Refused("reuse.not_your_dossier")
    if component.pk not in {each.pk for each in components_of(now.version)}:
        return Refused("reuse.other_procedure")
    return Refused("reuse.dossier_closed") if now.status in CLOSED else now


def checked(
    dossier: Dossier, component: Component, officer: User, *, prefer: Collection[int] = ()
) -> ComponentCheck:
    """What is held for the component today, as this officer may see it."""
    checks = check(
        holder=dossier.holder,
        version=dossier.version,
        on=timezone.localdate(),
        sight=Sight(known=Paper.objects.visible_to(officer)),
        within=circumstances_of(dossier, refused=done_for(dossier).refused, prefer=prefer),
    )
    return next(each for each in checks if each.component.pk == component.pk)


def active(dossier: Dossier, component: Component) -> QuerySet[Reuse]:
    """The reuses for the component that were not taken back."""
    return Reuse.objects.filter(dossier=dossier, component=component, revoked_at__isnull=True)


def held_reuse(reuse_id: int, officer: User) -> Reuse | None:
    """A reuse in a dossier of this officer, held; None when there is none, or it is not theirs."""
    return (
        Reuse.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier__deciding_agency")
        .filter(pk=reuse_id, dossier__in=dossiers_open_to(officer, Role.Kind.OFFICER))
        .first()
    )


def applicant(dossier: Dossier) -> int:
    """The row id of the person whose dossier it is, also where two rows of them were merged."""
    return dossier.holder.merged_into_id or dossier.holder_id


def told(text: str) -> str:
    """A person's own words, as long as they are kept; without NUL, which PostgreSQL keeps nowhere."""
    return text.replace("\0", "").strip()[:TEXT_LENGTH]


def facts_of_reuse(reuse: Reuse) -> dict[str, object]:
    """What an event says of a reuse."""
    facts: dict[str, object] = {
        "paper": reuse.paper_id,
        "dossier": reuse.dossier_id,
        "component": reuse.component_id,
        "mode": reuse.mode,
        "paper_version": reuse.paper_version,
    }
    if reuse.source_id:
        facts["source"] = reuse.source_id
    return facts
