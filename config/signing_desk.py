"""What a person's acts of signing need, from the settings."""

from datetime import timedelta

from django.conf import settings

from config import wiring
from ingest.print_of import print_of
from ingest.signing import Desk


def desk() -> Desk:
    """The store, the loaded roots, and how long a signature may take."""
    return Desk(
        store=wiring.store(),
        trust=wiring.trust,
        trial=wiring.is_trial(),
        lasts=timedelta(minutes=settings.MOTLAN_SIGNING_MINUTES),
        stop_days=settings.MOTLAN_KEY_STOP_DAYS,
        printed=lambda pdf: print_of(pdf, sandbox=wiring.preview_sandbox()),
    )
