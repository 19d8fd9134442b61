"""What anchors need: a store in memory and an authority of the tests."""

from datetime import timedelta

import pytest

from ingest.log.anchoring import Desk
from storage.adapters.memory import MemoryStore
from tests.signing.conftest import Office, office

__all__ = ["KEEP", "office"]

KEEP = timedelta(days=3650)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(MemoryStore(), office.timestamper, KEEP)
