"""The invented officer: uses held papers for the open dossiers, and leaves the newest one to the visitor."""

from django.utils import timezone

from accounts.models import User
from dossiers.models import Dossier, DossierStatus, Paper
from reuse.check import check, known_to
from reuse.decision import Status
from reuse.services import Grounds, record_reuse

OFFICER = "giaiquyet"
OPEN = (DossierStatus.RECEIVED, DossierStatus.PROCESSING)


def reuse_samples() -> None:
    """Record what an officer would: every component that a held paper satisfies. Twice is harmless."""
    officer = User.objects.get(username=OFFICER)
    dossiers = Dossier.objects.filter(status__in=OPEN).select_related("procedure", "holder")
    for dossier in list(dossiers.order_by("received_at"))[:-1]:
        grounds = Grounds(
            purpose=f"Giải quyết hồ sơ {dossier.number}",
            legal_basis=dossier.procedure.legal_basis or "Nghị định 118/2025/NĐ-CP",
        )
        found = check(
            holder=dossier.holder,
            procedure=dossier.procedure,
            on=timezone.localdate(),
            papers=Paper.objects.visible_to(officer),
            known=known_to(officer),
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
