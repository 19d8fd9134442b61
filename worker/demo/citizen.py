"""The invented citizen: somebody whose papers were used again, with a slip to see by whom."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from dossiers.citizens.slips import GivenSlip, give_slip
from dossiers.models import AccessSlip, Holder, Reuse
from worker.demo.officer import OFFICER


@dataclass(frozen=True, slots=True)
class Citizen:
    """What a person types to sign in: their number and the code of their slip."""

    personal_id: str
    code: str
    slip: int


def ensure_citizen(file: Path) -> Citizen | None:
    """A slip that still opens: the one that was told before, else a new one; None where nobody could have one."""
    if file.exists():
        known = Citizen(**json.loads(file.read_text()))
        if AccessSlip.objects.filter(pk=known.slip, ended_at=None, until__gt=timezone.now()):
            return known
    holder = _somebody()
    officer = User.objects.get(username=OFFICER)
    if holder is None:
        return None
    given = give_slip(
        holder=holder,
        by=officer,
        agency=officer.roles_held[0].agency,
        valid_for=timedelta(hours=settings.MOTLAN_SLIP_HOURS),
    )
    if not isinstance(given, GivenSlip):
        return None
    citizen = Citizen(holder.personal_id or holder.old_personal_id, given.code, given.slip.pk)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(asdict(citizen), out)
    return citizen


def _somebody() -> Holder | None:
    """The person whose paper was used last."""
    used = Reuse.objects.filter(
        revoked_at=None,
        dossier__holder__kind=Holder.Kind.PERSON,
        dossier__holder__personal_id__isnull=False,
    )
    newest = used.select_related("dossier__holder").first()
    return newest.dossier.holder if newest else None
