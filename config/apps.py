"""Django app of the config room: wires once at start-up what rooms below are to use without asking."""

from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

from config import places, wiring
from ingest import waking
from reuse import rules


class ConfigConfig(AppConfig):
    """See the package docstring."""

    name = "config"

    def ready(self) -> None:
        """Papers that become due wake workers where a broker is named; reuse goes by the settings."""
        places.rules()  # a folder that is named and not there stops the start, not the first page
        waking.tell_through(wiring.waker())
        rules.go_by(
            rules.Rules(
                verified_within=timedelta(days=settings.MOTLAN_REUSE_VERIFIED_WITHIN_DAYS),
                link_lasts=timedelta(minutes=settings.MOTLAN_LINK_MINUTES),
                catalogue_kept=timedelta(seconds=settings.MOTLAN_CATALOGUE_SECONDS),
            )
        )
