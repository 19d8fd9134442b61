"""The invented officer: uses held papers for the dossiers of the last year, and leaves the newest to the visitor."""

from django.utils import timezone

from accounts.models import User
from dossiers.models import Dossier, DossierStatus
from reuse.check import check
from reuse.decision import Status
from reuse.services import Grounds, record_reuse
from reuse.sight import Sight

OFFICER = "giaiquyet"
# Of these nothing is asked any more.
ENDED = (DossierStatus.WITHDRAWN, DossierStatus.STOPPED)


def reuse_samples() -> None:
    """Record what an officer would: every component that a held paper satisfies. Twice is harmless."""
    officer = User.objects.get(username=OFFICER)
    dossiers = Dossier.objects.exclude(status__in=ENDED).select_related("version", "holder")
    newest = dossiers.latest("received_at")
    this_year = dossiers.filter(received_at__year=newest.received_at.year)  # type: ignore[union-attr]
    for dossier in this_year.exclude(pk=newest.pk).order_by("received_at"):
        grounds = Grounds(
            purpose=f"Giải quyết hồ sơ {dossier.number}",
            legal_basis=dossier.version.legal_basis or "Nghị định 118/2025/NĐ-CP",
        )
        found = check(
            holder=dossier.holder,
            version=dossier.version,
            on=timezone.localdate(),
            sight=Sight(viewer=officer),
        )
        for each in found:
            if each.status is Status.USABLE:
                record_reuse(
                    dossier=dossier,
                    component=each.component,
                    papers=each.papers,
                    officer=officer,
                    grounds=grounds,
                )
