"""The desk, and a clock that tests set."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.counter.desk import Desk, at, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set what `timezone.now` says: `clock("2026-10-05T09:00")`, a Monday."""
    told: list[datetime] = [at("2026-10-05T09:00")]
    monkeypatch.setattr(timezone, "now", lambda: told[0])

    def set_to(text: str) -> None:
        told[0] = at(text)

    return set_to
