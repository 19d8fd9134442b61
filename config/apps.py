"""Django app of the config room: wires once at start-up what rooms below are to use without asking."""

from django.apps import AppConfig

from config import wiring
from ingest import waking


class ConfigConfig(AppConfig):
    """See the package docstring."""

    name = "config"

    def ready(self) -> None:
        """Papers that become due wake workers where a broker is named."""
        waking.tell_through(wiring.waker())
